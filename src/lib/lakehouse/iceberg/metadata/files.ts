import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import { IcebergError } from '../iceberg-error.js'
import { parseTableMetadata, printJson } from './json.js'
import type { TableMetadata } from './model.js'

/** One metadata file: its text is kept beside the parsed form, as the REST catalog sends it with every load. */
export interface MetadataFile {
  location: string
  metadata: TableMetadata
  text: string
}

/** In characters of JSON; parsed, a file takes several times that. A table with many snapshots has large files. */
const CACHED_TEXT = 16 * 1024 * 1024

/** Metadata files by location. They never change once written, so parsed ones are kept (least recently used go first). */
export class MetadataFiles {
  private readonly cache = new Map<string, MetadataFile>()
  private cachedText = 0

  constructor(private readonly objects: ObjectStore) {}

  /** Synchronous: the files are local, and the SQL resolver can't wait. */
  read(location: string): MetadataFile {
    const known = this.cache.get(location)
    if (known) return this.remember(known)
    const { bucket, key } = parts(location)
    let bytes: Buffer
    try {
      bytes = readFileSync(this.objects.path(bucket, key))
    } catch {
      throw new IcebergError('NotFoundException', 404, `Metadata not found in metadata location: ${location}`)
    }
    const text = (/\.gz(\.|$)/.test(location) ? gunzipSync(bytes) : bytes).toString('utf8')
    return this.remember({ location, metadata: parseTableMetadata(text), text })
  }

  /** Durable when it returns: the store syncs the file before it is seen. */
  async write(location: string, metadata: TableMetadata): Promise<MetadataFile> {
    const { bucket, key } = parts(location)
    const file = { location, metadata, text: printJson(metadata) }
    await this.objects.put(bucket, key, file.text, { contentType: 'application/json', ifNoneMatch: true })
    return this.remember(file)
  }

  async delete(location: string): Promise<void> {
    this.forget(location)
    const { bucket, key } = parts(location)
    await this.objects.delete(bucket, key)
  }

  private remember(file: MetadataFile): MetadataFile {
    this.forget(file.location)
    this.cache.set(file.location, file)
    this.cachedText += file.text.length
    while (this.cachedText > CACHED_TEXT && this.cache.size > 1) this.forget(this.cache.keys().next().value!)
    return file
  }

  private forget(location: string): void {
    this.cachedText -= this.cache.get(location)?.text.length ?? 0
    this.cache.delete(location)
  }
}

function parts(location: string): { bucket: string; key: string } {
  const found = parseS3Uri(location)
  if (!found) throw new IcebergError('BadRequestException', 400, `Not an S3 location: ${location}`)
  return found
}
