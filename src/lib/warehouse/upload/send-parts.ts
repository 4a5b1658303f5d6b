import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type ListPartsCommandInput,
  type ListPartsCommandOutput,
  type Part,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { copyObject } from '../copy-object.js'
import { eachLimited } from '../each-limited.js'
import { readInto } from './read-into.js'
import { unsignedPayload } from './unsigned-payload.js'

const PARTS_AT_ONCE = 4
const ABANDONED_MS = 3_600_000

export interface PartsOptions {
  s3: S3Client
  bucket: string
  key: string
  path: string
  size: number
  partSize: number
  metadata: Record<string, string>
  /** How much is there, and how much of that from an upload that was interrupted. */
  onSent: (bytes: number, before?: number) => void
  /** Called when all is sent and nothing is to be seen of it yet: throws where it must not become the object. */
  beforeEnd: () => Promise<void>
  signal?: AbortSignal
}

/**
 * Uploads a large file in parts, and goes on with an upload that was interrupted: parts that are there with this file's
 * MD5 (their ETag, S3 API: "UploadPart") are not sent again. An upload begun for other content is aborted.
 * Whole parts stay where this one stops. Parts share a few buffers: new memory for each costs more than to send it.
 */
export async function sendParts(options: PartsOptions): Promise<void> {
  const { s3, bucket, key, path, size, partSize, onSent, signal } = options
  const target = { Bucket: bucket, Key: key }
  const handle = await open(path)
  try {
    const begun = await resumable(options, handle)
    const UploadId =
      begun?.id ??
      (
        await s3.send(
          new CreateMultipartUploadCommand({
            ...target,
            ContentType: 'text/csv',
            Metadata: options.metadata,
            ChecksumAlgorithm: 'CRC32',
          }),
          { abortSignal: signal },
        )
      ).UploadId!
    let sent = 0
    let before = 0
    const free: Buffer[] = []
    const numbers = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1)
    const Parts = await eachLimited(numbers, PARTS_AT_ONCE, async PartNumber => {
      signal?.throwIfAborted()
      let part = begun?.parts.get(PartNumber)
      if (part === undefined) {
        const buffer = free.pop() ?? Buffer.allocUnsafeSlow(partSize)
        const Body = await readPart(handle, PartNumber, buffer, size)
        const upload = new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC32' })
        part = await s3.send(unsignedPayload(upload), { abortSignal: signal })
        free.push(buffer)
      }
      const length = Math.min(partSize, size - (PartNumber - 1) * partSize)
      sent += length
      if (begun?.parts.has(PartNumber)) before += length
      onSent(sent, before)
      return { PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 }
    })
    await options.beforeEnd()
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
    if (begun !== undefined) await correctMetadata(options)
  } finally {
    await handle.close()
  }
}

async function resumable({ s3, bucket, key, partSize, size }: PartsOptions, handle: FileHandle) {
  const target = { Bucket: bucket, Key: key }
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }))
  for (const { UploadId, Initiated, ChecksumAlgorithm } of (Uploads ?? []).filter(one => one.Key === key)) {
    const parts = await partsOf(s3, { ...target, UploadId })
    // Parts with another checksum than the upload was begun with are refused.
    let same = parts.size > 0 && ChecksumAlgorithm === 'CRC32'
    const buffer = Buffer.allocUnsafeSlow(partSize)
    for (const [number, { ETag }] of parts) {
      if ((number - 1) * partSize >= size) same = false
      else same &&= md5(await readPart(handle, number, buffer, size)) === ETag
      if (!same) break
    }
    if (same) return { id: UploadId!, parts }
    // somebody else may have begun it just now
    if (parts.size === 0 && Date.now() - (Initiated?.getTime() ?? 0) < ABANDONED_MS) continue
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }))
  }
  return undefined
}

/** By number. The SDK's paginator never ends: it starts over at the marker that S3 sends on the last page (IsTruncated is false). */
async function partsOf(s3: S3Client, upload: ListPartsCommandInput): Promise<Map<number, Part>> {
  const parts = new Map<number, Part>()
  let page: ListPartsCommandOutput | undefined
  do {
    page = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker: page?.NextPartNumberMarker }))
    for (const part of page.Parts ?? []) parts.set(part.PartNumber!, part)
  } while (page.IsTruncated)
  return parts
}

/** The file may have been touched, or grown, since the upload began: metadata is of that time. */
async function correctMetadata({ s3, bucket, key, metadata }: PartsOptions): Promise<void> {
  const target = { Bucket: bucket, Key: key }
  const { Metadata = {} } = await s3.send(new HeadObjectCommand(target))
  if (isDeepStrictEqual({ ...Metadata }, metadata)) return
  await copyObject(s3, { bucket, from: key, to: key, metadata })
}

async function readPart(handle: FileHandle, number: number, buffer: Buffer, size: number): Promise<Buffer> {
  const start = (number - 1) * buffer.length
  const part = buffer.subarray(0, Math.min(buffer.length, size - start))
  if ((await readInto(handle, part, start)) === part.length) return part
  throw new Error(`${number}. part: the file became shorter while it was uploaded`)
}

function md5(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}
