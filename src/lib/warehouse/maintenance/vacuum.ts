import type { Connection } from '../connection.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { withRetention } from './retention.js'
import { MAX_SNAPSHOT_AGE, maintenanceSettings } from './settings.js'
import { maintenanceName, runUntilDone, type StatementRuns } from './statements.js'

/** Expires snapshots and removes files that no snapshot reads; `retainSeconds` stands in for the table's own retention. */
export async function vacuumTable(
  connection: Connection,
  table: IcebergTable,
  retainSeconds: number | undefined,
  report: (text: string) => void,
  signal?: AbortSignal,
): Promise<StatementRuns> {
  const onRun = (run: number) => report(run === 1 ? 'vacuum' : `vacuum, run ${run}`)
  const work = () =>
    runUntilDone(connection, `VACUUM ${maintenanceName(table)}`, { database: table.database, onRun, signal })
  if (retainSeconds === undefined || retainSeconds === maintenanceSettings(table.metadata).maxSnapshotAgeSeconds) {
    return work()
  }
  return withRetention(connection, table, table.metadata.properties[MAX_SNAPSHOT_AGE] ?? null, retainSeconds, work)
}
