import { Args, Flags } from '@oclif/core'
import { changeFlags } from '../lib/ui/change-flags.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type RestoreResult, renderRestore, restore } from '../lib/warehouse/restore/restore.js'

export default class Restore extends WarehouseCommand {
  static override summary = 'Take an Iceberg table back to a time or a snapshot: at once, and revertible.'
  static override description =
    'Shows what would no longer be seen and asks. Then a new metadata file points at the old snapshot, and Glue is made to point at that file under its version check: it happens completely or not at all, copies no data and deletes none. The schema stays as it is now.'
  static override examples = [
    '<%= config.bin %> restore daily_sales --to -1 --dry-run',
    '<%= config.bin %> restore daily_sales --to "yesterday 18:00"',
    '<%= config.bin %> restore std.std_sales --to 6364387529038283712 --yes',
  ]
  static override args = { table: Args.string({ required: true, description: 'Table, in full or by its short name.' }) }
  static override flags = {
    to: Flags.string({ required: true, summary: 'Time, snapshot id, branch or tag; -1 is the state before this one.' }),
    ...changeFlags,
  }

  async run(): Promise<RestoreResult> {
    const { args, flags } = await this.parse(Restore)
    this.answerWith(flags)
    const connection = await this.connect(flags)
    const result = await restore(
      connection,
      { table: args.table, to: flags.to, dryRun: flags['dry-run'] },
      this.reporter,
    )
    await this.print(renderRestore(result))
    return result
  }
}
