import { createReadStream } from 'node:fs'
import type { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { InterruptedError } from '../../errors.js'
import { awsFailure } from '../aws-error.js'
import type { LocalFile } from './local-files.js'
import { isSame, Metadata, objectState, sha256 } from './object-state.js'

const PARTS_AT_ONCE = 3
const MIN_PART = 8 * 1024 * 1024
/** S3 takes 10,000 parts at most (S3 User Guide: "Amazon S3 multipart upload limits"). */
const MAX_PARTS = 9_000

export interface SendOptions {
  s3: S3Client
  bucket: string
  /** Marks the object as one of mdw's sample. */
  sample: boolean
  onSent: (bytes: number) => void
  signal?: AbortSignal
}

export type SendOutcome = 'added' | 'replaced' | 'unchanged'

/** Uploads a file, in parts where it is large, unless the object is this file already. */
export async function sendFile(file: LocalFile, options: SendOptions): Promise<SendOutcome> {
  const { s3, bucket, sample, signal } = options
  let known: Promise<string> | undefined
  const checksum = () => {
    known ??= sha256(file.path, signal)
    return known
  }
  const object = await objectState(s3, bucket, file.key)
  // when a sample becomes the user's own file, its mark must go even though the content stays
  const marked = object?.metadata[Metadata.sample] === 'true'
  if (object !== undefined && marked === sample && (await isSame(file, object, checksum))) return 'unchanged'
  const upload = new Upload({
    client: s3,
    params: {
      Bucket: bucket,
      Key: file.key,
      Body: createReadStream(file.path),
      ContentType: 'text/csv',
      Metadata: {
        [Metadata.sha256]: await checksum(),
        [Metadata.modified]: `${file.modified}`,
        ...(sample ? { [Metadata.sample]: 'true' } : {}),
      },
    },
    partSize: Math.max(MIN_PART, Math.ceil(file.size / MAX_PARTS)),
    queueSize: PARTS_AT_ONCE,
  })
  upload.on('httpUploadProgress', event => options.onSent(event.loaded ?? 0))
  const abort = () => void upload.abort()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await upload.done()
  } catch (error) {
    if (signal?.aborted) throw stopped()
    throw awsFailure(error, `upload ${file.path} to s3://${bucket}/${file.key}`)
  } finally {
    signal?.removeEventListener('abort', abort)
  }
  return object === undefined ? 'added' : 'replaced'
}

export function stopped(): InterruptedError {
  return new InterruptedError('Stopped while files were uploaded.', 'Files that were sent whole stay uploaded.')
}
