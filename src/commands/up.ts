import { Flags } from '@oclif/core'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { renderSummary } from '../lib/up/summary.js'
import { type UpResult, up } from '../lib/up/up.js'

export default class Up extends WarehouseCommand {
  static override summary = 'Bring up the whole warehouse: tools, lakehouse, tables, data, models, tests.'
  static override description =
    'Safe to repeat: a step whose work is done already is skipped. Without raw files of your own it makes a sample.'
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up --rebuild',
    '<%= config.bin %> up --rows 1000000',
  ]
  static override flags = {
    rebuild: Flags.boolean({ summary: 'Build every model, also when nothing changed.' }),
    rows: Flags.integer({ summary: 'Sales in the sample, where there are no raw files yet.', min: 1 }),
  }

  async run(): Promise<UpResult> {
    const { flags } = await this.parse(Up)
    const { project, named } = this.open(flags)
    const request = { project, named, rebuild: flags.rebuild, sampleRows: flags.rows, signal: this.signal }
    const result = await up(request, this.reporter)
    await this.print(`\n${renderSummary(result)}`)
    return result
  }
}
