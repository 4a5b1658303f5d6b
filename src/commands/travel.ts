import { Args, Flags } from '@oclif/core'
import { MdwError } from '../lib/errors.js'
import { ExitCode } from '../lib/exit-codes.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type ResultFormat, renderResult } from '../lib/warehouse/render-result.js'
import { snapshotDocument } from '../lib/warehouse/time-travel/describe-snapshot.js'
import { exportParquet } from '../lib/warehouse/time-travel/export-parquet.js'
import { findDestination, travel } from '../lib/warehouse/time-travel/travel.js'

export default class Travel extends WarehouseCommand {
  static override summary = 'Show an Iceberg table’s rows as of a time or in a snapshot.'
  static override description =
    'The table is found by its short name across the layers. Times are dates, ISO timestamps, or words such as "yesterday 18:00" and "2 hours ago", in your time zone unless they name one. Which snapshot was chosen is said on standard error.'
  static override examples = [
    '<%= config.bin %> travel sales --as-of 2018-03-01',
    '<%= config.bin %> travel daily_sales --as-of "2 hours ago" --columns sale_date,net_amount --where "units_sold > 100"',
    '<%= config.bin %> travel cur.fct_daily_sales --version -1 --count',
    '<%= config.bin %> travel daily_sales --version -1 --sql "select date_key, sum(net_amount) from {table} group by 1"',
    '<%= config.bin %> travel sales --as-of yesterday --output parquet --file sales.parquet',
  ]
  static override args = { table: Args.string({ required: true, description: 'Table, in full or by its short name.' }) }
  static override flags = {
    'as-of': Flags.string({ summary: 'Time: a date, a timestamp, or words.', exactlyOne: ['as-of', 'version'] }),
    version: Flags.string({ summary: 'Snapshot id, branch or tag; -1 is the state before the current one.' }),
    columns: Flags.string({ summary: 'Columns to show, separated by commas.', exclusive: ['count', 'sql'] }),
    where: Flags.string({ summary: 'Condition in Athena’s SQL.', exclusive: ['sql'] }),
    limit: Flags.integer({ summary: 'Most rows to show; 0 is all.', default: 100, min: 0 }),
    count: Flags.boolean({ summary: 'Only say how many rows there are.', exclusive: ['sql'] }),
    sql: Flags.string({ summary: 'Your own query, with {table} where the table goes.' }),
    output: Flags.option({
      char: 'o',
      options: ['table', 'csv', 'json', 'parquet'] as const,
      default: 'table' as const,
      summary: 'Form of the rows; parquet goes to --file.',
    })(),
    file: Flags.string({ summary: 'File for parquet; a folder where Athena writes several.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Travel)
    if ((flags.output === 'parquet') !== (flags.file !== undefined)) throw parquetNeedsFile()
    const connection = await this.connect(flags)
    const rows = flags.output === 'parquet' || flags.sql !== undefined ? undefined : flags.limit || undefined
    return step(this.reporter, 'Time travel', async progress => {
      const request = {
        ...{ table: args.table, point: flags['as-of'] ?? flags.version!, limit: rows },
        ...{ columns: flags.columns?.split(',').map(name => name.trim()), where: flags.where },
        ...{ count: flags.count, sql: flags.sql },
      }
      const destination = await findDestination(connection, request, progress)
      if (flags.file === undefined) {
        return travel(connection, destination, flags.limit || undefined, progress, this.signal)
      }
      const { table, chosen, sql } = destination
      const target = { sql, database: table.database, path: flags.file }
      const exported = await exportParquet(connection, target, progress, this.signal)
      return { table: `${table.database}.${table.name}`, snapshot: snapshotDocument(chosen), ...exported }
    }).then(async result => {
      const text = 'rows' in result ? renderResult(result, flags.output as ResultFormat) : `${result.path}\n`
      await this.print(text)
      return result
    })
  }
}

function parquetNeedsFile(): MdwError {
  return new MdwError({
    code: 'USAGE',
    message: 'Parquet goes to a file: --output parquet and --file belong together.',
    actions: ['Add both: --output parquet --file sales.parquet'],
    exitCode: ExitCode.usage,
  })
}
