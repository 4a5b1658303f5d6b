import type { ManifestFile } from '../avro/manifest-list.js'
import { adoptedBy } from '../avro/manifest-list.js'
import type { Manifests } from '../avro/manifests.js'
import { commitFailed } from '../iceberg-error.js'
import { normalizeSnapshot } from '../metadata/json.js'
import {
  currentSnapshot,
  type Snapshot,
  type SnapshotOperation,
  snapshotById,
  type TableChange,
  type TableMetadata,
  type TableUpdate,
} from '../metadata/model.js'
import { SnapshotChanges } from './changes.js'
import type { CommitContext } from './prepare-commit.js'
import { operationOf, summaryOf } from './summary.js'

export interface StatementSnapshot {
  /** The one snapshot, not yet with a manifest list of its own if `manifests` is given. */
  snapshot: Snapshot
  changes: SnapshotChanges
  /** The updates without snapshots and the move of `main`. */
  otherUpdates: TableUpdate[]
  /** The whole new manifest list, where the writer's own does not fit. */
  manifests?: ManifestFile[]
}

/**
 * The one snapshot that a statement of our engine commits. DuckDB sends one snapshot for every step of a MERGE; Athena
 * shows one for the statement: the last one's manifests, all added by it, its parent the table's current snapshot. If
 * others have committed since, an append goes on top of theirs; anything else is a conflict.
 */
export function statementSnapshot(
  manifests: Manifests,
  metadata: TableMetadata,
  change: TableChange,
  context: CommitContext & { now: number },
): StatementSnapshot | undefined {
  const chain = change.updates
    .filter(update => update.action === 'add-snapshot')
    .map(update => normalizeSnapshot(update.snapshot as Snapshot))
  const last = chain.at(-1)
  if (!last) return undefined
  const ids = new Set(chain.map(snapshot => snapshot['snapshot-id']))
  const baseId = chain[0]!['parent-snapshot-id']
  const base = snapshotById(metadata, baseId)
  if (baseId !== undefined && !base) throw commitFailed(`The snapshot that was written on is gone: ${baseId}`)

  const listed = manifests.list(last)
  const added = listed.filter(manifest => ids.has(manifest.addedSnapshotId))
  const changes = new SnapshotChanges()
  for (const manifest of added) for (const entry of manifests.entries(manifest)) changes.add(entry)

  const head = currentSnapshot(metadata)
  const moved = head?.['snapshot-id'] !== baseId
  if (moved && (!context.rebase || !changes.isAppend))
    throw commitFailed(
      `Found conflicting changes: the table has moved from snapshot ${baseId} to ${head?.['snapshot-id']}`,
    )

  const told = (operation: SnapshotOperation) => (operation === 'append' && context.appendAs) || operation
  const sequenceNumber = metadata['last-sequence-number'] + 1
  const snapshot: Snapshot = {
    ...last,
    'parent-snapshot-id': head?.['snapshot-id'],
    'sequence-number': sequenceNumber,
    // A moment of its own, so that every snapshot can be reached by time.
    'timestamp-ms': Math.max(context.now, (head?.['timestamp-ms'] ?? 0) + 1),
    summary: summaryOf(told(operationOf(changes)), changes, head, context.summary),
    'schema-id': last['schema-id'] ?? metadata['current-schema-id'],
  }
  if (!head) delete snapshot['parent-snapshot-id']
  const otherUpdates = change.updates.filter(
    update =>
      update.action !== 'add-snapshot' && !(update.action === 'set-snapshot-ref' && update['ref-name'] === 'main'),
  )
  if (!moved && chain.length === 1 && last['sequence-number'] === sequenceNumber)
    return { snapshot, changes, otherUpdates }
  const kept = moved ? manifests.list(head) : listed.filter(manifest => !ids.has(manifest.addedSnapshotId))
  const adopted = added.map(manifest => adoptedBy(manifest, snapshot['snapshot-id'], sequenceNumber))
  return { snapshot, changes, otherUpdates, manifests: [...kept, ...adopted] }
}
