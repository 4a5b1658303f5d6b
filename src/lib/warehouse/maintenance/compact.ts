import { confirmChange } from '../../ui/change-flags.js'
import { plural } from '../../ui/format.js'
import type { Reporter } from '../../ui/reporter.js'
import { step } from '../../ui/steps.js'
import { approximateCost } from '../athena-cost.js'
import type { Connection } from '../connection.js'
import { eachLimited } from '../each-limited.js'
import { formatDuration } from '../parse-duration.js'
import { nameOf } from '../time-travel/choose-snapshot.js'
import { type CompactedTable, compactTable, tableEntry } from './compact-table.js'
import { type Inspected, inspectTables } from './inspect.js'
import { repairRetentions } from './retention.js'
import { selectTables } from './select-tables.js'

export interface CompactRequest {
  /** Tables and layers; all Iceberg tables where empty. */
  tables: string[]
  /** Also tables that do not need it. */
  all: boolean
  vacuum: boolean
  /** Stands in for each table's own retention. */
  retainSeconds?: number
  /** Tables at once. */
  jobs: number
  dryRun: boolean
}

export interface CompactResult {
  dryRun: boolean
  tables: CompactedTable[]
  bytesScanned: number
  /** On AWS, at list price. */
  approximateDollars: number
  interrupted: boolean
}

/** Looks at tables, and compacts and vacuums those that need it. Failed tables are part of the result. */
export async function compact(
  connection: Connection,
  request: CompactRequest,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<CompactResult> {
  const { clients, environment } = connection
  const inspected = await step(reporter, 'Looking at the tables', async progress => {
    if (!request.dryRun) await repairRetentions(connection)
    const names = await selectTables(clients, environment, request.tables)
    const found = await inspectTables(clients, names, request.retainSeconds, progress)
    progress.result(plural(found.length, 'Iceberg table'))
    return found
  })
  const wanted = inspected.filter(
    ({ verdict }) => request.all || verdict.optimize || (verdict.vacuum && request.vacuum),
  )
  const rest = inspected.filter(table => !wanted.includes(table))
  const untouched = rest.map(table => tableEntry(table, 'not needed'))
  if (request.dryRun)
    return { ...result([...wanted.map(table => tableEntry(table, 'dry run')), ...untouched], [], false), dryRun: true }
  if (wanted.length === 0) return result(untouched, [], false)
  await confirmExpiry(connection, request, wanted, reporter)
  const scanned: number[] = []
  const done = await step(reporter, 'Compacting', async progress => {
    let count = 0
    return eachLimited(wanted, request.jobs, async table => {
      const report = (text: string) => progress.update(`${nameOf(table.table)}: ${text}`, count, wanted.length)
      const compacted = await compactTable(connection, request, table, report, scanned, progress, signal)
      count++
      return compacted
    })
  })
  return result([...done, ...untouched], scanned, signal?.aborted ?? false)
}

/** Compacting loses nothing; expiring snapshots ends time travel to them. */
async function confirmExpiry(
  { environment }: Connection,
  request: CompactRequest,
  wanted: Inspected[],
  reporter: Reporter,
): Promise<void> {
  const expiring = wanted.filter(({ health }) => request.vacuum && health.expirableSnapshots > 0)
  if (expiring.length === 0) return
  const lines = expiring.map(({ table, health, settings }) => {
    const age = formatDuration(request.retainSeconds ?? settings.maxSnapshotAgeSeconds)
    return `  ${nameOf(table)}: ${plural(health.expirableSnapshots, 'snapshot')} older than ${age}`
  })
  const consequences = ['VACUUM expires old snapshots: there is no travelling to them any more.', ...lines]
  await confirmChange(reporter, environment, consequences, 'Go on?')
}

function result(tables: CompactedTable[], scanned: number[], interrupted: boolean): CompactResult {
  return {
    dryRun: false,
    tables: tables.sort((a, b) => (a.table < b.table ? -1 : 1)),
    bytesScanned: scanned.reduce((sum, bytes) => sum + bytes, 0),
    approximateDollars: approximateCost(scanned),
    interrupted,
  }
}
