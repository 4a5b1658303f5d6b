import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestFrontDoor, type TestFrontDoor } from '../http/test-front-door.js'

const Bucket = 'lake'
let lake: TestFrontDoor

beforeAll(async () => {
  lake = await startTestFrontDoor()
  await lake.s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await lake.stop()
})

const put = (Key: string, Body: string | Uint8Array, more = {}) =>
  lake.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more = {}) => lake.s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string, more = {}) => (await get(Key, more)).Body!.transformToString()
const md5 = (bytes: string | Uint8Array) => createHash('md5').update(bytes).digest('hex')

describe('buckets', () => {
  it('are made, found, listed and removed', async () => {
    await lake.s3.send(new CreateBucketCommand({ Bucket: 'other' }))
    await lake.s3.send(new HeadBucketCommand({ Bucket: 'other' }))
    const { Buckets } = await lake.s3.send(new ListBucketsCommand({}))
    expect(Buckets?.map(bucket => bucket.Name)).toEqual(['lake', 'other'])
    expect(Buckets?.[0]?.CreationDate).toBeInstanceOf(Date)
    await expect(lake.s3.send(new CreateBucketCommand({ Bucket: 'other' }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    })
    await lake.s3.send(new DeleteBucketCommand({ Bucket: 'other' }))
    await expect(lake.s3.send(new HeadBucketCommand({ Bucket: 'other' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('answer for settings that are fixed, and refuse to change them by name', async () => {
    expect((await lake.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined()
    expect((await lake.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
    const acl = await lake.s3.send(new GetBucketAclCommand({ Bucket }))
    expect(acl.Grants?.[0]).toMatchObject({ Permission: 'FULL_CONTROL', Grantee: { Type: 'CanonicalUser' } })
    await expect(lake.s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    })
    await expect(lake.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('PutBucketPolicy'),
    })
  })
})

describe('objects', () => {
  it('come back as they were put, with their headers and metadata', async () => {
    const { ETag } = await put('a/b c+ü.csv', 'x,y', {
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      Metadata: { owner: 'me' },
    })
    expect(ETag).toBe(`"${md5('x,y')}"`)
    const answer = await get('a/b c+ü.csv')
    expect(await answer.Body!.transformToString()).toBe('x,y')
    expect(answer).toMatchObject({ ETag, ContentType: 'text/csv', CacheControl: 'no-store', Metadata: { owner: 'me' } })
    expect(answer.ContentLength).toBe(3)
    expect(answer.LastModified!.getTime()).toBeGreaterThan(Date.now() - 10_000)
  })

  it.each([
    '.',
    '..',
    '../x',
    'a/../b',
    '//',
    'x/',
    'nul\u0000',
    'line\nbreak',
    '😀',
    '%2e%2e%2f',
    'a?b#c&d=e',
    '?acl',
  ])('take the key %j', async key => {
    await put(key, key)
    expect(await text(key)).toBe(key)
    await lake.s3.send(new DeleteObjectCommand({ Bucket, Key: key }))
    await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('can be empty', async () => {
    await put('empty', '')
    expect(await text('empty')).toBe('')
    expect((await lake.s3.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0)
  })

  it('are streamed in and out when they are large', async () => {
    const bytes = randomBytes(20_000_000)
    const chunks = Array.from({ length: 20 }, (_, i) => bytes.subarray(i * 1_000_000, (i + 1) * 1_000_000))
    await lake.s3.send(
      new PutObjectCommand({ Bucket, Key: 'large', Body: Readable.from(chunks), ContentLength: bytes.length }),
    )
    const back = await (await get('large')).Body!.transformToByteArray()
    expect(md5(back)).toBe(md5(bytes))
  })

  it('are deleted, one by one and in batches', async () => {
    for (const key of ['d1', 'd2', 'd3&<>', ' d4 ']) await put(key, 'x')
    await lake.s3.send(new DeleteObjectCommand({ Bucket, Key: 'd1' }))
    const Objects = [{ Key: 'd2' }, { Key: 'd3&<>' }, { Key: ' d4 ' }, { Key: 'never-there' }]
    const { Deleted, Errors } = await lake.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(Deleted?.map(object => object.Key)).toEqual(Objects.map(object => object.Key))
    expect(Errors).toBeUndefined()
    for (const key of ['d1', 'd2', 'd3&<>', ' d4 ']) {
      await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' })
    }
  })

  it('are missing by name', async () => {
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'none' })
    await expect(lake.s3.send(new GetObjectCommand({ Bucket: 'nobucket', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
    await expect(lake.s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
    await expect(put('k'.repeat(1025), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' })
  })
})

describe('ranges', () => {
  beforeAll(async () => {
    await put('digits', '0123456789')
  })

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('%s', async (Range, body, ContentRange) => {
    const answer = await get('digits', { Range })
    expect(await answer.Body!.transformToString()).toBe(body)
    expect(answer).toMatchObject({ ContentRange, $metadata: { httpStatusCode: 206 } })
  })

  it('outside the object are refused, others ignored', async () => {
    await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    })
    expect(await text('digits', { Range: 'lines=1-2' })).toBe('0123456789')
    expect(await text('digits', { Range: 'bytes=5-2' })).toBe('0123456789')
  })
})

describe('conditions', () => {
  it('guard reads', async () => {
    const { ETag } = await put('c', 'x')
    const past = new Date(Date.now() - 3600_000)
    const future = new Date(Date.now() + 3600_000)
    expect(await text('c', { IfMatch: ETag, IfModifiedSince: past })).toBe('x')
    await expect(get('c', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(get('c', { IfModifiedSince: future })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(get('c', { IfMatch: '"no"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(get('c', { IfUnmodifiedSince: past })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })

  it('guard writes', async () => {
    const { ETag } = await put('w', 'x')
    await expect(put('w', 'y', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await put('w', 'y', { IfMatch: ETag })
    await expect(put('w', 'z', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    expect(await text('w')).toBe('y')
    await put('new', 'x', { IfNoneMatch: '*' })
  })
})

describe('integrity', () => {
  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('%s is verified, kept and shown', async name => {
    const field = `Checksum${name}` as const
    const { [field]: sent } = await put('sum', 'hello', { ChecksumAlgorithm: name })
    expect(sent).toBeTruthy()
    const answer = await get('sum', { ChecksumMode: 'ENABLED' })
    expect(await answer.Body!.transformToString()).toBe('hello')
    expect(answer[field]).toBe(sent)
    await expect(put('sum', 'bye', { [field]: sent })).rejects.toMatchObject({ name: 'BadDigest' })
    expect(await text('sum')).toBe('hello')
  })

  it('Content-MD5 is verified', async () => {
    const digest = createHash('md5').update('x').digest('base64')
    await put('m', 'x', { ContentMD5: digest })
    await expect(put('m', 'y', { ContentMD5: digest })).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(put('m', 'y', { ContentMD5: 'short' })).rejects.toMatchObject({ name: 'InvalidDigest' })
  })

  it('is told by GetObjectAttributes', async () => {
    await put('attr', 'hello', { ChecksumAlgorithm: 'SHA256' })
    const ObjectAttributes = ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'] as const
    const answer = await lake.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'attr', ObjectAttributes: [...ObjectAttributes] }),
    )
    expect(answer).toMatchObject({
      ETag: md5('hello'),
      ObjectSize: 5,
      StorageClass: 'STANDARD',
      Checksum: { ChecksumSHA256: createHash('sha256').update('hello').digest('base64'), ChecksumType: 'FULL_OBJECT' },
    })
  })
})

describe('copies', () => {
  it('take bytes, metadata and tags over, or replace them', async () => {
    await put('from', 'body', { ContentType: 'text/plain', Metadata: { a: '1' }, Tagging: 'k=v' })
    const CopySource = `/${Bucket}/from`
    await lake.s3.send(new CopyObjectCommand({ Bucket, Key: 'to/é', CopySource }))
    expect(await get('to/é')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, TagCount: 1 })
    await lake.s3.send(
      new CopyObjectCommand({ Bucket, Key: 'to', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    )
    const copy = await get('to')
    expect(await copy.Body!.transformToString()).toBe('body')
    expect(copy.Metadata).toEqual({ b: '2' })
  })

  it('are refused where they make no sense', async () => {
    const copy = (more: object) =>
      lake.s3.send(new CopyObjectCommand({ Bucket, Key: 'from', CopySource: `${Bucket}/from`, ...more }))
    await expect(copy({})).rejects.toMatchObject({ name: 'InvalidRequest' })
    await expect(copy({ CopySource: `${Bucket}/none` })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(copy({ CopySource: 'nokey' })).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(copy({ Key: 'x', CopySourceIfMatch: '"no"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })
})

describe('tags', () => {
  it('are set, read and removed', async () => {
    await put('t', 'x', { Tagging: 'a=1&b=%26' })
    const tags = async () => (await lake.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 't' }))).TagSet
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '&' },
    ])
    const Tagging = { TagSet: [{ Key: 'c', Value: '<3>' }] }
    await lake.s3.send(new PutObjectTaggingCommand({ Bucket, Key: 't', Tagging }))
    expect(await tags()).toEqual(Tagging.TagSet)
    expect(await text('t')).toBe('x')
    await lake.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 't' }))
    expect(await tags()).toEqual([])
  })
})

describe('overrides and refusals', () => {
  it('response- parameters replace headers', async () => {
    await put('o', 'x')
    const answer = await get('o', { ResponseContentType: 'text/x', ResponseContentDisposition: 'attachment' })
    expect(answer).toMatchObject({ ContentType: 'text/x', ContentDisposition: 'attachment' })
  })

  it('names what it does not do', async () => {
    const SSECustomerKey = randomBytes(32).toString('base64')
    await expect(put('o', 'x', { SSECustomerAlgorithm: 'AES256', SSECustomerKey })).rejects.toMatchObject({
      name: 'NotImplemented',
    })
    await expect(get('o', { VersionId: 'abc' })).rejects.toMatchObject({ name: 'NoSuchVersion' })
  })
})
