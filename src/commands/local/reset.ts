import { findLakehouse, type Locator } from '../../lib/toolchain/lakehouse/locator.js'
import { purge } from '../../lib/toolchain/lakehouse/purge.js'
import { startLakehouse } from '../../lib/toolchain/lakehouse/start.js'
import { changeFlags } from '../../lib/ui/change-flags.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { step } from '../../lib/ui/steps.js'

export default class LocalReset extends LocalCommand {
  static override summary = 'Delete everything that the local lakehouse stores, and start it empty if it was running.'
  static override description =
    'Your CSV files, the dbt project and the Python environment are kept. `mdw up` makes the warehouse again.'
  static override examples = ['<%= config.bin %> local reset', '<%= config.bin %> local reset --yes']
  static override flags = changeFlags

  async run(): Promise<{ deleted: string[]; bytes: number; restarted: Locator | null }> {
    const { flags } = await this.parse(LocalReset)
    this.answerWith(flags)
    const { project, ...named } = this.openLocal(flags)
    const wasRunning = (await findLakehouse(project.paths.lakehouse)).health === 'running'
    const purged = await purge(project, named, this.reporter, flags['dry-run'])
    const restart = wasRunning && !flags['dry-run']
    const restarted = restart
      ? await step(this.reporter, 'Local lakehouse', progress =>
          startLakehouse(this.launchOptions(project, named.config), progress, this.signal),
        )
      : null
    return { ...purged, restarted }
  }
}
