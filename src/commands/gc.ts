import { Flags } from '@oclif/core'
import { ExitCode } from '../lib/exit-codes.js'
import { changeFlags } from '../lib/ui/change-flags.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { renderGc } from '../lib/warehouse/leftovers/describe.js'
import { type GcResult, gc } from '../lib/warehouse/leftovers/gc.js'
import { parseDuration } from '../lib/warehouse/parse-duration.js'

export default class Gc extends WarehouseCommand {
  static override summary = 'Find and delete what failed and finished builds left behind.'
  static override description =
    'That is: intermediate tables of dbt (__dbt_tmp, __ha, __bkp, __tmp_not_partitioned), folders of the stg, std and cur layers in which no table of the catalog has anything, and old versions of table definitions. The files of the raw layer are never touched. A backup whose table is gone is not deleted: it gets its name back.'
  static override examples = [
    '<%= config.bin %> gc --dry-run',
    '<%= config.bin %> gc --older-than 1d --keep 10',
    '<%= config.bin %> gc --yes --json',
  ]
  static override flags = {
    'older-than': Flags.string({ summary: 'Leave younger things alone: a build may need them.', default: '1h' }),
    keep: Flags.integer({ summary: 'Versions of each table’s definition to keep.', default: 4, min: 1 }),
    ...changeFlags,
  }

  async run(): Promise<GcResult> {
    const { flags } = await this.parse(Gc)
    this.answerWith(flags)
    const olderThanSeconds = parseDuration(flags['older-than'], '--older-than')
    const connection = await this.connect(flags)
    const request = { olderThanSeconds, keep: flags.keep, dryRun: flags['dry-run'] }
    const result = await gc(connection, request, this.reporter, this.signal)
    await this.print(renderGc(result))
    if (result.interrupted) this.exitWith(ExitCode.interrupted)
    else if (result.failed.length > 0) this.exitWith(ExitCode.partlyDone)
    return result
  }
}
