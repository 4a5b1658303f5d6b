/** What ListObjects, its second version and ListObjectVersions have in common. */
import type { ObjectInfo } from '../store/object-store.js'
import { owner } from './bucket-operations.js'
import type { S3Call } from './operation.js'
import { S3Error } from './s3-error.js'

const MAX_PAGE = 1000

/** `max-keys` and its kin: at most 1000, whatever was asked. */
export function pageLimit(call: S3Call, parameter: string): number {
  const text = call.query.get(parameter)
  if (text === null || text === '') return MAX_PAGE
  const limit = Number(text)
  if (!/^\d{1,10}$/.test(text) || limit > 2 ** 31 - 1) {
    throw new S3Error('InvalidArgument', `Provided ${parameter} not an integer or within integer range`, {
      ArgumentName: parameter,
      ArgumentValue: text,
    })
  }
  return Math.min(limit, MAX_PAGE)
}

/** How keys are written: percent-encoded where `encoding-type=url` asks for it, as XML cannot hold every character. */
export function encodedKey(call: S3Call): (key: string) => string {
  const type = call.query.get('encoding-type')
  if (type === null) return key => key
  if (type !== 'url') throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request')
  return key => encodeURIComponent(key).replaceAll('%2F', '/')
}

export interface Page {
  objects: ObjectInfo[]
  prefixes: string[]
  next?: string
}

/** One page of the bucket's keys after `startAfter`. */
export async function listPage(call: S3Call, startAfter: string | undefined, limit: number): Promise<Page> {
  const options = {
    prefix: call.query.get('prefix') ?? '',
    delimiter: call.query.get('delimiter') || undefined,
    startAfter,
    limit: Math.max(limit, 1),
  }
  const page = await call.store.list(call.bucket, options)
  return limit === 0 ? { objects: [], prefixes: [] } : page
}

/** An object as a listing shows it. */
export function listedObject(call: S3Call, info: ObjectInfo, hasOwner: boolean) {
  const algorithms = Object.keys(info.checksums ?? {}).map(name => name.toUpperCase())
  return {
    Key: encodedKey(call)(info.key),
    LastModified: wholeSeconds(info.lastModified),
    ETag: `"${info.etag}"`,
    ChecksumAlgorithm: algorithms,
    Size: info.size,
    StorageClass: 'STANDARD',
    Owner: hasOwner ? owner(call) : undefined,
  }
}

// S3 shows no fractions, so that listings agree with Last-Modified.
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}
