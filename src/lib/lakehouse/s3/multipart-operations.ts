import type { ServiceResponse } from '../http/service.js'
import { CHECKSUM_ALGORITHMS } from '../store/checksum.js'
import { compareKeys } from '../store/key-path.js'
import type { NamedPart } from '../store/multipart-uploads.js'
import { noSuchBucket, owner } from './bucket-operations.js'
import { bare, writeConditions } from './conditions.js'
import { checksumElements, checksumHeaders, contentChecks, readAlgorithm } from './integrity.js'
import { encodedKey, pageLimit } from './listing.js'
import { readObjectOptions, refuseHeaders } from './object-headers.js'
import { checkLength } from './object-operations.js'
import { header, type S3Call, type S3Operation } from './operation.js'
import { S3Error } from './s3-error.js'
import { children, childText, malformed, readXml, xmlResponse } from './xml-body.js'

export const multipartOperations: S3Operation[] = [
  { name: 'CreateMultipartUpload', method: 'POST', on: 'object', subresource: 'uploads', run: createUpload },
  { name: 'UploadPart', method: 'PUT', on: 'object', subresource: 'uploadId', run: uploadPart },
  { name: 'CompleteMultipartUpload', method: 'POST', on: 'object', subresource: 'uploadId', run: completeUpload },
  { name: 'AbortMultipartUpload', method: 'DELETE', on: 'object', subresource: 'uploadId', run: abortUpload },
  { name: 'ListParts', method: 'GET', on: 'object', subresource: 'uploadId', run: listParts },
  { name: 'ListMultipartUploads', method: 'GET', on: 'bucket', subresource: 'uploads', run: listUploads },
]

const MAX_PARTS = 10_000

export function partNumber(call: S3Call): number {
  const number = Number(call.query.get('partNumber') ?? 'none')
  if (Number.isInteger(number) && number >= 1 && number <= MAX_PARTS) return number
  throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`)
}

async function createUpload(call: S3Call): Promise<ServiceResponse> {
  const options = readObjectOptions(call)
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  const checksumAlgorithm = readAlgorithm(header(call, 'x-amz-checksum-algorithm'))
  const checksumType = readChecksumType(call, checksumAlgorithm)
  // A key that cannot be stored is refused now and not after gigabytes of parts.
  call.store.path(call.bucket, call.key)
  const upload = call.store.uploads.create({
    bucket: call.bucket,
    key: call.key,
    options,
    checksumAlgorithm,
    checksumType,
  })
  const headers: Record<string, string> = {}
  if (checksumAlgorithm) headers['x-amz-checksum-algorithm'] = checksumAlgorithm.toUpperCase()
  if (checksumType) headers['x-amz-checksum-type'] = checksumType
  const content = { Bucket: call.bucket, Key: call.key, UploadId: upload.id }
  return xmlResponse('InitiateMultipartUploadResult', content, headers)
}

function readChecksumType(call: S3Call, algorithm: string | undefined): 'FULL_OBJECT' | 'COMPOSITE' | undefined {
  if (!algorithm) return undefined
  const type = header(call, 'x-amz-checksum-type') ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE')
  const isPossible =
    algorithm === 'crc64nvme' ? type === 'FULL_OBJECT' : !algorithm.startsWith('sha') || type === 'COMPOSITE'
  if ((type === 'FULL_OBJECT' || type === 'COMPOSITE') && isPossible) return type
  throw new S3Error(
    'InvalidRequest',
    `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm`,
  )
}

async function uploadPart(call: S3Call): Promise<ServiceResponse> {
  refuseHeaders(call)
  checkLength(call)
  const number = partNumber(call)
  const upload = call.store.uploads.get(call.bucket, call.key, uploadId(call))
  const checks = contentChecks(call)
  // Parts that come without the upload's checksum get it here, for the whole object's.
  const algorithms = [...checks.algorithms, ...(upload.checksumAlgorithm ? [upload.checksumAlgorithm] : [])]
  const part = await call.store.uploads.putPart(upload, number, call.request.body, algorithms, staged => ({
    ...staged.checksums,
    ...checks.verify(staged),
  }))
  const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(part.checksums)
  return { status: 200, headers: { etag: `"${part.etag}"`, ...checksums } }
}

async function completeUpload(call: S3Call): Promise<ServiceResponse> {
  const upload = call.store.uploads.get(call.bucket, call.key, uploadId(call))
  const conditions = writeConditions(call)
  const parts = await readParts(call)
  const checksum = upload.checksumAlgorithm && header(call, `x-amz-checksum-${upload.checksumAlgorithm}`)
  const info = await call.store.uploads.complete(upload, parts, { ...conditions, checksum })
  const { 'x-amz-checksum-type': type } = checksumHeaders(info.checksums)
  return xmlResponse('CompleteMultipartUploadResult', {
    Location: `http://${call.request.headers.host}${call.request.rawPath}`,
    Bucket: call.bucket,
    Key: call.key,
    ETag: `"${info.etag}"`,
    ...checksumElements(info.checksums),
    ChecksumType: type,
  })
}

async function readParts(call: S3Call): Promise<NamedPart[]> {
  // The checksum headers of this request are the object's, not this document's.
  const document = await readXml(call, 'CompleteMultipartUpload', { isVerified: false })
  const parts = children(document, 'Part').map(part => {
    const number = Number(childText(part, 'PartNumber') ?? 'none')
    const etag = childText(part, 'ETag')
    if (!Number.isInteger(number) || etag === undefined) throw malformed()
    const checksums: Record<string, string> = {}
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const value = childText(part, `Checksum${algorithm.toUpperCase()}`)
      if (value !== undefined) checksums[algorithm] = value
    }
    return { number, etag: bare(etag), checksums }
  })
  if (parts.length === 0 || parts.length > MAX_PARTS) throw malformed()
  return parts
}

async function abortUpload(call: S3Call): Promise<ServiceResponse> {
  await call.store.uploads.abort(call.bucket, call.key, uploadId(call))
  return { status: 204 }
}

async function listParts(call: S3Call): Promise<ServiceResponse> {
  const upload = call.store.uploads.get(call.bucket, call.key, uploadId(call))
  const limit = pageLimit(call, 'max-parts')
  const marker = Number(call.query.get('part-number-marker') ?? 0)
  const parts = call.store.uploads.parts(call.bucket, call.key, upload.id).filter(part => part.number > marker)
  const page = parts.slice(0, limit)
  const isTruncated = parts.length > page.length
  return xmlResponse('ListPartsResult', {
    Bucket: call.bucket,
    Key: call.key,
    UploadId: upload.id,
    Initiator: owner(call),
    Owner: owner(call),
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    // S3 sends it on the last page too, and 0 after it: only IsTruncated says whether there is more.
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: isTruncated,
    ChecksumAlgorithm: upload.checksumAlgorithm?.toUpperCase(),
    ChecksumType: upload.checksumType,
    Part: page.map(part => ({
      PartNumber: part.number,
      LastModified: part.lastModified,
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...checksumElements(part.checksums),
    })),
  })
}

async function listUploads(call: S3Call): Promise<ServiceResponse> {
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  const { query } = call
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const idMarker = query.get('upload-id-marker') ?? ''
  if (query.get('delimiter')) throw new S3Error('NotImplemented', 'ListMultipartUploads takes no delimiter here')
  const limit = pageLimit(call, 'max-uploads')
  const encode = encodedKey(call)
  const all = call.store.uploads.list(call.bucket).filter(upload => upload.key.startsWith(prefix))
  const start = keyMarker === '' ? 0 : all.findLastIndex(upload => isPast(upload, keyMarker, idMarker)) + 1
  const page = all.slice(start, start + limit)
  const isTruncated = all.length > start + page.length
  const last = isTruncated ? page.at(-1) : undefined
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: call.bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last && encode(last.key),
    NextUploadIdMarker: last?.id,
    Prefix: encode(prefix),
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: page.map(upload => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: owner(call),
      Owner: owner(call),
      StorageClass: 'STANDARD',
      Initiated: upload.initiated,
      ChecksumAlgorithm: upload.checksumAlgorithm?.toUpperCase(),
      ChecksumType: upload.checksumType,
    })),
  })
}

function isPast(upload: { key: string; id: string }, keyMarker: string, idMarker: string): boolean {
  if (upload.key !== keyMarker) return compareKeys(upload.key, keyMarker) < 0
  return idMarker === '' || upload.id === idMarker
}

function uploadId(call: S3Call): string {
  return call.query.get('uploadId') ?? ''
}
