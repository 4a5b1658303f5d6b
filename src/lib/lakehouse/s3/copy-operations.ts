import type { ServiceResponse } from '../http/service.js'
import type { ObjectInfo, PutOptions } from '../store/object-store.js'
import { parseRange } from './byte-range.js'
import { checkReadConditions, writeConditions } from './conditions.js'
import { checksumElements } from './integrity.js'
import { partNumber } from './multipart-operations.js'
import { readObjectOptions, refuseHeaders } from './object-headers.js'
import { header, type S3Call, type S3Operation } from './operation.js'
import { S3Error } from './s3-error.js'
import { xmlResponse } from './xml-body.js'

export const copyOperations: S3Operation[] = [
  { name: 'CopyObject', method: 'PUT', on: 'object', copies: true, run: copyObject },
  { name: 'UploadPartCopy', method: 'PUT', on: 'object', subresource: 'uploadId', copies: true, run: uploadPartCopy },
]

interface Address {
  bucket: string
  key: string
}

async function copyObject(call: S3Call): Promise<ServiceResponse> {
  refuseHeaders(call)
  const from = copySource(call)
  const source = await findSource(call, from)
  const replacesMetadata = directive(call, 'x-amz-metadata-directive')
  const replacesTags = directive(call, 'x-amz-tagging-directive')
  const isItself = from.bucket === call.bucket && from.key === call.key
  if (isItself && !replacesMetadata && header(call, 'x-amz-storage-class') === undefined) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    )
  }
  const given = readObjectOptions(call)
  const { key: _, size, lastModified, partSizes, ...kept } = source
  const options: PutOptions = {
    ...(replacesMetadata ? given : kept),
    tags: replacesTags ? given.tags : source.tags,
    // The bytes are the same, and so is what identifies them.
    etag: source.etag,
    partSizes,
    checksums: source.checksums,
    ...writeConditions(call),
  }
  const info = await call.store.copy(from, call.bucket, call.key, options)
  return xmlResponse('CopyObjectResult', {
    LastModified: info.lastModified,
    ETag: `"${info.etag}"`,
    ...checksumElements(info.checksums),
  })
}

async function uploadPartCopy(call: S3Call): Promise<ServiceResponse> {
  const number = partNumber(call)
  const from = copySource(call)
  const upload = call.store.uploads.get(call.bucket, call.key, call.query.get('uploadId') ?? '')
  const source = await findSource(call, from)
  const text = header(call, 'x-amz-copy-source-range')
  const range = text === undefined ? { start: 0, end: source.size - 1 } : parseRange(text, source.size)
  if (!range || (text !== undefined && !text.endsWith(String(range.end)))) {
    throw new S3Error('InvalidArgument', `The x-amz-copy-source-range value must be of the form bytes=first-last`)
  }
  const { body } = await call.store.stream(from.bucket, from.key, range)
  const algorithms = upload.checksumAlgorithm ? [upload.checksumAlgorithm] : []
  const part = await call.store.uploads.putPart(upload, number, body, algorithms, staged => staged.checksums)
  return xmlResponse('CopyPartResult', {
    LastModified: part.lastModified,
    ETag: `"${part.etag}"`,
    ...checksumElements(part.checksums),
  })
}

async function findSource(call: S3Call, from: Address): Promise<ObjectInfo> {
  const source = await call.store.head(from.bucket, from.key)
  if (!source) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: from.key })
  checkReadConditions(call, source, 'x-amz-copy-source-')
  return source
}

/** `bucket/key` or `/bucket/key`, percent-encoded, maybe with `?versionId=…`. */
function copySource(call: S3Call): Address {
  const [path, query] = header(call, 'x-amz-copy-source')!.split('?', 2) as [string, string?]
  const version = new URLSearchParams(query).get('versionId')
  if (version !== null && version !== 'null') throw new S3Error('NoSuchVersion', 'Objects have no versions here')
  let decoded: string
  try {
    decoded = decodeURIComponent(path.replaceAll('+', '%20'))
  } catch {
    throw new S3Error('InvalidArgument', 'Copy Source must be URL-encoded UTF-8')
  }
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decoded)
  if (!match) throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: /bucket/key')
  return { bucket: match[1]!, key: match[2]! }
}

function directive(call: S3Call, name: string): boolean {
  const value = header(call, name) ?? 'COPY'
  if (value !== 'COPY' && value !== 'REPLACE')
    throw new S3Error('InvalidArgument', `Unknown value of ${name}: ${value}`)
  return value === 'REPLACE'
}
