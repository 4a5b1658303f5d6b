import { readFile, stat } from 'node:fs/promises'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { InterruptedError, MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import { fileFailure } from './file-failure.js'
import type { LocalFile } from './local-files.js'
import { Metadata, objectState } from './object-state.js'
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
  onSent: (bytes: number, before?: number) => void
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
      await sendParts({
        s3,
        bucket,
        key,
        path,
        size,
        partSize,
        metadata,
        onSent,
        beforeEnd: () => refuseChanged(file),
        signal,
      })
      return
    }
    const Body = await readFile(path)
    await refuseChanged(file)
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body,
      ContentType: 'text/csv',
      Metadata: metadata,
    })
    await s3.send(put, { abortSignal: signal })
  } catch (error) {
    if (signal?.aborted) throw stopped()
    if (awsErrorName(error) === 'NoSuchUpload' && (await isThere(s3, bucket, key, options.sha256))) return
    if (awsErrorName(error) === 'NoSuchBucket') throw noBucket(bucket)
    throw fileFailure(error, file.shown) ?? awsFailure(error, `upload ${path} to s3://${bucket}/${key}`)
  }
}

/** What was checked is what must be sent. */
async function refuseChanged({ path, shown, size, modified }: LocalFile): Promise<void> {
  const now = await stat(path)
  if (now.size === size && Math.floor(now.mtimeMs) === modified) return
  throw new MdwError({
    code: 'FILE_CHANGED',
    message: `${shown} changed while it was uploaded, so it was not.`,
    why: 'What is uploaded has to be what was checked.',
    actions: ['Run the command again when nothing writes the file any more.'],
  })
}

/** Another upload of the same file may have ended this one's multipart upload. */
async function isThere(s3: S3Client, bucket: string, key: string, sha256: string): Promise<boolean> {
  return (await objectState(s3, bucket, key))?.metadata[Metadata.sha256] === sha256
}

function noBucket(bucket: string): MdwError {
  return new MdwError({
    code: 'NO_BUCKET',
    message: `The bucket ${bucket} does not exist.`,
    actions: ['Make the warehouse first: `mdw up`'],
    exitCode: ExitCode.notReady,
  })
}

export function stopped(): InterruptedError {
  return new InterruptedError('Stopped while files were uploaded.', 'Files and parts that were sent whole stay.')
}
