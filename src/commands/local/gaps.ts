import { Flags } from '@oclif/core'
import { fetchOperations, type Operation } from '../../lib/toolchain/lakehouse/operations.js'
import { outColours } from '../../lib/ui/colours.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { renderTable } from '../../lib/ui/table.js'

export default class LocalGaps extends LocalCommand {
  static override summary =
    'List the AWS operations that the local lakehouse answers, and those that it refuses by name.'
  static override examples = ['<%= config.bin %> local gaps', '<%= config.bin %> local gaps --all']
  static override flags = { all: Flags.boolean({ char: 'a', summary: 'Also the operations that work.' }) }

  async run(): Promise<{ operations: Operation[] }> {
    const { flags } = await this.parse(LocalGaps)
    const { environment } = await this.connect(flags)
    const operations = await fetchOperations(environment.endpoint!)
    const shown = operations.filter(({ supported }) => flags.all || !supported)
    const rows = shown.map(({ service, name, supported, note }) => [
      service,
      name,
      supported ? 'yes' : 'no',
      note ?? '',
    ])
    const columns = ['Service', 'Operation', 'Supported', 'Note'].map(title => ({ title }))
    await this.print(renderTable(columns, rows, outColours))
    return { operations }
  }
}
