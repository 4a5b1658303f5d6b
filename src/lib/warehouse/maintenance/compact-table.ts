import { MdwError, messageOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../connection.js'
import { nameOf } from '../time-travel/choose-snapshot.js'
import type { CompactRequest } from './compact.js'
import { type Inspected, inspectTable } from './inspect.js'
import { optimizeTable } from './optimize.js'
import type { TableHealth } from './table-health.js'
import { vacuumTable } from './vacuum.js'

export interface CompactedTable {
  table: string
  /** `nothing to rewrite`: it was tried (--all), and below its thresholds OPTIMIZE does nothing. */
  outcome: 'compacted' | 'nothing to rewrite' | 'not needed' | 'dry run' | 'gone' | 'failed' | 'not reached'
  reason: string
  warnings: string[]
  before: TableHealth
  after: TableHealth | null
  /** Runs of OPTIMIZE and VACUUM. */
  runs: number
  bytesScanned: number
  error: string | null
}

/** Compacts and vacuums one table as it is now. A failure is part of the result. */
export async function compactTable(
  connection: Connection,
  request: CompactRequest,
  planned: Inspected,
  report: (text: string) => void,
  scanned: number[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompactedTable> {
  if (signal?.aborted) return tableEntry(planned, 'not reached')
  const name = { database: planned.table.database, name: planned.table.name }
  let runs = 0
  let bytes = 0
  try {
    // A build may have swapped the table since it was looked at.
    const now = await inspectTable(connection.clients, name, request.retainSeconds)
    if (now === undefined) return tableEntry(planned, 'gone')
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
    const outcome = isChanged(now.health, after?.health) ? 'compacted' : 'nothing to rewrite'
    return { ...tableEntry(planned, outcome), after: after?.health ?? null, runs, bytesScanned: bytes }
  } catch (error) {
    if (error instanceof MdwError && error.exitCode === ExitCode.interrupted) {
      return { ...tableEntry(planned, 'not reached'), runs, bytesScanned: bytes }
    }
    progress.warn(`${nameOf(name)}: ${messageOf(error)}`)
    return { ...tableEntry(planned, 'failed'), runs, bytesScanned: bytes, error: messageOf(error) }
  }
}

function isChanged(before: TableHealth, after: TableHealth | undefined): boolean {
  const counts = ({ dataFiles, deleteFiles, snapshots }: TableHealth) => `${dataFiles} ${deleteFiles} ${snapshots}`
  return after === undefined || counts(before) !== counts(after)
}

export function tableEntry({ table, health, verdict }: Inspected, outcome: CompactedTable['outcome']): CompactedTable {
  const { reason, warnings } = verdict
  return {
    ...{ table: nameOf(table), outcome, reason, warnings, before: health, after: null },
    ...{ runs: 0, bytesScanned: 0, error: null },
  }
}
