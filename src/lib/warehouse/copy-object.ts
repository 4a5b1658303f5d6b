import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { eachLimited } from './each-limited.js'

/** S3 API, CopyObject: "up to 5 GB in a single atomic action". A part may be as large, and there may be 10,000. */
const LARGEST_COPY = 5 * 1024 ** 3
const PART = 1024 ** 3
const PARTS_AT_ONCE = 4

export interface Copy {
  bucket: string
  from: string
  to: string
  /** In place of the source's. */
  metadata?: Record<string, string>
}

/** Copies an object of any size within a bucket; S3 does it. `most` is the largest that is copied in one piece. */
export async function copyObject(s3: S3Client, copy: Copy, most = LARGEST_COPY, partSize = PART): Promise<void> {
  const { bucket: Bucket, from, to: Key, metadata } = copy
  const CopySource = `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`
  const source = await s3.send(new HeadObjectCommand({ Bucket, Key: from }))
  const { ContentLength: size = 0, ContentType, ETag: CopySourceIfMatch } = source
  if (size <= most) {
    const replace = metadata && ({ MetadataDirective: 'REPLACE', Metadata: metadata, ContentType } as const)
    await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...replace }))
    return
  }
  const begin = new CreateMultipartUploadCommand({ Bucket, Key, ContentType, Metadata: metadata ?? source.Metadata })
  const { UploadId } = await s3.send(begin)
  try {
    const numbers = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1)
    const Parts = await eachLimited(numbers, PARTS_AT_ONCE, async PartNumber => {
      const start = (PartNumber - 1) * partSize
      const CopySourceRange = `bytes=${start}-${Math.min(start + partSize, size) - 1}`
      const part = { Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange, CopySourceIfMatch }
      return { PartNumber, ETag: (await s3.send(new UploadPartCopyCommand(part))).CopyPartResult?.ETag }
    })
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined)
    throw error
  }
}
