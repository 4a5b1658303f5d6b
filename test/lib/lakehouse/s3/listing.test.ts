import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestFrontDoor, type TestFrontDoor } from '../http/test-front-door.js'

const Bucket = 'lake'
const KEYS = ['a b+c', 'dir/1', 'dir/2', 'dir/sub/3', 'dir0', 'e&<>"', 'n\u0001', 'ü']
let lake: TestFrontDoor

beforeAll(async () => {
  lake = await startTestFrontDoor()
  await lake.s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of KEYS) await lake.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
})

afterAll(async () => {
  await lake.stop()
})

const v2 = (more = {}) => lake.s3.send(new ListObjectsV2Command({ Bucket, ...more }))
const v1 = (more = {}) => lake.s3.send(new ListObjectsCommand({ Bucket, ...more }))
const keys = (page: { Contents?: { Key?: string }[] }) => page.Contents?.map(object => object.Key) ?? []
const prefixes = (page: { CommonPrefixes?: { Prefix?: string }[] }) =>
  page.CommonPrefixes?.map(item => item.Prefix) ?? []

describe('ListObjectsV2', () => {
  it('lists in byte order, with sizes and etags', async () => {
    const page = await v2({ Prefix: 'dir/', FetchOwner: true })
    expect(keys(page)).toEqual(['dir/1', 'dir/2', 'dir/sub/3'])
    expect(page).toMatchObject({ KeyCount: 3, IsTruncated: false, MaxKeys: 1000, Prefix: 'dir/' })
    expect(page.Contents?.[0]).toMatchObject({ Size: 5, StorageClass: 'STANDARD', ChecksumAlgorithm: ['CRC32'] })
    expect(page.Contents?.[0]?.Owner?.ID).toBeTruthy()
    expect(page.Contents?.[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/)
  })

  it('rolls keys up at a delimiter', async () => {
    const page = await v2({ Delimiter: '/', Prefix: 'd' })
    expect([keys(page), prefixes(page), page.KeyCount]).toEqual([['dir0'], ['dir/'], 2])
    const inner = await v2({ Delimiter: '/', Prefix: 'dir/' })
    expect([keys(inner), prefixes(inner)]).toEqual([['dir/1', 'dir/2'], ['dir/sub/']])
  })

  it('goes on page by page', async () => {
    const seen: (string | undefined)[] = []
    for await (const page of paginateListObjectsV2({ client: lake.s3, pageSize: 3 }, { Bucket, EncodingType: 'url' })) {
      seen.push(...keys(page).map(key => decodeURIComponent(key!)))
    }
    expect(seen).toEqual(KEYS)
    expect(keys(await v2({ StartAfter: 'dir/2', MaxKeys: 1 }))).toEqual(['dir/sub/3'])
    expect(await v2({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false })
  })

  it('percent-encodes keys for XML when asked to', async () => {
    const page = await v2({ EncodingType: 'url' })
    expect(keys(page)).toEqual(['a%20b%2Bc', 'dir/1', 'dir/2', 'dir/sub/3', 'dir0', 'e%26%3C%3E%22', 'n%01', '%C3%BC'])
  })

  it('refuses wrong parameters', async () => {
    await expect(v2({ ContinuationToken: '!' })).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(v2({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(v2({ EncodingType: 'base64' })).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(v2({ Bucket: 'nobucket' })).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })
})

describe('ListObjects', () => {
  it('goes on by marker', async () => {
    const first = await v1({ MaxKeys: 2, Delimiter: '/' })
    expect([keys(first), prefixes(first), first.NextMarker]).toEqual([['a b+c'], ['dir/'], 'dir/'])
    const second = await v1({ MaxKeys: 2, Delimiter: '/', Marker: first.NextMarker })
    expect(keys(second)).toEqual(['dir0', 'e&<>"'])
  })
})

describe('ListObjectVersions', () => {
  it('shows each object as its only version', async () => {
    const { Versions, IsTruncated } = await lake.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'dir/' }))
    expect(Versions?.map(version => [version.Key, version.VersionId, version.IsLatest])).toEqual([
      ['dir/1', 'null', true],
      ['dir/2', 'null', true],
      ['dir/sub/3', 'null', true],
    ])
    expect(IsTruncated).toBe(false)
  })
})
