import { Args, Flags } from '@oclif/core'
import { changeFlags, confirmChange } from '../lib/ui/change-flags.js'
import { formatBytes, plural } from '../lib/ui/format.js'
import { step } from '../lib/ui/steps.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { uploadRawData } from '../lib/up/raw-data.js'
import type { UploadResult } from '../lib/warehouse/upload/upload.js'

export default class Upload extends WarehouseCommand {
  static override summary = 'Upload raw CSV files, after checking every row against the source definitions.'
  static override description =
    'Takes the files of mdw.yml’s data folder: one CSV, or a folder of CSVs, per table, gzip or not. Every row is checked ' +
    'before the first byte is sent: header, number of columns, encoding, quoting, values that the stg models’ casts would ' +
    'make NULL (or a column’s meta.cast), and the key (meta.key, or a unique test). Unchanged files are skipped; a changed one is refused without --replace.'
  static override examples = [
    '<%= config.bin %> upload',
    '<%= config.bin %> upload sales products --dry-run',
    '<%= config.bin %> upload sales --from delivery.csv.gz',
    '<%= config.bin %> upload sales --from "Sales 2024 (new).csv" --clean',
    '<%= config.bin %> upload sales --replace',
  ]
  static override args = { table: Args.string({ description: 'Tables to upload; all of them without any.' }) }
  static override flags = {
    ...changeFlags,
    from: Flags.string({ summary: 'A file (for one table), a folder, or an s3:// or http(s):// address to read.' }),
    clean: Flags.boolean({
      summary:
        'Send a clean copy of that file, as init makes them: encoding, separator, header names, quotes, line breaks.',
      dependsOn: ['from'],
    }),
    partition: Flags.string({ summary: 'Partition that the files belong to, such as 20180401.' }),
    replace: Flags.boolean({ summary: 'Replace files that changed; what they were is kept.' }),
    'allow-bad': Flags.boolean({ summary: 'Upload files with wrong rows too, and say so.' }),
    prune: Flags.boolean({
      summary: 'Delete objects that have no local file, of tables that have one. Asks first.',
      exclusive: ['from', 'partition'],
    }),
  }
  static override strict = false

  async run(): Promise<UploadResult & { environment: string }> {
    const { argv, flags } = await this.parse(Upload)
    this.answerWith(flags)
    const connection = await this.connect(flags)
    const tables = argv.length === 0 ? undefined : (argv as string[])
    const confirmPrune = (keys: string[]) =>
      confirmChange(
        this.reporter,
        connection.environment,
        keys.map(key => `delete s3://${connection.environment.bucket}/${key}`),
        `Delete ${plural(keys.length, 'object')}?`,
      )
    const result = await step(this.reporter, flags['dry-run'] ? 'Upload (dry run)' : 'Upload', progress =>
      uploadRawData(connection, tables, progress, this.signal, {
        from: flags.from,
        clean: flags.clean,
        partition: flags.partition,
        replace: flags.replace,
        allowBad: flags['allow-bad'],
        dryRun: flags['dry-run'],
        ...(flags.prune ? { confirmPrune } : {}),
      }),
    )
    await this.print(text(result, flags['dry-run']))
    return { environment: connection.environment.name, ...result }
  }
}

function text(result: UploadResult, dryRun: boolean): string {
  const sent = result.added.length + result.replaced.length
  const lines = [
    `${plural(sent, 'file')} ${dryRun ? 'to upload' : 'uploaded'} (${formatBytes(result.bytes)}), ${result.unchanged} unchanged`,
    ...result.removed.map(key => `${dryRun ? 'to delete' : 'deleted'}: ${key}`),
    ...result.kept.map(key => `what was replaced is kept: ${key}`),
    ...(result.bad.length > 0 ? [`${plural(result.bad.length, 'file')} with wrong rows: --allow-bad`] : []),
  ]
  return `${lines.join('\n')}\n`
}
