import type { ServiceResponse } from '../http/service.js'
import type { ObjectInfo } from '../store/object-store.js'
import { stageBody } from '../store/staged-file.js'
import { noSuchBucket, ownerOnly } from './bucket-operations.js'
import { type ByteRange, parseRange } from './byte-range.js'
import { bare, checkReadConditions, writeConditions } from './conditions.js'
import { checksumElements, checksumHeaders, contentChecks } from './integrity.js'
import { objectHeaders, readObjectOptions, refuseHeaders } from './object-headers.js'
import { header, type S3Call, type S3Operation } from './operation.js'
import { S3Error } from './s3-error.js'
import { xmlResponse } from './xml-body.js'

export const objectOperations: S3Operation[] = [
  { name: 'GetObject', method: 'GET', on: 'object', run: getObject },
  { name: 'HeadObject', method: 'HEAD', on: 'object', run: headObject },
  { name: 'PutObject', method: 'PUT', on: 'object', run: putObject },
  { name: 'DeleteObject', method: 'DELETE', on: 'object', run: deleteObject },
  { name: 'GetObjectAttributes', method: 'GET', on: 'object', subresource: 'attributes', run: getObjectAttributes },
  { name: 'GetObjectAcl', method: 'GET', on: 'object', subresource: 'acl', run: getObjectAcl },
]

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html
const MAX_PUT_BYTES = 5 * 1024 ** 3
/** Answers up to here are read at once and go out in one write. */
const MAX_BUFFERED_BYTES = 1024 * 1024

export function noSuchKey(call: S3Call): S3Error {
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: call.key })
}

/** The object must fit into one request. */
export function checkLength(call: S3Call): void {
  const length = Number(header(call, 'x-amz-decoded-content-length') ?? header(call, 'content-length') ?? 0)
  if (length <= MAX_PUT_BYTES) return
  throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: length,
    MaxSizeAllowed: MAX_PUT_BYTES,
  })
}

async function getObject(call: S3Call): Promise<ServiceResponse> {
  refuseHeaders(call)
  const object = await call.store.open(call.bucket, call.key)
  if (!object) throw noSuchKey(call)
  try {
    checkReadConditions(call, object.info)
    const { status, headers, range } = describeRange(call, object.info)
    const isSmall = range.end - range.start < MAX_BUFFERED_BYTES
    const body = isSmall ? await object.read(range.start, range.end) : object.stream(range.start, range.end)
    return { status, headers, body }
  } finally {
    // A stream has taken the open file over.
    object.close()
  }
}

async function headObject(call: S3Call): Promise<ServiceResponse> {
  refuseHeaders(call)
  const info = await call.store.head(call.bucket, call.key)
  if (!info) throw noSuchKey(call)
  checkReadConditions(call, info)
  const { status, headers } = describeRange(call, info)
  return { status, headers }
}

/** Status and headers of a GET or HEAD, for the whole object, a range of it, or a part. */
function describeRange(call: S3Call, info: ObjectInfo) {
  const headers = objectHeaders(call, info)
  const ifRange = header(call, 'if-range')
  const isRangeWanted = ifRange === undefined || bare(ifRange) === info.etag
  const asked =
    partRange(call, info, headers) ?? (isRangeWanted ? parseRange(header(call, 'range'), info.size) : undefined)
  const range = asked ?? { start: 0, end: info.size - 1 }
  headers['content-length'] = String(range.end - range.start + 1)
  if (asked) headers['content-range'] = `bytes ${range.start}-${range.end}/${info.size}`
  else if (header(call, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, checksumHeaders(info.checksums))
  }
  return { status: asked ? 206 : 200, headers, range }
}

/** The bytes of `partNumber`, for readers that fetch an object in the parts it was uploaded in. */
function partRange(call: S3Call, info: ObjectInfo, headers: Record<string, string>): ByteRange | undefined {
  const text = call.query.get('partNumber')
  if (text === null) return undefined
  const sizes = info.partSizes ?? [info.size]
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new S3Error('InvalidArgument', 'partNumber must be a number from 1')
  if (number > sizes.length) throw new S3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable')
  if (info.partSizes) headers['x-amz-mp-parts-count'] = String(sizes.length)
  const start = sizes.slice(0, number - 1).reduce((sum, size) => sum + size, 0)
  return info.size === 0 ? undefined : { start, end: start + sizes[number - 1]! - 1 }
}

async function putObject(call: S3Call): Promise<ServiceResponse> {
  checkLength(call)
  const options = readObjectOptions(call)
  const conditions = writeConditions(call)
  const checks = contentChecks(call)
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  const staged = await stageBody(call.store.stagingFolder, call.request.body, { algorithms: checks.algorithms })
  const checksums = await call.store.checkStaged(staged, checks.verify)
  const info = await call.store.commit(call.bucket, call.key, staged, { ...options, ...conditions, checksums })
  return { status: 200, headers: { etag: `"${info.etag}"`, ...checksumHeaders(checksums) } }
}

async function deleteObject(call: S3Call): Promise<ServiceResponse> {
  const ifMatch = header(call, 'if-match')
  await call.store.delete(call.bucket, call.key, { ifMatch: ifMatch === undefined ? undefined : bare(ifMatch) })
  return { status: 204 }
}

async function getObjectAttributes(call: S3Call): Promise<ServiceResponse> {
  const info = await call.store.head(call.bucket, call.key)
  if (!info) throw noSuchKey(call)
  checkReadConditions(call, info)
  const wanted = new Set((header(call, 'x-amz-object-attributes') ?? '').split(',').map(name => name.trim()))
  if (wanted.has('')) throw new S3Error('InvalidArgument', 'x-amz-object-attributes names no attribute')
  const { 'x-amz-checksum-type': type } = checksumHeaders(info.checksums)
  const attributes = {
    ETag: info.etag,
    Checksum: type ? { ...checksumElements(info.checksums), ChecksumType: type } : undefined,
    ObjectParts: info.partSizes && {
      PartsCount: info.partSizes.length,
      Part: info.partSizes.map((size, index) => ({ PartNumber: index + 1, Size: size })),
    },
    StorageClass: 'STANDARD',
    ObjectSize: info.size,
  }
  const content = Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted.has(name)))
  return xmlResponse('GetObjectAttributesResponse', content, { 'last-modified': info.lastModified.toUTCString() })
}

async function getObjectAcl(call: S3Call): Promise<ServiceResponse> {
  if (!(await call.store.head(call.bucket, call.key))) throw noSuchKey(call)
  return xmlResponse('AccessControlPolicy', ownerOnly(call))
}
