import { createHash, randomBytes } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openObjectStore } from '../../../../src/lib/lakehouse/store/open-object-store.js'
import { startTestFrontDoor, type TestFrontDoor } from '../http/test-front-door.js'

const Bucket = 'lake'
const MIB = 1024 * 1024
let lake: TestFrontDoor

beforeAll(async () => {
  lake = await startTestFrontDoor()
  await lake.s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await lake.stop()
})

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()
const create = async (Key: string, more = {}) =>
  (await lake.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!
const upload = async (Key: string, UploadId: string, PartNumber: number, Body: Uint8Array | string) => {
  const part = await lake.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
  return { PartNumber, ETag: part.ETag }
}
const complete = (Key: string, UploadId: string, Parts: object[], more = {}) =>
  lake.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }))
const bytesOf = async (Key: string, more = {}) =>
  (await lake.s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToByteArray()

describe('a multipart upload', () => {
  it('puts its parts together, in their order', async () => {
    const parts = [randomBytes(5 * MIB), randomBytes(6 * MIB), randomBytes(10)]
    const id = await create('big', { ContentType: 'x/y', Metadata: { a: '1' } })
    const second = await upload('big', id, 2, parts[1]!)
    await upload('big', id, 1, randomBytes(5 * MIB))
    const first = await upload('big', id, 1, parts[0]!)
    const third = await upload('big', id, 7, parts[2]!)
    const listed = await lake.s3.send(new ListPartsCommand({ Bucket, Key: 'big', UploadId: id, MaxParts: 2 }))
    expect(listed.Parts?.map(part => [part.PartNumber, part.Size])).toEqual([
      [1, 5 * MIB],
      [2, 6 * MIB],
    ])
    expect([listed.IsTruncated, listed.NextPartNumberMarker]).toEqual([true, '2'])
    const { ETag } = await complete('big', id, [first, second, third])
    expect(ETag).toBe(`"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`)
    expect(md5(await bytesOf('big'))).toEqual(md5(Buffer.concat(parts)))
    expect(await lake.s3.send(new HeadObjectCommand({ Bucket, Key: 'big' }))).toMatchObject({
      ETag,
      ContentType: 'x/y',
      Metadata: { a: '1' },
      ContentLength: 11 * MIB + 10,
    })
    expect(Buffer.from(await bytesOf('big', { PartNumber: 3 })).equals(parts[2]!)).toBe(true)
    const ObjectAttributes = ['ObjectParts'] as const
    const attributes = await lake.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'big', ObjectAttributes: [...ObjectAttributes] }),
    )
    expect(attributes.ObjectParts?.TotalPartsCount).toBe(3)
    await expect(upload('big', id, 1, 'late')).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('checks the parts that are named', async () => {
    const id = await create('k')
    const small = await upload('k', id, 1, 'small')
    const last = await upload('k', id, 2, 'last')
    await expect(complete('k', id, [small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' })
    await expect(complete('k', id, [last, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
    await expect(complete('k', id, [{ ...small, ETag: last.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' })
    await expect(complete('k', id, [{ PartNumber: 9, ETag: last.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' })
    await expect(complete('k', 'nope', [small])).rejects.toMatchObject({ name: 'NoSuchUpload' })
    await expect(complete('other', id, [small])).rejects.toMatchObject({ name: 'NoSuchUpload' })
    await expect(upload('k', id, 10_001, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' })
    await lake.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'there' }))
    await expect(complete('k', id, [small], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await complete('k', id, [last])
    expect(Buffer.from(await bytesOf('k')).toString()).toBe('last')
  })

  it('is listed and aborted', async () => {
    const ids = [await create('list/b'), await create('list/a'), await create('list/a')]
    const list = (more = {}) => lake.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', ...more }))
    const first = await list({ MaxUploads: 2 })
    expect(first.Uploads?.map(item => item.Key)).toEqual(['list/a', 'list/a'])
    const rest = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker })
    expect(rest.Uploads?.map(item => item.UploadId)).toEqual([ids[0]])
    await lake.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'list/b', UploadId: ids[0] }))
    expect((await list()).Uploads).toHaveLength(2)
    await expect(upload('list/b', ids[0]!, 1, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('copies parts from other objects', async () => {
    await lake.s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }))
    const id = await create('copied')
    const copy = (CopySourceRange?: string) =>
      lake.s3.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: 'copied',
          UploadId: id,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange,
        }),
      )
    const { CopyPartResult } = await copy('bytes=2-5')
    await complete('copied', id, [{ PartNumber: 1, ETag: CopyPartResult!.ETag }])
    expect(Buffer.from(await bytesOf('copied')).toString()).toBe('2345')
    const other = await create('copied')
    expect(other).not.toBe(id)
  })

  it.each([
    ['CRC32', 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC64NVME', 'FULL_OBJECT'],
    ['SHA256', 'COMPOSITE'],
  ] as const)('carries a %s checksum, %s', async (ChecksumAlgorithm, ChecksumType) => {
    const body = randomBytes(6 * MIB)
    const id = await create('sum', { ChecksumAlgorithm, ChecksumType })
    const field = `Checksum${ChecksumAlgorithm}` as const
    const parts: object[] = []
    for (const [index, Body] of [body.subarray(0, 5 * MIB), body.subarray(5 * MIB)].entries()) {
      const input = { Bucket, Key: 'sum', UploadId: id, PartNumber: index + 1, Body, ChecksumAlgorithm }
      const part = await lake.s3.send(new UploadPartCommand(input))
      parts.push({ PartNumber: index + 1, ETag: part.ETag, [field]: part[field] })
    }
    const done = await complete('sum', id, parts, { ChecksumType })
    expect(done.ChecksumType).toBe(ChecksumType)
    const whole = await lake.s3.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: body, ChecksumAlgorithm }))
    if (ChecksumType === 'FULL_OBJECT') expect(done[field]).toBe(whole[field])
    else expect(done[field]).toMatch(/^.+-2$/)
    const head = await lake.s3.send(new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }))
    expect(head[field]).toBe(done[field])
  })

  it('serves the SDK’s managed upload', async () => {
    const body = randomBytes(12 * MIB)
    const managed = new Upload({ client: lake.s3, params: { Bucket, Key: 'managed', Body: body }, partSize: 5 * MIB })
    await managed.done()
    expect(md5(await bytesOf('managed'))).toEqual(md5(body))
  })

  it('goes on after a restart of the store', async () => {
    const id = await create('later', { ContentType: 'a/b' })
    const part = await upload('later', id, 1, 'part')
    await lake.objects.close()
    const again = await openObjectStore(lake.objects.root)
    try {
      const named = [{ number: 1, etag: part.ETag!.slice(1, -1), checksums: {} }]
      const info = await again.uploads.complete(again.uploads.get(Bucket, 'later', id), named)
      expect(info).toMatchObject({ size: 4, contentType: 'a/b' })
    } finally {
      // The front door's own store is closed at the end once more, which does nothing.
      await again.close()
    }
  })
})
