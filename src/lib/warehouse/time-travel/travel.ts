import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../connection.js'
import { findIcebergTable } from '../find-table.js'
import { type IcebergTable, readIcebergTable } from '../iceberg/open-table.js'
import { schemaOf } from '../iceberg/table-metadata.js'
import { type QueryResult, runQuery } from '../query.js'
import { type ChosenSnapshot, chooseSnapshot, nameOf } from './choose-snapshot.js'
import { describeChoice, type SnapshotDocument, snapshotDocument } from './describe-snapshot.js'
import { type Clock, localClock } from './time-zone.js'
import { type RowSelection, travelSql } from './travel-sql.js'

export interface TravelRequest extends RowSelection {
  /** As the user names it: see `findIcebergTable`. */
  table: string
  /** A time, a snapshot id, `-1`, or a branch or tag. */
  point: string
}

/** A table and the snapshot that was asked for, before anything is read of it. */
export interface Destination {
  table: IcebergTable
  chosen: ChosenSnapshot
  clock: Clock
  /** Without a limit. */
  sql: string
}

export interface Travelled extends QueryResult {
  table: string
  snapshot: SnapshotDocument
  /** The zone that times without one were taken in. */
  timeZone: string
}

/** Finds the table and the snapshot and writes the query; says which snapshot it is. */
export async function findDestination(
  { clients, environment }: Connection,
  request: TravelRequest,
  progress: Progress,
  clock: Clock = localClock(),
): Promise<Destination> {
  const found = await findIcebergTable(clients, environment, request.table)
  const table = await readIcebergTable(clients.s3, found.database, found.glue)
  const chosen = chooseSnapshot(table, request.point, clock)
  const schema = schemaOf(table.metadata, chosen.snapshot)
  // One row more than is shown tells whether that is all.
  const limit = request.limit === undefined ? undefined : request.limit + 1
  const sql = travelSql(table, chosen.snapshot.id, schema, { ...request, limit })
  progress.info(describeChoice(table, chosen, clock.zone))
  return { table, chosen, clock, sql }
}

/** Reads the rows of a destination. */
export async function travel(
  { clients, environment }: Connection,
  { table, chosen, clock, sql }: Destination,
  limit: number | undefined,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Travelled> {
  const result = await runQuery(clients, environment, {
    sql,
    limit,
    database: table.database,
    onState: state => progress.update(state),
    signal,
  })
  return { table: nameOf(table), snapshot: snapshotDocument(chosen), timeZone: clock.zone, ...result }
}
