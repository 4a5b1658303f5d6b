import { entryStatus, type ManifestEntry } from '../avro/manifest.js'
import { adoptedBy, type ManifestFile } from '../avro/manifest-list.js'
import type { IcebergCatalog } from '../iceberg-catalog.js'
import type { Snapshot, TableMetadata } from '../metadata/model.js'
import { applyUpdates } from '../metadata/updates.js'
import { SnapshotChanges } from '../snapshot/changes.js'
import { newSnapshotId } from '../snapshot/empty-snapshot.js'
import { addToMain, type PreparedCommit } from '../snapshot/prepare-commit.js'
import { summaryOf } from '../snapshot/summary.js'
import type { LiveEntry } from './live-files.js'
import { rewriteManifests } from './rewritten-manifests.js'

/** A snapshot on top of `head` that takes files out of the table and adopts manifests of files that were written for it. */
export async function removalSnapshot(
  { manifests }: Pick<IcebergCatalog, 'manifests'>,
  metadata: TableMetadata,
  head: Snapshot,
  change: {
    operation: 'delete' | 'replace'
    removed: LiveEntry[]
    added?: ManifestFile[]
    summary?: Record<string, string>
  },
): Promise<PreparedCommit> {
  const { operation, removed, added = [], summary } = change
  const snapshotId = newSnapshotId()
  const sequenceNumber = metadata['last-sequence-number'] + 1
  const kept = await rewriteManifests(manifests, metadata, manifests.list(head), {
    snapshotId,
    sequenceNumber,
    removed: new Set(removed.map(entry => entry.file.path)),
    markDeleted: true,
  })
  const changes = new SnapshotChanges()
  for (const entry of removed) changes.add({ ...entry, status: entryStatus.deleted } as ManifestEntry)
  for (const manifest of added) for (const entry of manifests.entries(manifest)) changes.add(entry)
  const now = Date.now()
  const snapshot: Snapshot = {
    'snapshot-id': snapshotId,
    'parent-snapshot-id': head['snapshot-id'],
    'sequence-number': sequenceNumber,
    'timestamp-ms': Math.max(now, head['timestamp-ms'] + 1),
    'manifest-list': '',
    summary: summaryOf(operation, changes, head, summary),
    'schema-id': metadata['current-schema-id'],
  }
  const list = [...kept.manifests, ...added.map(manifest => adoptedBy(manifest, snapshotId, sequenceNumber))]
  snapshot['manifest-list'] = await manifests.writeList(metadata, snapshot, list)
  return {
    metadata: applyUpdates(metadata, addToMain(snapshot), now),
    snapshot,
    written: [snapshot['manifest-list'], ...kept.written],
    replaced: [],
  }
}
