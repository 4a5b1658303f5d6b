import { type Fault, listFaults, renderFaults } from '../../../lib/toolchain/lakehouse/faults.js'
import { LocalCommand } from '../../../lib/ui/local-command.js'

export default class LocalFaultList extends LocalCommand {
  static override summary = 'List the faults that were asked for and have not happened yet.'
  static override examples = ['<%= config.bin %> local fault list']

  async run(): Promise<{ faults: Fault[] }> {
    const { flags } = await this.parse(LocalFaultList)
    const { environment } = await this.running(flags)
    const faults = await listFaults(environment)
    await this.print(renderFaults(faults))
    return { faults }
  }
}
