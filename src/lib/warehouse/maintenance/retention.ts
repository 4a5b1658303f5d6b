import { readdirSync } from 'node:fs'
import { MdwError } from '../../errors.js'
import { dropRecord, readRecord, writeRecord } from '../../project/step-record.js'
import type { Connection } from '../connection.js'
import { ddlName } from '../iceberg/sql-names.js'
import { runQuery } from '../query.js'
import type { TableName } from './select-tables.js'
import { MAX_SNAPSHOT_AGE } from './settings.js'

/** Kept on disk while a table's retention is another one than its own, so that a crash can't leave it so. */
interface Overridden extends TableName {
  /** Null where the table had no such property. */
  value: string | null
}

/** Gives a table another retention while `work` runs; `own` is its own, which comes back whatever happens. */
export async function withRetention<T>(
  connection: Connection,
  table: TableName,
  own: string | null,
  seconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const { database, name } = table
  writeRecord(connection.project.paths, recordOf(connection, table), {
    database,
    name,
    value: own,
  } satisfies Overridden)
  await alter(connection, table, `SET TBLPROPERTIES ('${MAX_SNAPSHOT_AGE}'='${seconds}')`)
  try {
    return await work()
  } finally {
    await giveBack(connection, { database, name, value: own })
  }
}

/** Gives tables their own retention back that a run which was killed had changed. */
export async function repairRetentions(connection: Connection): Promise<void> {
  for (const name of recordNames(connection)) {
    const overridden = readRecord<Overridden>(connection.project.paths, name)
    if (overridden === undefined) continue
    try {
      await giveBack(connection, overridden)
    } catch (error) {
      // The table is gone, and its retention with it.
      if (!(error instanceof MdwError && error.code === 'QUERY_FAILED')) throw error
      dropRecord(connection.project.paths, name)
    }
  }
}

async function giveBack(connection: Connection, { value, ...table }: Overridden): Promise<void> {
  if (value === null) await alter(connection, table, `UNSET TBLPROPERTIES ('${MAX_SNAPSHOT_AGE}')`)
  else await alter(connection, table, `SET TBLPROPERTIES ('${MAX_SNAPSHOT_AGE}'='${value}')`)
  dropRecord(connection.project.paths, recordOf(connection, table))
}

/** Without the caller's signal: a Ctrl-C must not keep the table's own value from coming back. */
async function alter({ clients, environment }: Connection, table: TableName, change: string): Promise<void> {
  const sql = `ALTER TABLE ${ddlName(table)} ${change}`
  await runQuery(clients, environment, { sql, database: table.database })
}

function recordOf(connection: Connection, { database, name }: TableName): string {
  return `${prefixOf(connection)}${database}.${name}`
}

function prefixOf({ environment }: Connection): string {
  return `retention-${environment.name}-`
}

function recordNames(connection: Connection): string[] {
  try {
    const files = readdirSync(connection.project.paths.steps)
    return files
      .filter(file => file.startsWith(prefixOf(connection)) && file.endsWith('.json'))
      .map(file => file.slice(0, -'.json'.length))
  } catch {
    return []
  }
}
