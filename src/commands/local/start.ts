import type { Locator } from '../../lib/toolchain/lakehouse/locator.js'
import { startLakehouse } from '../../lib/toolchain/lakehouse/start.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { step } from '../../lib/ui/steps.js'

export default class LocalStart extends LocalCommand {
  static override summary = 'Start the local lakehouse in the background.'
  static override examples = ['<%= config.bin %> local start']

  async run(): Promise<Locator> {
    const { flags } = await this.parse(LocalStart)
    const { project, config } = this.openLocal(flags)
    const locator = await step(this.reporter, 'Local lakehouse', progress =>
      startLakehouse(this.launchOptions(project, config), progress, this.signal),
    )
    await this.print(`${locator.endpoint}\n`)
    return locator
  }
}
