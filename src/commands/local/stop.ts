import { type Stopped, stopLakehouse } from '../../lib/toolchain/lakehouse/stop.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { step } from '../../lib/ui/steps.js'

export default class LocalStop extends LocalCommand {
  static override summary = 'Stop the local lakehouse and keep its data.'
  static override examples = ['<%= config.bin %> local stop']

  async run(): Promise<{ result: Stopped }> {
    const { flags } = await this.parse(LocalStop)
    const { project } = this.openLocal(flags)
    const result = await step(this.reporter, 'Stopping the local lakehouse', async progress => {
      const stopped = await stopLakehouse(project.paths.lakehouse)
      if (stopped === 'was not running') progress.skip('it was not running')
      return stopped
    })
    return { result }
  }
}
