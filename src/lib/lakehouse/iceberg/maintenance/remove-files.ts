import { entryStatus, fileContent, type ManifestEntry } from '../avro/manifest.js'
import type { CommittedTable, IcebergCatalog, TableName } from '../iceberg-catalog.js'
import { commitFailed } from '../iceberg-error.js'
import { currentSnapshot, type Snapshot, type TableMetadata } from '../metadata/model.js'
import { applyUpdates } from '../metadata/updates.js'
import { SnapshotChanges } from '../snapshot/changes.js'
import { newSnapshotId } from '../snapshot/empty-snapshot.js'
import { addToMain, type PreparedCommit } from '../snapshot/prepare-commit.js'
import { summaryOf } from '../snapshot/summary.js'
import { DeleteIndex, liveEntries } from './live-files.js'
import { rewriteManifests } from './rewritten-manifests.js'

/**
 * A DELETE of all rows of some data files, as one `delete` snapshot on top of `base`: the files leave the table, and so do the
 * delete files that then apply to nothing. No delete file is written. CommitFailedException if the table has moved on.
 */
export async function removeDataFiles(
  catalog: IcebergCatalog,
  name: TableName,
  base: Snapshot,
  paths: ReadonlySet<string>,
): Promise<CommittedTable> {
  return catalog.commitPrepared(name, metadata => prepare(catalog, metadata, base, paths))
}

async function prepare(
  { manifests }: IcebergCatalog,
  metadata: TableMetadata,
  base: Snapshot,
  paths: ReadonlySet<string>,
): Promise<PreparedCommit> {
  const head = currentSnapshot(metadata)
  if (head?.['snapshot-id'] !== base['snapshot-id'])
    throw commitFailed('Found conflicting changes: the table has changed while rows were deleted')
  const live = liveEntries(manifests, head)
  const index = new DeleteIndex(live, metadata)
  const isGone = (path: string) => paths.has(path)
  const needed = new Set(
    live
      .filter(({ file }) => file.content === fileContent.data && !isGone(file.path))
      .flatMap(data => index.deletesOf(data).map(entry => entry.file.path)),
  )
  const removed = live.filter(({ file }) =>
    file.content === fileContent.data ? isGone(file.path) : !needed.has(file.path),
  )
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
  const now = Date.now()
  const snapshot: Snapshot = {
    'snapshot-id': snapshotId,
    'parent-snapshot-id': head['snapshot-id'],
    'sequence-number': sequenceNumber,
    'timestamp-ms': Math.max(now, head['timestamp-ms'] + 1),
    'manifest-list': '',
    summary: summaryOf('delete', changes, head),
    'schema-id': metadata['current-schema-id'],
  }
  snapshot['manifest-list'] = await manifests.writeList(metadata, snapshot, kept.manifests)
  return {
    metadata: applyUpdates(metadata, addToMain(snapshot), now),
    snapshot,
    written: [snapshot['manifest-list'], ...kept.written],
    replaced: [],
  }
}
