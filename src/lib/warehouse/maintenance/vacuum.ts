import { dropRecord, readRecord, writeRecord } from '../../project/step-record.js'
import type { Connection } from '../connection.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { ddlName } from '../iceberg/sql-names.js'
import { runQuery } from '../query.js'
import { MAX_SNAPSHOT_AGE, maintenanceSettings } from './settings.js'
import { maintenanceName, runUntilDone, type StatementRuns } from './statements.js'

/** Kept on disk while a table's retention is another one than its own, so that a crash can't leave it so. */
interface Overridden {
  /** Null where the table had no such property. */
  value: string | null
}

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
  const own = await ownRetention(connection, table)
  if (retainSeconds === undefined || retainSeconds === maintenanceSettings(table.metadata).maxSnapshotAgeSeconds) {
    return work()
  }
  writeRecord(connection.project.paths, recordOf(connection, table), { value: own } satisfies Overridden)
  await setRetention(connection, table, String(retainSeconds))
  try {
    return await work()
  } finally {
    await giveBack(connection, table, own)
  }
}

/** The table's own value, put back first if a run that was killed had changed it. */
async function ownRetention(connection: Connection, table: IcebergTable): Promise<string | null> {
  const left = readRecord<Overridden>(connection.project.paths, recordOf(connection, table))
  if (left === undefined) return table.metadata.properties[MAX_SNAPSHOT_AGE] ?? null
  await giveBack(connection, table, left.value)
  return left.value
}

async function giveBack(connection: Connection, table: IcebergTable, value: string | null): Promise<void> {
  if (value !== null) await setRetention(connection, table, value)
  else await run(connection, table, `ALTER TABLE ${ddlName(table)} UNSET TBLPROPERTIES ('${MAX_SNAPSHOT_AGE}')`)
  dropRecord(connection.project.paths, recordOf(connection, table))
}

function setRetention(connection: Connection, table: IcebergTable, seconds: string): Promise<unknown> {
  return run(connection, table, `ALTER TABLE ${ddlName(table)} SET TBLPROPERTIES ('${MAX_SNAPSHOT_AGE}'='${seconds}')`)
}

/** Without the caller's signal: a Ctrl-C must not keep the table's own value from coming back. */
function run({ clients, environment }: Connection, { database }: IcebergTable, sql: string): Promise<unknown> {
  return runQuery(clients.athena, environment, { sql, database })
}

function recordOf({ environment }: Connection, { database, name }: IcebergTable): string {
  return `retention-${environment.name}-${database}.${name}`
}
