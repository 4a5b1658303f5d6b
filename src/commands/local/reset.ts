import { Flags } from '@oclif/core'
import { findLakehouse, type Locator } from '../../lib/toolchain/lakehouse/locator.js'
import { purge } from '../../lib/toolchain/lakehouse/purge.js'
import { startLakehouse } from '../../lib/toolchain/lakehouse/start.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { step } from '../../lib/ui/steps.js'

export default class LocalReset extends LocalCommand {
  static override summary = 'Delete everything that the local lakehouse stores, and start it empty if it was running.'
  static override description =
    'Your CSV files, the dbt project and the Python environment are kept. `mdw up` makes the warehouse again.'
  static override examples = ['<%= config.bin %> local reset', '<%= config.bin %> local reset --yes']
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
    'dry-run': Flags.boolean({ summary: 'Say what would be deleted, and delete nothing.' }),
  }

  async run(): Promise<{ deleted: string[]; bytes: number; restarted: Locator | null }> {
    const { flags } = await this.parse(LocalReset)
    this.answerWith({ yes: flags.yes })
    const { project, config } = this.openLocal(flags)
    const wasRunning = (await findLakehouse(project.paths.lakehouse)).health === 'running'
    const purged = await purge(project.paths, this.reporter, flags['dry-run'])
    const restart = wasRunning && !flags['dry-run']
    const restarted = restart
      ? await step(this.reporter, 'Local lakehouse', progress =>
          startLakehouse(this.launchOptions(project, config), progress, this.signal),
        )
      : null
    return { ...purged, restarted }
  }
}
