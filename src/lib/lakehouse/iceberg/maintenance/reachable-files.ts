import { entryStatus } from '../avro/manifest.js'
import type { Manifests } from '../avro/manifests.js'
import type { Snapshot, TableMetadata } from '../metadata/model.js'

/** Every file that the given snapshots need: manifest lists, manifests, data and delete files. */
export function snapshotFiles(manifests: Manifests, snapshots: Snapshot[]): Set<string> {
  const files = new Set<string>()
  for (const snapshot of snapshots) {
    files.add(snapshot['manifest-list'])
    for (const manifest of manifests.list(snapshot)) {
      if (files.has(manifest.path)) continue
      files.add(manifest.path)
      for (const entry of manifests.entries(manifest))
        if (entry.status !== entryStatus.deleted) files.add(entry.file.path)
    }
  }
  return files
}

/** Every file that a table needs, its metadata files and those of the metadata log included. */
export function tableFiles(manifests: Manifests, metadata: TableMetadata, metadataLocation: string): Set<string> {
  const files = snapshotFiles(manifests, metadata.snapshots)
  files.add(metadataLocation)
  for (const entry of metadata['metadata-log']) files.add(entry['metadata-file'])
  for (const file of metadata.statistics ?? []) files.add(file['statistics-path'])
  for (const file of metadata['partition-statistics'] ?? []) files.add(file['statistics-path'])
  return files
}
