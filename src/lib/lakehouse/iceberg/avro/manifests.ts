import { randomUUID } from 'node:crypto'
import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import type { Snapshot, TableMetadata } from '../metadata/model.js'
import { type AvroFile, typeOf, writeAvro } from './container.js'
import { entriesOf, type ManifestEntry, readManifestFile } from './manifest.js'
import { type ManifestFile, manifestListSchema, manifestRecord, readManifestList } from './manifest-list.js'
import { ObjectCache } from './object-cache.js'

/** Manifest lists and manifests of the tables, read through a cache and written to the object store. */
export class Manifests {
  private readonly lists
  private readonly files

  constructor(private readonly objects: ObjectStore) {
    this.lists = new ObjectCache(objects, readManifestList, 100)
    this.files = new ObjectCache(objects, readManifestFile, 500)
  }

  list(snapshot: Snapshot | undefined): ManifestFile[] {
    if (!snapshot) return []
    return this.lists.get(snapshot['manifest-list']).manifests
  }

  entries(manifest: ManifestFile): ManifestEntry[] {
    return entriesOf(this.files.get(manifest.path), manifest)
  }

  /** The file behind a manifest, for a rewrite in its own schema. */
  raw(manifest: ManifestFile): AvroFile {
    return this.files.get(manifest.path).file
  }

  /** Writes a snapshot's manifest list; answers its location. */
  async writeList(metadata: TableMetadata, snapshot: Snapshot, manifests: ManifestFile[]): Promise<string> {
    const id = snapshot['snapshot-id']
    const location = `${metadataFolder(metadata)}/snap-${id}-1-${randomUUID()}.avro`
    const meta = {
      'avro.schema': Buffer.from(manifestListSchema),
      'snapshot-id': Buffer.from(String(id)),
      'parent-snapshot-id': Buffer.from(String(snapshot['parent-snapshot-id'] ?? 'null')),
      'sequence-number': Buffer.from(String(snapshot['sequence-number'])),
      'format-version': Buffer.from('2'),
    }
    await this.write(location, writeAvro({ meta, type: typeOf(manifestListSchema) }, manifests.map(manifestRecord)))
    return location
  }

  async write(location: string, bytes: Buffer): Promise<void> {
    const { bucket, key } = parseS3Uri(location)!
    await this.objects.put(bucket, key, bytes, { contentType: 'application/avro' })
  }

  async delete(location: string): Promise<void> {
    const at = parseS3Uri(location)
    if (at) await this.objects.delete(at.bucket, at.key)
  }
}

export function metadataFolder(metadata: TableMetadata): string {
  return (metadata.properties['write.metadata.path'] ?? `${metadata.location}/metadata`).replace(/\/+$/, '')
}
