import { Args, Flags } from '@oclif/core'
import { ExitCode } from '../lib/exit-codes.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type DiffResult, diff } from '../lib/warehouse/diff/diff.js'
import { renderDiff } from '../lib/warehouse/diff/render.js'

export default class Diff extends WarehouseCommand {
  static override summary = 'Compare two states of an Iceberg table: rows added, removed and changed, column by column.'
  static override description =
    'Rows are matched by --key, else by the key that dbt knows (unique_key or a uniqueness test), else whole rows are compared. Columns are the same by field id, so a renamed column is no difference of rows.'
  static override examples = [
    '<%= config.bin %> diff daily_sales --from -1',
    '<%= config.bin %> diff daily_sales --from yesterday --to "1 hour ago" --sample 20',
    '<%= config.bin %> diff std.std_sales --from 2018-03-01 --key sale_id --exit-code',
  ]
  static override args = { table: Args.string({ required: true, description: 'Table, in full or by its short name.' }) }
  static override flags = {
    from: Flags.string({
      required: true,
      summary: 'Time, snapshot id, branch or tag; -1 is the state before this one.',
    }),
    to: Flags.string({ summary: 'The same; the current state without it.' }),
    key: Flags.string({ summary: 'Columns that tell rows apart, separated by commas.' }),
    sample: Flags.integer({ summary: 'Most rows to show of each kind of difference.', default: 5, min: 0 }),
    'exit-code': Flags.boolean({ summary: 'End with exit code 3 when there are differences.' }),
  }

  async run(): Promise<DiffResult> {
    const { args, flags } = await this.parse(Diff)
    const connection = await this.connect(flags)
    const request = {
      ...{ table: args.table, from: flags.from, to: flags.to, sample: flags.sample },
      key: flags.key?.split(',').map(name => name.trim()),
    }
    const result = await step(this.reporter, 'Comparing', progress => diff(connection, request, progress, this.signal))
    await this.print(renderDiff(result))
    if (flags['exit-code'] && result.different) this.exitWith(ExitCode.differences)
    return result
  }
}
