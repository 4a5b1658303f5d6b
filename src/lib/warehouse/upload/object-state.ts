import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { awsFailure, awsStatus } from '../aws-error.js'
import type { LocalFile } from './local-files.js'

/** Object metadata (`x-amz-meta-…`) by which mdw knows what it uploaded. */
export const Metadata = {
  sha256: 'mdw-sha256',
  /** The local file's time of change, in milliseconds since 1970: spares reading a file that was not touched. */
  modified: 'mdw-modified',
  /** `true` on the files of mdw's own sample, which give way to real ones. */
  sample: 'mdw-sample',
} as const

export interface ObjectState {
  size: number
  metadata: Record<string, string>
}

/** An object's size and metadata, undefined where there is none. */
export async function objectState(s3: S3Client, bucket: string, key: string): Promise<ObjectState | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return { size: head.ContentLength ?? 0, metadata: head.Metadata ?? {} }
  } catch (error) {
    if (awsStatus(error) === 404) return undefined
    throw awsFailure(error, `look at s3://${bucket}/${key}`)
  }
}

/** Whether the object is this file: the same size, and the same time of change or else the same content. */
export async function isSame(file: LocalFile, object: ObjectState, checksum: () => Promise<string>): Promise<boolean> {
  if (object.size !== file.size) return false
  if (object.metadata[Metadata.modified] === `${file.modified}`) return true
  return object.metadata[Metadata.sha256] === (await checksum())
}
