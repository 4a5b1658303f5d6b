import { MdwError, messageOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Connection } from '../connection.js'
import { readDataFiles } from '../iceberg/data-files.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { findSnapshot } from '../iceberg/table-metadata.js'
import { partitionFilters } from './partition-filter.js'
import { maintenanceName, reasonOf, runUntilDone, type StatementRuns } from './statements.js'
import { byPartition } from './table-health.js'

/** Statements that are too large for Athena as a whole: fewer files at a time may do. */
const TOO_LARGE =
  /TOO_MANY_OPEN_PARTITIONS|EXHAUSTED|MORE_RUNS_NEEDED|EXCEEDED_|TIMEOUT|OUT_OF_MEMORY|INSUFFICIENT_RESOURCES|GENERIC_INTERNAL_ERROR/i

/** Rewrites a table's small files; partition by partition where Athena can't do it at once. */
export async function optimizeTable(
  connection: Pick<Connection, 'clients' | 'environment'>,
  table: IcebergTable,
  report: (text: string) => void,
  signal?: AbortSignal,
): Promise<StatementRuns> {
  const sql = `OPTIMIZE ${maintenanceName(table)} REWRITE DATA USING BIN_PACK`
  const { database } = table
  try {
    const onRun = (run: number) => report(run === 1 ? 'optimize' : `optimize, run ${run}`)
    return await runUntilDone(connection, sql, { database, onRun, signal })
  } catch (error) {
    if (!isTooLarge(error)) throw error
    const filters = await filtersOf(connection, table)
    if (filters === undefined) throw error
    report(`${messageOf(error)} Going on partition by partition.`)
    const done: StatementRuns = { runs: 0, bytesScanned: [] }
    for (const [index, filter] of filters.entries()) {
      const onRun = () => report(`optimize, partition ${index + 1} of ${filters.length}`)
      const part = await runUntilDone(connection, `${sql} WHERE ${filter}`, { database, onRun, signal })
      done.runs += part.runs
      done.bytesScanned.push(...part.bytesScanned)
    }
    return done
  }
}

function isTooLarge(error: unknown): boolean {
  if (error instanceof MdwError && error.exitCode === ExitCode.interrupted) return false
  return TOO_LARGE.test(reasonOf(error)) || (error instanceof MdwError && error.code === 'MORE_RUNS_NEEDED')
}

async function filtersOf({ clients }: Pick<Connection, 'clients'>, { metadata }: IcebergTable) {
  const snapshot = findSnapshot(metadata, metadata.currentSnapshotId)
  if (snapshot === undefined) return undefined
  return partitionFilters(metadata, byPartition(await readDataFiles(clients.s3, snapshot)))
}
