import type { Readable } from 'node:stream'

/** What is known of an object beside its bytes. */
export interface ObjectInfo {
  key: string
  size: number
  /** Without quotes: an MD5 in hex, or `<md5>-<parts>` after a multipart upload. */
  etag: string
  lastModified: Date
  contentType?: string
  contentEncoding?: string
  cacheControl?: string
  contentDisposition?: string
  contentLanguage?: string
  expires?: string
  /** User metadata, lower-case names. */
  metadata: Record<string, string>
  /** Checksums as the client sent them and the store verified, base64 by lower-case algorithm. */
  checksums?: Record<string, string>
  tags?: Record<string, string>
  /** Sizes of the parts of a multipart upload. */
  partSizes?: number[]
}

export interface PutOptions {
  contentType?: string
  contentEncoding?: string
  cacheControl?: string
  contentDisposition?: string
  contentLanguage?: string
  expires?: string
  metadata?: Record<string, string>
  checksums?: Record<string, string>
  tags?: Record<string, string>
  /** The etag to show when it is not the MD5 of the bytes (multipart uploads). */
  etag?: string
  partSizes?: number[]
  /** Put only if no object is there. Fails with a PreconditionFailed store error. */
  ifNoneMatch?: boolean
  /** Put only over this etag. */
  ifMatch?: string
}

export interface ListOptions {
  prefix?: string
  delimiter?: string
  /** Keys strictly after this one, in UTF-8 byte order. */
  startAfter?: string
  limit?: number
}

export interface ListResult {
  objects: ObjectInfo[]
  prefixes: string[]
  /** Where to go on (`startAfter`), if there is more. */
  next?: string
}

/** One version of an object, held open: a concurrent overwrite or delete does not change what it reads. */
export interface OpenObject {
  info: ObjectInfo
  /** The bytes from `start` to `end`, both inclusive, in memory. */
  read(start: number, end: number): Promise<Buffer>
  /** The same as a stream; closes the object when it ends. */
  stream(start: number, end: number): Readable
  close(): void
}

/**
 * Buckets and objects as plain files, `<root>/<bucket>/<key>`. Writes are atomic: temporary file, fsync, rename.
 * Knows nothing of HTTP or XML. Failures are StoreErrors with a code (`NoSuchBucket`, `NoSuchKey`, `PreconditionFailed`, …).
 */
export interface ObjectStore {
  buckets(): Promise<{ name: string; created: Date }[]>
  hasBucket(bucket: string): boolean
  createBucket(bucket: string): Promise<void>
  /** Fails with BucketNotEmpty. */
  deleteBucket(bucket: string): Promise<void>
  put(bucket: string, key: string, body: Uint8Array | string | Readable, options?: PutOptions): Promise<ObjectInfo>
  /** Takes over a finished local file (same file system) as an object: fsync, rename. */
  adopt(bucket: string, key: string, file: string, options?: PutOptions): Promise<ObjectInfo>
  head(bucket: string, key: string): Promise<ObjectInfo | undefined>
  /** Undefined when there is no such object. The caller closes it. */
  open(bucket: string, key: string): Promise<OpenObject | undefined>
  /** Copies the bytes; nothing else of the source is taken over. Fails with NoSuchKey. */
  copy(from: { bucket: string; key: string }, bucket: string, key: string, options?: PutOptions): Promise<ObjectInfo>
  setTags(bucket: string, key: string, tags: Record<string, string>): Promise<void>
  /** Whole small objects (metadata, results). Fails with NoSuchKey. */
  read(bucket: string, key: string): Promise<Buffer>
  /** `start` and `end` are inclusive byte offsets. */
  stream(
    bucket: string,
    key: string,
    range?: { start: number; end: number },
  ): Promise<{ info: ObjectInfo; body: Readable }>
  /** `ifMatch` deletes only this etag. Deleting what is not there succeeds. */
  delete(bucket: string, key: string, options?: { ifMatch?: string }): Promise<void>
  deletePrefix(bucket: string, prefix: string): Promise<number>
  list(bucket: string, options?: ListOptions): Promise<ListResult>
  /** The local file that holds an object, for readers inside this process. */
  path(bucket: string, key: string): string
}

/** `s3://bucket/key` (also s3a, s3n) in its parts; undefined for anything else. */
export function parseS3Uri(uri: string): { bucket: string; key: string } | undefined {
  const match = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(uri)
  return match ? { bucket: match[1]!, key: match[2]! } : undefined
}
