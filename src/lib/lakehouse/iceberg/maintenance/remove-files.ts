import { fileContent } from '../avro/manifest.js'
import type { CommittedTable, IcebergCatalog, TableName } from '../iceberg-catalog.js'
import { commitFailed } from '../iceberg-error.js'
import { currentSnapshot, type Snapshot, type TableMetadata } from '../metadata/model.js'
import type { PreparedCommit } from '../snapshot/prepare-commit.js'
import { DeleteIndex, liveEntries } from './live-files.js'
import { removalSnapshot } from './removal-snapshot.js'

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
  catalog: IcebergCatalog,
  metadata: TableMetadata,
  base: Snapshot,
  paths: ReadonlySet<string>,
): Promise<PreparedCommit> {
  const head = currentSnapshot(metadata)
  if (head?.['snapshot-id'] !== base['snapshot-id'])
    throw commitFailed('Found conflicting changes: the table has changed while rows were deleted')
  const live = liveEntries(catalog.manifests, head)
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
  return removalSnapshot(catalog, metadata, head, { operation: 'delete', removed })
}
