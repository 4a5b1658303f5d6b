import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import type { TableMetadata } from '../metadata/model.js'

/**
 * Deletes a table's own folders, `data/` and `metadata/` below its location (or where its properties put them). Not the whole location: dbt-athena builds
 * a replacement inside the folder of the table that it replaces.
 */
export async function deleteTableFiles(
  objects: ObjectStore,
  metadata: TableMetadata,
  metadataLocation?: string,
): Promise<void> {
  const folders = new Set([
    metadata.properties['write.data.path'] ?? `${metadata.location}/data`,
    metadata.properties['write.metadata.path'] ?? `${metadata.location}/metadata`,
  ])
  for (const folder of folders) {
    const at = parseS3Uri(folder)
    if (at) await objects.deletePrefix(at.bucket, `${at.key.replace(/\/+$/, '')}/`)
  }
  const file = metadataLocation && parseS3Uri(metadataLocation)
  if (file) await objects.delete(file.bucket, file.key).catch(() => undefined)
}
