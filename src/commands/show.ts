import { Args, Flags } from '@oclif/core'
import { compileModel, type ShowResult, showRows } from '../lib/show/show.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { RESULT_FORMATS, type ResultFormat, renderResult } from '../lib/warehouse/render-result.js'

export default class Show extends WarehouseCommand {
  static override summary = 'Show a model’s first rows: compiled and run, without building it.'
  static override description =
    'The model reads the tables that are built. On Athena it is a query like any other, and costs as much.'
  static override examples = [
    '<%= config.bin %> show std_sales',
    '<%= config.bin %> show fct_daily_sales --limit 50 --output csv',
    '<%= config.bin %> show std_sales --compiled',
  ]
  static override args = { model: Args.string({ required: true, description: 'Name of the model.' }) }
  static override flags = {
    limit: Flags.integer({ summary: 'Most rows to show; 0 is all.', default: 10, min: 0 }),
    output: Flags.option({
      char: 'o',
      options: RESULT_FORMATS,
      default: 'table' as const,
      summary: 'Form of the rows.',
    })(),
    compiled: Flags.boolean({ summary: 'Print the compiled SQL, and run nothing.', exclusive: ['limit', 'output'] }),
  }

  async run(): Promise<ShowResult | { model: string; compiledSql: string }> {
    const { args, flags } = await this.parse(Show)
    const connection = await this.connect(flags)
    const model = await step(this.reporter, 'Compile', progress =>
      compileModel(connection, args.model, progress, this.signal),
    )
    if (flags.compiled) {
      await this.print(`${model.sql.trim()}\n`)
      return { model: model.name, compiledSql: model.sql }
    }
    const limit = flags.limit === 0 ? undefined : flags.limit
    const result = await step(this.reporter, 'Query', progress =>
      showRows(connection, model, limit, progress, this.signal),
    )
    await this.print(renderResult(result, flags.output as ResultFormat))
    return result
  }
}
