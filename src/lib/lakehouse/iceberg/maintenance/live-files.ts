import { entryStatus, fileContent, type ManifestEntry, partitionKey } from '../avro/manifest.js'
import type { ManifestFile } from '../avro/manifest-list.js'
import type { Manifests } from '../avro/manifests.js'
import { type PartitionSpec, type Snapshot, specById, type TableMetadata } from '../metadata/model.js'

export interface LiveEntry extends ManifestEntry {
  manifest: ManifestFile
}

/** The files of a snapshot that count: entries that are not deleted. */
export function liveEntries(manifests: Manifests, snapshot: Snapshot | undefined): LiveEntry[] {
  return manifests.list(snapshot).flatMap(manifest =>
    manifests
      .entries(manifest)
      .filter(entry => entry.status !== entryStatus.deleted)
      .map(entry => ({ ...entry, manifest })),
  )
}

/** Which delete files apply to which data files (spec, "Scan Planning"). */
export class DeleteIndex {
  private readonly byPath = new Map<string, LiveEntry[]>()
  private readonly byPartition = new Map<string, LiveEntry[]>()
  private readonly everywhere: LiveEntry[] = []

  constructor(entries: LiveEntry[], metadata: TableMetadata) {
    for (const entry of entries) {
      const { file } = entry
      if (file.content === fileContent.data) continue
      if (file.content === fileContent.positionDeletes && file.referencedDataFile !== undefined)
        push(this.byPath, file.referencedDataFile, entry)
      else if (file.content === fileContent.equalityDeletes && isUnpartitioned(specById(metadata, file.specId)))
        this.everywhere.push(entry)
      else push(this.byPartition, partitionKey(file), entry)
    }
  }

  deletesOf(data: LiveEntry): LiveEntry[] {
    const candidates = [
      ...(this.byPath.get(data.file.path) ?? []),
      ...(this.byPartition.get(partitionKey(data.file)) ?? []),
      ...this.everywhere,
    ]
    return candidates.filter(({ file, sequenceNumber }) =>
      file.content === fileContent.equalityDeletes
        ? sequenceNumber > data.sequenceNumber
        : sequenceNumber >= data.sequenceNumber,
    )
  }
}

function isUnpartitioned(spec: PartitionSpec): boolean {
  return spec.fields.every(field => field.transform === 'void')
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
