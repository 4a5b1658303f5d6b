import { readFile } from 'node:fs/promises'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { InterruptedError } from '../../errors.js'
import { awsFailure } from '../aws-error.js'
import type { LocalFile } from './local-files.js'
import { Metadata } from './object-state.js'
import { sendParts } from './send-parts.js'

const MIN_PART = 8 * 1024 * 1024
/** S3 takes 10,000 parts at most (S3 User Guide: "Amazon S3 multipart upload limits"). */
const MAX_PARTS = 9_000

export interface SendOptions {
  s3: S3Client
  bucket: string
  /** Marks the object as one of mdw's sample. */
  sample: boolean
  sha256: string
  onSent: (bytes: number) => void
  signal?: AbortSignal
}

/** Uploads a file, in parts where it is large. */
export async function sendFile(file: LocalFile, options: SendOptions): Promise<void> {
  const { s3, bucket, sample, onSent, signal } = options
  const { key, path, size } = file
  const metadata = {
    [Metadata.sha256]: options.sha256,
    [Metadata.modified]: `${file.modified}`,
    ...(sample ? { [Metadata.sample]: 'true' } : {}),
  }
  try {
    if (size > MIN_PART) {
      const partSize = Math.max(MIN_PART, Math.ceil(size / MAX_PARTS))
      await sendParts({ s3, bucket, key, path, size, partSize, metadata, onSent, signal })
      return
    }
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: await readFile(path),
      ContentType: 'text/csv',
      Metadata: metadata,
    })
    await s3.send(put, { abortSignal: signal })
  } catch (error) {
    if (signal?.aborted) throw stopped()
    throw awsFailure(error, `upload ${path} to s3://${bucket}/${key}`)
  }
}

export function stopped(): InterruptedError {
  return new InterruptedError('Stopped while files were uploaded.', 'Files and parts that were sent whole stay.')
}
