import { Args, Flags } from '@oclif/core'
import { ExitCode } from '../lib/exit-codes.js'
import { changeFlags } from '../lib/ui/change-flags.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'
import { type CompactResult, compact } from '../lib/warehouse/maintenance/compact.js'
import { renderCompaction } from '../lib/warehouse/maintenance/render.js'
import { parseDuration } from '../lib/warehouse/parse-duration.js'

export default class Compact extends WarehouseCommand {
  static override summary = 'Compact and vacuum the Iceberg tables that need it, after a look at their files.'
  static override description =
    'OPTIMIZE rewrites small files and merges delete files, as often as Athena asks; then VACUUM expires snapshots older than the table’s retention and removes files that no snapshot reads. Safe beside a running build: a conflict is retried.'
  static override examples = [
    '<%= config.bin %> compact --dry-run',
    '<%= config.bin %> compact daily_sales --retain 7d',
    '<%= config.bin %> compact std cur --all --yes',
  ]
  static override strict = false
  static override args = {
    tables: Args.string({ description: 'Tables and layers; every Iceberg table when left out.' }),
  }
  static override flags = {
    all: Flags.boolean({ char: 'a', summary: 'Also tables that are not in need of it.' }),
    retain: Flags.string({ summary: 'Keep snapshots this long instead of the table’s own retention: 7d, 12h.' }),
    vacuum: Flags.boolean({ summary: 'Expire snapshots and remove files afterwards.', default: true, allowNo: true }),
    jobs: Flags.integer({ char: 'j', summary: 'Tables at once.', default: 3, min: 1, max: 20 }),
    ...changeFlags,
  }

  async run(): Promise<CompactResult> {
    const { argv, flags } = await this.parse(Compact)
    this.answerWith(flags)
    const retainSeconds = flags.retain === undefined ? undefined : parseDuration(flags.retain, '--retain')
    const connection = await this.connect(flags)
    const { all, vacuum, jobs, 'dry-run': dryRun } = flags
    const request = { tables: argv as string[], all, vacuum, retainSeconds, jobs, dryRun }
    const result = await compact(connection, request, this.reporter, this.signal)
    await this.print(renderCompaction(result))
    this.exitWith(exitCodeOf(result))
    return result
  }
}

function exitCodeOf({ tables, interrupted }: CompactResult): ExitCode {
  if (interrupted) return ExitCode.interrupted
  if (!tables.some(({ outcome }) => outcome === 'failed')) return ExitCode.ok
  const done = tables.some(({ outcome }) => outcome === 'compacted' || outcome === 'nothing to rewrite')
  return done ? ExitCode.partlyDone : ExitCode.failed
}
