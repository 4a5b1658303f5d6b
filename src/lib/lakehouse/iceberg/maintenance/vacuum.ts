/**
 * VACUUM: expires snapshots and old metadata files by the table's properties, then deletes what the table no longer reaches.
 * Snapshots that running queries read stay. Files that were never part of the table (of failed or killed writers) go when
 * they are older than the retention and than every statement now writing.
 */
import { parseS3Uri } from '../../store/object-store.js'
import { metadataFolder } from '../avro/manifests.js'
import type { IcebergCatalog, LoadedTable, TableName } from '../iceberg-catalog.js'
import type { TableMetadata } from '../metadata/model.js'
import { applyUpdates } from '../metadata/updates.js'
import { expireUpdates } from './expire.js'
import { snapshotFiles, tableFiles } from './reachable-files.js'
import { retentionSettings } from './table-settings.js'

export interface VacuumOptions {
  /** The clock, for tests. */
  now?: number
}

export interface VacuumResult {
  expiredSnapshots: number
  deletedFiles: number
}

/** File times come from the kernel's coarser clock and may lie a little before the moment of writing. */
const clockSlackMs = 1000

export async function vacuum(
  catalog: IcebergCatalog,
  name: TableName,
  options: VacuumOptions = {},
): Promise<VacuumResult> {
  const now = options.now ?? Date.now()
  const before = catalog.load(name)
  const after = await expire(catalog, name, now)
  const reachable = tableFiles(catalog.manifests, after.metadata, after.location)
  const kept = new Set(after.metadata.snapshots.map(snapshot => snapshot['snapshot-id']))
  const expired = before.metadata.snapshots.filter(snapshot => !kept.has(snapshot['snapshot-id']))
  const garbage = snapshotFiles(catalog.manifests, expired)
  for (const entry of before.metadata['metadata-log']) garbage.add(entry['metadata-file'])
  const writing = catalog.statements.oldest() - clockSlackMs
  const oldest = Math.min(now - retentionSettings(after.metadata).maxAgeMs, writing)
  for await (const orphan of oldFiles(catalog, after.metadata, oldest)) garbage.add(orphan)
  let deletedFiles = 0
  for (const location of garbage) {
    if (reachable.has(location)) continue
    await catalog.manifests.delete(location)
    deletedFiles++
  }
  return { expiredSnapshots: expired.length, deletedFiles }
}

/** Commits the expiry, if there is anything to expire. */
async function expire(catalog: IcebergCatalog, name: TableName, now: number): Promise<LoadedTable> {
  return catalog.commitPrepared(name, async metadata => {
    const updates = expireUpdates(metadata, catalog.pins.pinned(metadata), now)
    // The log gets one more entry by this commit.
    const logged = metadata['metadata-log'].slice(-Math.max(0, retentionSettings(metadata).maxMetadataFiles - 1))
    const trimmed = logged.length < metadata['metadata-log'].length
    if (updates.length === 0 && !trimmed) return { metadata, written: [], replaced: [] }
    const next = { ...metadata, 'metadata-log': logged }
    return { metadata: applyUpdates(next, updates, now), written: [], replaced: [] }
  })
}

/** Files in the table's own folders, last changed before `oldest`. */
async function* oldFiles(catalog: IcebergCatalog, metadata: TableMetadata, oldest: number): AsyncGenerator<string> {
  const data = (metadata.properties['write.data.path'] ?? `${metadata.location}/data`).replace(/\/+$/, '')
  for (const folder of new Set([data, metadataFolder(metadata)])) {
    const at = parseS3Uri(folder)
    if (!at) continue
    for (let startAfter: string | undefined; ; ) {
      const page = await catalog.objects.list(at.bucket, { prefix: `${at.key}/`, startAfter, limit: 1000 })
      for (const object of page.objects)
        if (object.lastModified.getTime() < oldest) yield `s3://${at.bucket}/${object.key}`
      if (page.next === undefined) break
      startAfter = page.next
    }
  }
}
