import { Flags } from '@oclif/core'
import { purge } from '../lib/toolchain/lakehouse/purge.js'
import { type Stopped, stopLakehouse } from '../lib/toolchain/lakehouse/stop.js'
import { changeFlags } from '../lib/ui/change-flags.js'
import { LocalCommand } from '../lib/ui/local-command.js'
import { step } from '../lib/ui/steps.js'

export default class Down extends LocalCommand {
  static override summary = 'Stop the local warehouse. Its data is kept, unless --purge is given.'
  static override examples = [
    '<%= config.bin %> down',
    '<%= config.bin %> down --purge',
    '<%= config.bin %> down --purge --dry-run',
  ]
  static override flags = {
    purge: Flags.boolean({ summary: 'Also delete everything that it stores. Asks first.' }),
    yes: { ...changeFlags.yes, dependsOn: ['purge'] },
    confirm: { ...changeFlags.confirm, dependsOn: ['purge'] },
    'dry-run': { ...changeFlags['dry-run'], dependsOn: ['purge'] },
  }

  async run(): Promise<{ lakehouse?: Stopped; deleted: string[]; bytes: number }> {
    const { flags } = await this.parse(Down)
    this.answerWith(flags)
    const { project, ...named } = this.openLocal(flags)
    if (flags.purge) return purge(project, named, this.reporter, flags['dry-run'])
    const lakehouse = await step(this.reporter, 'Stopping the local lakehouse', async progress => {
      const stopped = await stopLakehouse(project.paths.lakehouse)
      if (stopped === 'was not running') progress.skip('it was not running')
      else progress.result('its data is kept')
      return stopped
    })
    return { lakehouse, deleted: [], bytes: 0 }
  }
}
