import type { Connection } from '../connection.js'
import { findIcebergTable } from '../find-table.js'
import { type IcebergTable, readIcebergTable } from '../iceberg/open-table.js'
import { type SchemaChange, schemaChanges } from '../iceberg/schema-change.js'
import { type SnapshotSize, sizeOf } from '../iceberg/snapshot-size.js'
import { currentSchema, findSnapshot, type Schema, schemaOf } from '../iceberg/table-metadata.js'
import { nameOf, timeline } from '../time-travel/choose-snapshot.js'
import { type DbtNodeRun, readDbtRuns, runOf } from './dbt-runs.js'

export interface HistoryEntry extends SnapshotSize {
  /** When the table came to show this snapshot. */
  at: Date
  id: string
  /** `append`, `overwrite`, `delete`, `replace`; `restore` where the table went back to it. */
  operation: string
  current: boolean
  /** Branches and tags that point at it, other than main. */
  refs: string[]
  schemaChanges: SchemaChange[]
  dbt: Pick<DbtNodeRun, 'node' | 'invocation'> | null
}

export interface History {
  table: string
  location: string
  timeZone: string
  /** Newest first. */
  entries: HistoryEntry[]
  /** Snapshots that are kept but no longer part of the table's line: a restore left them behind. */
  abandoned: { id: string; committedAt: Date; operation: string }[]
  /** Changes of the schema since the newest snapshot. */
  schemaChangesSince: SchemaChange[]
}

/** The table's states, from its metadata alone. */
export async function history(
  { clients, environment, project }: Connection,
  wanted: string,
  zone: string,
): Promise<History> {
  const found = await findIcebergTable(clients, environment, wanted)
  const table = await readIcebergTable(clients.s3, found.database, found.glue)
  return describeHistory(table, readDbtRuns(project), zone)
}

/** `history` on what was read already. */
function describeHistory(table: IcebergTable, runs: DbtNodeRun[], zone: string): History {
  const { metadata } = table
  const states = timeline(table)
  let schema: Schema | undefined
  const entries = states.map(({ snapshot, at, returned }, index): HistoryEntry => {
    const next = schemaOf(metadata, snapshot)
    const changes = schema === undefined ? [] : schemaChanges(schema, next)
    schema = next
    const run = returned ? undefined : runOf(runs, nameOf(table), snapshot.committedAt)
    const size = sizeOf(snapshot)
    return {
      ...{ at, id: snapshot.id, operation: returned ? 'restore' : snapshot.operation },
      current: index === states.length - 1,
      refs: Object.keys(metadata.refs).filter(
        name => name !== 'main' && metadata.refs[name]!.snapshotId === snapshot.id,
      ),
      schemaChanges: changes,
      dbt: run === undefined ? null : { node: run.node, invocation: run.invocation },
      ...(returned ? { ...size, rowsAdded: 0, rowsRemoved: 0, filesAdded: 0, filesRemoved: 0 } : size),
    }
  })
  const current = findSnapshot(metadata, metadata.currentSnapshotId)
  return {
    table: nameOf(table),
    location: metadata.location,
    timeZone: zone,
    entries: entries.reverse(),
    abandoned: metadata.snapshots
      .filter(({ id }) => !isAncestor(table, id))
      .map(({ id, committedAt, operation }) => ({ id, committedAt, operation })),
    schemaChangesSince:
      current === undefined ? [] : schemaChanges(schemaOf(metadata, current), currentSchema(metadata)),
  }
}

/** Whether the current state was made from the snapshot. */
function isAncestor({ metadata }: IcebergTable, id: string): boolean {
  for (let at = findSnapshot(metadata, metadata.currentSnapshotId); at; at = findSnapshot(metadata, at.parentId)) {
    if (at.id === id) return true
  }
  return Object.values(metadata.refs).some(({ snapshotId }) => snapshotId === id)
}
