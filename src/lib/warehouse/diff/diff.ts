import { plural } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../connection.js'
import { findIcebergTable } from '../find-table.js'
import { type IcebergTable, readIcebergTable } from '../iceberg/open-table.js'
import { type SchemaChange, schemaChanges } from '../iceberg/schema-change.js'
import { type Schema, schemaOf } from '../iceberg/table-metadata.js'
import { type QueryResult, runQuery } from '../query.js'
import { type ChosenSnapshot, chooseSnapshot, currentSnapshot, nameOf } from '../time-travel/choose-snapshot.js'
import { describeSnapshot, type SnapshotDocument, snapshotDocument } from '../time-travel/describe-snapshot.js'
import { type Clock, localClock } from '../time-travel/time-zone.js'
import { compareColumns } from './compared-columns.js'
import { dbtKey } from './dbt-key.js'
import { countSql, type DiffSource, sampleSql } from './diff-sql.js'
import { type RowCounts, readCounts, readSample, type SampleRow } from './results.js'

export interface DiffRequest {
  table: string
  from: string
  /** The current snapshot where left out. */
  to?: string
  key?: string[]
  /** Most rows of each kind in the sample. */
  sample: number
}

export interface DiffResult {
  table: string
  from: SnapshotDocument
  to: SnapshotDocument
  /** Names of the key's columns; empty where whole rows were compared. */
  key: string[]
  keySource: string
  different: boolean
  rows: RowCounts
  /** In how many rows each column changed, most first; columns that did not change are left out. */
  columns: { column: string; changed: number }[]
  sample: SampleRow[]
  schemaChanges: SchemaChange[]
  bytesScanned: number
}

/** What is different between two snapshots of a table, counted by Athena. */
export async function diff(
  connection: Connection,
  request: DiffRequest,
  progress: Progress,
  signal?: AbortSignal,
  clock: Clock = localClock(),
): Promise<DiffResult> {
  const { clients, environment, project } = connection
  const found = await findIcebergTable(clients, environment, request.table)
  const table = await readIcebergTable(clients.s3, found.database, found.glue)
  const from = chooseSnapshot(table, request.from, clock)
  const to = request.to === undefined ? now(table) : chooseSnapshot(table, request.to, clock)
  progress.info(
    `${nameOf(table)}\n` +
      `From ${describeSnapshot(from.snapshot, from.isCurrent, clock.zone)}\n` +
      `To   ${describeSnapshot(to.snapshot, to.isCurrent, clock.zone)}`,
  )
  const schemas: [Schema, Schema] = [schemaOf(table.metadata, from.snapshot), schemaOf(table.metadata, to.snapshot)]
  const comparison = compareColumns(...schemas, request.key, dbtKey(project.dbtFolder, found))
  const source = { table, from: from.snapshot.id, to: to.snapshot.id, comparison }
  const run = (what: string, sql: string) =>
    runQuery(clients, environment, {
      sql,
      database: table.database,
      onState: state => progress.update(`${what} ${state}`),
      signal,
    })
  return {
    table: nameOf(table),
    ...{ from: snapshotDocument(from), to: snapshotDocument(to) },
    ...{ key: comparison.key.map(column => column.to), keySource: comparison.keySource },
    ...(await compareRows(source, request.sample, run, schemaChanges(...schemas), progress)),
  }
}

async function compareRows(
  source: DiffSource,
  sampleSize: number,
  run: (what: string, sql: string) => Promise<QueryResult>,
  changes: SchemaChange[],
  progress: Progress,
): Promise<Pick<DiffResult, 'different' | 'rows' | 'columns' | 'sample' | 'schemaChanges' | 'bytesScanned'>> {
  if (source.from === source.to) {
    const rows = { added: 0, removed: 0, changed: 0, same: null, repeated: 0 }
    return { different: false, rows, columns: [], sample: [], schemaChanges: [], bytesScanned: 0 }
  }
  const counted = await run('counting', countSql(source))
  const { rows, columns } = readCounts(counted, source.comparison)
  const differences = rows.added + rows.removed + rows.changed
  const sampled = differences > 0 && sampleSize > 0 ? await run('sample', sampleSql(source, sampleSize)) : undefined
  if (rows.repeated > 0) {
    progress.warn(`${plural(rows.repeated, 'key')} not unique: of such rows only the number is compared.`, [
      'Give the columns that tell rows apart: --key a,b',
    ])
  }
  return {
    different: differences > 0 || rows.repeated > 0 || changes.length > 0,
    ...{ rows, columns, schemaChanges: changes },
    sample: sampled === undefined ? [] : readSample(sampled, source.comparison),
    bytesScanned: counted.bytesScanned + (sampled?.bytesScanned ?? 0),
  }
}

function now(table: IcebergTable): ChosenSnapshot {
  return { snapshot: currentSnapshot(table), isCurrent: true }
}
