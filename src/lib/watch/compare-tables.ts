import { MdwError, messageOf } from '../errors.js'
import type { NodeResult } from '../toolchain/dbt/events.js'
import { formatBytes } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { compareRows, type RowDifferences } from '../warehouse/diff/compare-rows.js'
import { compareColumns } from '../warehouse/diff/compared-columns.js'
import { dbtKey } from '../warehouse/diff/dbt-key.js'
import { type IcebergTable, openIcebergTable, readIcebergTable } from '../warehouse/iceberg/open-table.js'
import { schemaChanges } from '../warehouse/iceberg/schema-change.js'
import { sizeOf } from '../warehouse/iceberg/snapshot-size.js'
import { queryName, versionName } from '../warehouse/iceberg/sql-names.js'
import {
  currentSchema,
  findSnapshot,
  type Schema,
  type Snapshot,
  schemaOf,
} from '../warehouse/iceberg/table-metadata.js'
import { runQuery } from '../warehouse/query.js'
import { currentSnapshot } from '../warehouse/time-travel/choose-snapshot.js'
import type { TableBefore } from './tables-before.js'

/** What a round did to the rows of a table. */
export type TableChange =
  | { table: string; outcome: 'compared'; differences: RowDifferences; retyped: string[] }
  | { table: string; outcome: 'new'; rows: number | null }
  | { table: string; outcome: 'skipped'; reason: string }

/** Comparing reads both states as a whole. */
const MOST_BYTES = 1024 ** 3
const SAMPLE = 3
const ABORTED = 'stopped: there is something newer to do'

/** Compares each built table with what it was. `kept` has the replaced ones, as `database.table__bkp`. */
export async function compareTables(
  connection: Connection,
  built: NodeResult[],
  { before, kept }: { before: ReadonlyMap<string, TableBefore>; kept: ReadonlySet<string> },
  progress: Progress,
  signal?: AbortSignal,
): Promise<TableChange[]> {
  const changes: TableChange[] = []
  for (const { schema, relation, status, materialized } of built) {
    if (schema === null || relation === null || status !== 'success') continue
    const table = `${schema}.${relation}`.toLowerCase()
    progress.update(table)
    const skipped = (reason: string): TableChange => ({ table, outcome: 'skipped', reason })
    if (materialized === 'view') changes.push(skipped('a view stores no rows'))
    else if (signal?.aborted) changes.push(skipped(ABORTED))
    else {
      const change = compareTable(connection, table, before.get(table), kept.has(`${table}__bkp`), progress, signal)
      changes.push(await change.catch(error => skipped(signal?.aborted ? ABORTED : messageOf(error))))
    }
  }
  return changes
}

async function compareTable(
  connection: Connection,
  table: string,
  before: TableBefore | undefined,
  isKept: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<TableChange> {
  const { clients, environment, project } = connection
  const skipped = (reason: string): TableChange => ({ table, outcome: 'skipped', reason })
  const [database = '', name = ''] = table.split('.')
  if (before?.existed && before.metadataLocation === undefined) return skipped('it was no Iceberg table')
  const now = await openIcebergTable(clients, { database, name }).catch(undefinedWhereGone)
  if (now === undefined) return skipped('a Hive table does not keep the rows that it had')
  if (before === undefined || !before.existed) return { table, outcome: 'new', rows: sizeOf(currentSnapshot(now)).rows }
  const states = isKept ? await replaced(connection, now) : await committed(connection, now, before)
  if (states === undefined) return skipped('it was dropped and made again, and its old rows are gone')
  if (states.bytes > MOST_BYTES) {
    return skipped(`${formatBytes(states.bytes)} would be read, and ${formatBytes(MOST_BYTES)} is the most`)
  }
  const { from, to, schemas, comparable, retyped } = states
  const comparison = compareColumns(comparable, schemas[1], undefined, dbtKey(project.dbtFolder, { database, name }))
  const run = (_: string, sql: string) => runQuery(clients, environment, { sql, database, signal })
  const source = { from, to, comparison }
  const differences = await compareRows(source, SAMPLE, run, schemaChanges(...schemas), { ...progress, warn: () => {} })
  return { table, outcome: 'compared', differences, retyped }
}

interface States {
  /** As a query names them. */
  from: string
  to: string
  schemas: [Schema, Schema]
  /** The old schema, without columns whose values can't be compared with the new ones. */
  comparable: Schema
  /** Those columns. */
  retyped: string[]
  bytes: number
}

/** Two snapshots of one table: an incremental model's, or a dbt snapshot's. Undefined where it is another table now. */
async function committed({ clients }: Connection, now: IcebergTable, before: TableBefore): Promise<States | undefined> {
  const glue = { ...now.glue, Parameters: { ...now.glue.Parameters, metadata_location: before.metadataLocation! } }
  const old = await readIcebergTable(clients.s3, now.database, glue).catch(undefinedWhereGone)
  const snapshot = findSnapshot(now.metadata, old?.metadata.currentSnapshotId)
  if (old?.metadata.uuid !== now.metadata.uuid || snapshot === undefined) return undefined
  const current = currentSnapshot(now)
  const schemas: [Schema, Schema] = [schemaOf(now.metadata, snapshot), schemaOf(now.metadata, current)]
  const bytes = bytesOf(snapshot) + bytesOf(current)
  const names = { from: versionName(now, snapshot.id), to: versionName(now, current.id) }
  return { ...names, schemas, comparable: schemas[0], retyped: [], bytes }
}

/** Two tables: the one that dbt put in the other's place has field ids of its own, so columns are the same by name. */
async function replaced({ clients }: Connection, now: IcebergTable): Promise<States> {
  const old = await openIcebergTable(clients, { database: now.database, name: `${now.name}__bkp` })
  const to = currentSchema(now.metadata)
  const ids = new Map(to.columns.map(column => [column.name, column]))
  const own = currentSchema(old.metadata).columns
  const renumbered = own.map(column => ({ ...column, id: ids.get(column.name)?.id ?? -column.id }))
  const from = { id: -1, columns: renumbered }
  const isRetyped = ({ name, type }: { name: string; type: string }) => ids.has(name) && ids.get(name)?.type !== type
  const retyped = own.filter(isRetyped).map(({ name }) => name)
  const comparable = { ...from, columns: renumbered.filter(column => !isRetyped(column)) }
  const bytes = [old, now].reduce((sum, table) => sum + bytesOf(currentSnapshot(table)), 0)
  return { from: queryName(old), to: queryName(now), schemas: [from, to], comparable, retyped, bytes }
}

function bytesOf(snapshot: Snapshot): number {
  return sizeOf(snapshot).bytes ?? 0
}

/** No metadata: a Hive table, or files that are deleted. Another failure says itself why the rows are not compared. */
function undefinedWhereGone(error: unknown): undefined {
  if (!(error instanceof MdwError) || error.code !== 'METADATA_UNREADABLE') throw error
}
