import { Args } from '@oclif/core'
import { quietStep } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type History, history } from '../lib/warehouse/history/history.js'
import { renderHistory } from '../lib/warehouse/history/render.js'
import { localClock } from '../lib/warehouse/time-travel/time-zone.js'

export default class HistoryCommand extends WarehouseCommand {
  static override summary = 'Show an Iceberg table’s snapshots: when, what, rows and files added and removed.'
  static override description =
    'The notes say how far back a state is (-1 goes with --version of `mdw travel`), what changed in the schema, and which node of which dbt run wrote it (of runs by `mdw`, and dbt’s last). Nothing is scanned: all of it is in the table’s metadata.'
  static override examples = ['<%= config.bin %> history daily_sales', '<%= config.bin %> history std.std_sales --json']
  static override args = { table: Args.string({ required: true, description: 'Table, in full or by its short name.' }) }

  async run(): Promise<History> {
    const { args, flags } = await this.parse(HistoryCommand)
    const connection = await this.connect(flags)
    const result = await quietStep(this.reporter, 'Reading the history', () =>
      history(connection, args.table, localClock().zone),
    )
    await this.print(renderHistory(result))
    return result
  }
}
