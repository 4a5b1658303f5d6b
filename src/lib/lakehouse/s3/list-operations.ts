import type { ServiceResponse } from '../http/service.js'
import { owner } from './bucket-operations.js'
import { encodedKey, listedObject, listPage, pageLimit } from './listing.js'
import type { S3Call, S3Operation } from './operation.js'
import { S3Error } from './s3-error.js'
import { xmlResponse } from './xml-body.js'

export const listOperations: S3Operation[] = [
  { name: 'ListObjectsV2', method: 'GET', on: 'bucket', subresource: 'list-type', run: listObjectsV2 },
  { name: 'ListObjects', method: 'GET', on: 'bucket', run: listObjects },
  { name: 'ListObjectVersions', method: 'GET', on: 'bucket', subresource: 'versions', run: listObjectVersions },
]

async function listObjectsV2(call: S3Call): Promise<ServiceResponse> {
  const { query } = call
  if (query.get('list-type') !== '2') throw new S3Error('InvalidArgument', 'list-type must be 2')
  const encode = encodedKey(call)
  const limit = pageLimit(call, 'max-keys')
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after') ?? undefined
  const page = await listPage(call, token === null ? startAfter : readToken(token), limit)
  const hasOwner = query.get('fetch-owner') === 'true'
  return xmlResponse('ListBucketResult', {
    Name: call.bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    StartAfter: startAfter && encode(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next && makeToken(page.next),
    KeyCount: page.objects.length + page.prefixes.length,
    MaxKeys: limit,
    Delimiter: encoded(call, 'delimiter'),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map(info => listedObject(call, info, hasOwner)),
    CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  })
}

async function listObjects(call: S3Call): Promise<ServiceResponse> {
  const { query } = call
  const encode = encodedKey(call)
  const limit = pageLimit(call, 'max-keys')
  const marker = query.get('marker') ?? ''
  const page = await listPage(call, marker, limit)
  return xmlResponse('ListBucketResult', {
    Name: call.bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    Marker: encode(marker),
    // Without a delimiter clients go on after the last key.
    NextMarker: page.next !== undefined && query.get('delimiter') ? encode(page.next) : undefined,
    MaxKeys: limit,
    Delimiter: encoded(call, 'delimiter'),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map(info => listedObject(call, info, true)),
    CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  })
}

/** Every object is its own only version, as in a bucket whose versioning was never switched on. */
async function listObjectVersions(call: S3Call): Promise<ServiceResponse> {
  const { query } = call
  const encode = encodedKey(call)
  const limit = pageLimit(call, 'max-keys')
  const marker = query.get('key-marker') ?? ''
  const page = await listPage(call, marker, limit)
  return xmlResponse('ListVersionsResult', {
    Name: call.bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    KeyMarker: encode(marker),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: page.next && encode(page.next),
    NextVersionIdMarker: page.next && 'null',
    MaxKeys: limit,
    Delimiter: encoded(call, 'delimiter'),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    Version: page.objects.map(info => {
      const { ChecksumAlgorithm: _, ...listed } = listedObject(call, info, false)
      return { ...listed, VersionId: 'null', IsLatest: true, Owner: owner(call) }
    }),
    CommonPrefixes: page.prefixes.map(prefix => ({ Prefix: encode(prefix) })),
  })
}

function encoded(call: S3Call, parameter: string): string | undefined {
  const value = call.query.get(parameter)
  return value ? encodedKey(call)(value) : undefined
}

// The token is the last key; opaque to clients, and free of characters that a URL or XML would mind.
function makeToken(key: string): string {
  return Buffer.from(key).toString('base64url')
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString()
  if (token === '' || makeToken(key) !== token) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect')
  }
  return key
}
