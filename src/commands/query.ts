import { Args, Flags } from '@oclif/core'
import { changeFlags, confirmChange } from '../lib/ui/change-flags.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type QueryResult, runQuery } from '../lib/warehouse/query.js'
import { onlyReads, readStatement } from '../lib/warehouse/read-statement.js'
import { RESULT_FORMATS, type ResultFormat, renderResult } from '../lib/warehouse/render-result.js'

export default class Query extends WarehouseCommand {
  static override summary = 'Run one SQL statement on Athena and show its rows.'
  static override examples = [
    '<%= config.bin %> query "select count(*) as sales from std.std_sales"',
    '<%= config.bin %> query "select * from raw.countries" --output csv > countries.csv',
    '<%= config.bin %> query -f report.sql --limit 0',
  ]
  static override args = { sql: Args.string({ description: 'The statement, in Athena’s SQL.' }) }
  static override flags = {
    file: Flags.string({ char: 'f', summary: 'Read the statement from a file; - is standard input.' }),
    output: Flags.option({
      char: 'o',
      options: RESULT_FORMATS,
      default: 'table' as const,
      summary: 'Form of the rows.',
    })(),
    limit: Flags.integer({ summary: 'Most rows to show; 0 is all.', default: 1000, min: 0 }),
    confirm: changeFlags.confirm,
    database: Flags.string({ summary: 'Database of unqualified names; cur without it.' }),
  }

  async run(): Promise<QueryResult> {
    const { args, flags } = await this.parse(Query)
    const sql = readStatement(args.sql, flags.file)
    this.answerWith({ yes: false, confirm: flags.confirm })
    const { clients, environment } = await this.connect(flags)
    if (environment.protected && !onlyReads(sql)) {
      await confirmChange(
        this.reporter,
        environment,
        [`The statement may change ${environment.name}, which is protected.`],
        'Run it?',
      )
    }
    const result = await step(this.reporter, 'Query', progress =>
      runQuery(clients, environment, {
        sql,
        database: flags.database,
        limit: flags.limit === 0 ? undefined : flags.limit,
        onState: state => progress.update(state),
        signal: this.signal,
      }),
    )
    await this.print(renderResult(result, flags.output as ResultFormat))
    return result
  }
}
