import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../connection.js'
import { findIcebergTable } from '../find-table.js'
import { type IcebergTable, readIcebergTable } from '../iceberg/open-table.js'
import { schemaChanges } from '../iceberg/schema-change.js'
import { versionName } from '../iceberg/sql-names.js'
import { type Schema, schemaOf } from '../iceberg/table-metadata.js'
import { runQuery } from '../query.js'
import { type ChosenSnapshot, chooseSnapshot, currentSnapshot, nameOf } from '../time-travel/choose-snapshot.js'
import { describeSnapshot, type SnapshotDocument, snapshotDocument } from '../time-travel/describe-snapshot.js'
import { type Clock, localClock } from '../time-travel/time-zone.js'
import { compareRows, type RowDifferences } from './compare-rows.js'
import { compareColumns } from './compared-columns.js'
import { dbtKey } from './dbt-key.js'

export interface DiffRequest {
  table: string
  from: string
  /** The current snapshot where left out. */
  to?: string
  key?: string[]
  /** Most rows of each kind in the sample. */
  sample: number
}

export interface DiffResult extends RowDifferences {
  table: string
  from: SnapshotDocument
  to: SnapshotDocument
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
  const source = {
    ...{ from: versionName(table, from.snapshot.id), to: versionName(table, to.snapshot.id) },
    comparison,
  }
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
    ...(await compareRows(source, request.sample, run, schemaChanges(...schemas), progress)),
  }
}

function now(table: IcebergTable): ChosenSnapshot {
  return { snapshot: currentSnapshot(table), isCurrent: true }
}
