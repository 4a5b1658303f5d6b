import { Args } from '@oclif/core'
import { formatBytes, plural } from '../lib/ui/format.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { uploadRawData } from '../lib/up/raw-data.js'
import type { UploadResult } from '../lib/warehouse/upload/upload.js'

export default class Upload extends WarehouseCommand {
  static override summary = 'Upload raw CSV files, after checking their headers against the source definitions.'
  static override description =
    'Takes the files of mdw.yml’s data folder: one CSV, or a folder of CSVs, per table. Unchanged files are skipped.'
  static override examples = ['<%= config.bin %> upload', '<%= config.bin %> upload sales products']
  static override args = { table: Args.string({ description: 'Tables to upload; all of them without any.' }) }
  static override strict = false

  async run(): Promise<UploadResult & { environment: string }> {
    const { argv, flags } = await this.parse(Upload)
    const connection = await this.connect(flags)
    const tables = argv.length === 0 ? undefined : (argv as string[])
    const result = await step(this.reporter, 'Upload', progress =>
      uploadRawData(connection, tables, progress, this.signal),
    )
    const sent = result.added.length + result.replaced.length
    await this.print(`${plural(sent, 'file')} uploaded (${formatBytes(result.bytes)}), ${result.unchanged} unchanged\n`)
    return { environment: connection.environment.name, ...result }
  }
}
