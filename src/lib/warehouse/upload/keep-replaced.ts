import { GetBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3'
import { awsFailure } from '../aws-error.js'
import { copyObject } from '../copy-object.js'
import type { LocalFile } from './local-files.js'

/** Whether the bucket keeps what is overwritten by itself. Who may not know, or asks an endpoint without versions, gets no. */
export async function keepsVersions(s3: S3Client, bucket: string): Promise<boolean> {
  try {
    return (await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status === 'Enabled'
  } catch {
    return false
  }
}

/** Copies an object out of its table's location before it is overwritten; the key of the copy. */
export async function keepReplaced(s3: S3Client, bucket: string, file: LocalFile, time: string): Promise<string> {
  const below = file.key.slice(file.table.location.length)
  const kept = `raw_replaced/${file.table.name}/${time}/${below}`
  try {
    await copyObject(s3, { bucket, from: file.key, to: kept })
  } catch (error) {
    throw awsFailure(error, `keep s3://${bucket}/${file.key} as ${kept} before it is replaced`)
  }
  return kept
}
