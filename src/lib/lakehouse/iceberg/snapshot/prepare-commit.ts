import { TrinoError } from '../../sql/trino-error.js'
import type { Manifests } from '../avro/manifests.js'
import {
  currentSnapshot,
  type Snapshot,
  type SnapshotOperation,
  type TableChange,
  type TableMetadata,
} from '../metadata/model.js'
import { checkRequirements } from '../metadata/requirements.js'
import { applyUpdates } from '../metadata/updates.js'
import { checkManifests } from './check-manifests.js'
import { type StatementSnapshot, statementSnapshot } from './statement-snapshot.js'

export interface CommitContext {
  /** A statement of our own engine: several snapshots become one, its summary is completed. */
  oneSnapshot?: boolean
  /** Put an append on top of what others committed meanwhile. */
  rebase?: boolean
  /** The operation to tell where the snapshot only adds data: a MERGE that only inserts is an `overwrite` in Trino. */
  appendAs?: SnapshotOperation
  /** Athena's limit on partitions that one statement writes: more is refused with ICEBERG_TOO_MANY_OPEN_PARTITIONS. */
  maxPartitions?: number
  /** Extra summary entries, such as Trino's `trino_query_id`. */
  summary?: Record<string, string>
}

export interface PreparedCommit {
  metadata: TableMetadata
  /** The snapshot the commit adds to `main`. */
  snapshot?: Snapshot
  /** Files written for this attempt (a manifest list), of no use if it fails. */
  written: string[]
  /** Files of the writer that the commit makes unreachable (intermediate manifest lists), of no use if it succeeds. */
  replaced: string[]
}

/** The metadata after a commit, from the metadata it meets. Changes nothing but adds files that nothing points to yet. */
export async function prepareCommit(
  manifests: Manifests,
  metadata: TableMetadata,
  change: TableChange,
  context: CommitContext & { now: number },
): Promise<PreparedCommit> {
  if (!context.oneSnapshot) {
    checkRequirements(metadata, change.requirements)
    const next = applyUpdates(metadata, change.updates, context.now)
    checkManifests(manifests, metadata, next)
    const snapshot = currentSnapshot(next)
    const added = snapshot !== currentSnapshot(metadata)
    return { metadata: next, ...(added && { snapshot }), written: [], replaced: [] }
  }
  checkRequirements(
    metadata,
    // `main` is judged with the snapshot at hand: an append may follow other appends.
    change.requirements.filter(({ type, ref }) => !(type === 'assert-ref-snapshot-id' && ref === 'main')),
  )
  const statement = statementSnapshot(manifests, metadata, change, context)
  if (!statement) {
    checkRequirements(metadata, change.requirements)
    return { metadata: applyUpdates(metadata, change.updates, context.now), written: [], replaced: [] }
  }
  const written = statement.changes.writtenPartitions.size
  if (context.maxPartitions !== undefined && written > context.maxPartitions)
    throw new TrinoError(
      'ICEBERG_TOO_MANY_OPEN_PARTITIONS',
      `Exceeded limit of ${context.maxPartitions} open writers for partitions.`,
    )
  return withSnapshot(manifests, metadata, change, statement, context.now)
}

async function withSnapshot(
  manifests: Manifests,
  metadata: TableMetadata,
  change: TableChange,
  statement: StatementSnapshot,
  now: number,
): Promise<PreparedCommit> {
  const before = applyUpdates(metadata, statement.otherUpdates, now)
  const prepared: PreparedCommit = { metadata: before, snapshot: statement.snapshot, written: [], replaced: [] }
  if (statement.manifests) {
    const location = await manifests.writeList(before, statement.snapshot, statement.manifests)
    prepared.written.push(location)
    for (const update of change.updates)
      if (update.action === 'add-snapshot') prepared.replaced.push((update.snapshot as Snapshot)['manifest-list'])
    prepared.snapshot = { ...statement.snapshot, 'manifest-list': location }
  }
  return { ...prepared, metadata: applyUpdates(before, addToMain(prepared.snapshot!), now) }
}

export function addToMain(snapshot: Snapshot) {
  return [
    { action: 'add-snapshot', snapshot },
    { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': snapshot['snapshot-id'] },
  ]
}
