import { Flags } from '@oclif/core'
import {
  fetchFunctions,
  fetchOperations,
  type Operation,
  type SqlFunction,
} from '../../lib/toolchain/lakehouse/operations.js'
import { outColours } from '../../lib/ui/colours.js'
import { LocalCommand } from '../../lib/ui/local-command.js'
import { renderTable } from '../../lib/ui/table.js'

export default class LocalGaps extends LocalCommand {
  static override summary =
    'List the AWS operations that the local lakehouse answers, and those that it refuses by name.'
  static override description = 'With --sql it lists the SQL functions of Athena engine version 3 instead.'
  static override examples = [
    '<%= config.bin %> local gaps',
    '<%= config.bin %> local gaps --all',
    '<%= config.bin %> local gaps --sql --all',
  ]
  static override flags = {
    all: Flags.boolean({ char: 'a', summary: 'Also what works.' }),
    sql: Flags.boolean({ summary: 'SQL functions, by group.' }),
  }

  async run(): Promise<{ operations: Operation[] } | { functions: SqlFunction[] }> {
    const { flags } = await this.parse(LocalGaps)
    const { environment } = await this.connect(flags)
    if (flags.sql) {
      const functions = await fetchFunctions(environment.endpoint!)
      await this.print(renderFunctions(functions, flags.all))
      return { functions }
    }
    const operations = await fetchOperations(environment.endpoint!)
    await this.print(renderOperations(operations, flags.all))
    return { operations }
  }
}

function renderOperations(operations: Operation[], all: boolean): string {
  const rows = operations
    .filter(({ supported }) => all || !supported)
    .map(({ service, name, supported, note }) => [service, name, supported ? 'yes' : 'no', note ?? ''])
  return table(['Service', 'Operation', 'Supported', 'Note'], rows)
}

function renderFunctions(functions: SqlFunction[], all: boolean): string {
  const rows = functions
    .filter(({ supported }) => all || !supported)
    .map(({ group, name, supported, reason }) => [group, name, supported ? 'yes' : 'no', reason ?? ''])
  const supported = functions.filter(each => each.supported).length
  const count = `${supported} functions are supported, ${functions.length - supported} are not.\n`
  return `${table(['Group', 'Function', 'Supported', 'Why not'], rows)}\n${count}`
}

function table(titles: string[], rows: string[][]): string {
  return renderTable(
    titles.map(title => ({ title })),
    rows,
    outColours,
  )
}
