import { generateDocs } from '../../lib/toolchain/dbt/docs.js'
import { step } from '../../lib/ui/steps.js'
import { WarehouseCommand } from '../../lib/ui/warehouse-command.js'

export default class DocsGenerate extends WarehouseCommand {
  static override summary = 'Write the warehouse’s documentation site from dbt’s descriptions and the catalog.'
  static override examples = ['<%= config.bin %> docs generate']

  async run(): Promise<{ file: string }> {
    const { flags } = await this.parse(DocsGenerate)
    const connection = await this.connect(flags)
    const file = await step(this.reporter, 'Documentation', progress => generateDocs(connection, progress, this.signal))
    await this.print(`${file}\n`)
    return { file }
  }
}
