import { MdwError, messageOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { confirmChange } from '../../ui/change-flags.js'
import { plural } from '../../ui/format.js'
import type { Progress, Reporter } from '../../ui/reporter.js'
import { step } from '../../ui/steps.js'
import { approximateCost } from '../athena-cost.js'
import type { Connection } from '../connection.js'
import { eachLimited } from '../each-limited.js'
import { formatDuration } from '../parse-duration.js'
import { nameOf } from '../time-travel/choose-snapshot.js'
import { type Inspected, inspectTable, inspectTables } from './inspect.js'
import { optimizeTable } from './optimize.js'
import { repairRetentions } from './retention.js'
import { selectTables } from './select-tables.js'
import type { TableHealth } from './table-health.js'
import { vacuumTable } from './vacuum.js'

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

export interface CompactedTable {
  table: string
  outcome: 'compacted' | 'not needed' | 'dry run' | 'gone' | 'failed' | 'not reached'
  reason: string
  warnings: string[]
  before: TableHealth
  after: TableHealth | null
  /** Runs of OPTIMIZE and VACUUM. */
  runs: number
  bytesScanned: number
  error: string | null
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
  const untouched = rest.map(table => entry(table, 'not needed'))
  if (request.dryRun)
    return { ...result([...wanted.map(table => entry(table, 'dry run')), ...untouched], [], false), dryRun: true }
  if (wanted.length === 0) return result(untouched, [], false)
  await confirmExpiry(connection, request, wanted, reporter)
  const scanned: number[] = []
  const done = await step(reporter, 'Compacting', async progress => {
    let count = 0
    return eachLimited(wanted, request.jobs, async table => {
      const report = (text: string) => progress.update(`${nameOf(table.table)}: ${text}`, count, wanted.length)
      const compacted = await compactOne(connection, request, table, report, scanned, progress, signal)
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

async function compactOne(
  connection: Connection,
  request: CompactRequest,
  planned: Inspected,
  report: (text: string) => void,
  scanned: number[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompactedTable> {
  if (signal?.aborted) return entry(planned, 'not reached')
  const name = { database: planned.table.database, name: planned.table.name }
  let runs = 0
  let bytes = 0
  try {
    // A build may have swapped the table since it was looked at.
    const now = await inspectTable(connection.clients, name, request.retainSeconds)
    if (now === undefined) return entry(planned, 'gone')
    if (request.all || now.verdict.optimize) {
      const optimized = await optimizeTable(connection, now.table, report, signal)
      runs += optimized.runs
      bytes = optimized.bytesScanned.reduce((sum, part) => sum + part, 0)
      scanned.push(...optimized.bytesScanned)
    }
    if (request.vacuum) {
      const vacuumed = await vacuumTable(connection, now.table, request.retainSeconds, report, signal)
      runs += vacuumed.runs
    }
    const after = await inspectTable(connection.clients, name, request.retainSeconds)
    return { ...entry(planned, 'compacted'), after: after?.health ?? null, runs, bytesScanned: bytes }
  } catch (error) {
    if (error instanceof MdwError && error.exitCode === ExitCode.interrupted) {
      return { ...entry(planned, 'not reached'), runs, bytesScanned: bytes }
    }
    progress.warn(`${nameOf(name)}: ${messageOf(error)}`)
    return { ...entry(planned, 'failed'), runs, bytesScanned: bytes, error: messageOf(error) }
  }
}

function entry({ table, health, verdict }: Inspected, outcome: CompactedTable['outcome']): CompactedTable {
  const { reason, warnings } = verdict
  return {
    ...{ table: nameOf(table), outcome, reason, warnings, before: health, after: null },
    ...{ runs: 0, bytesScanned: 0, error: null },
  }
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
