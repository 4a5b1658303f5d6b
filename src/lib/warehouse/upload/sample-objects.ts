import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { RawTable } from '../../project/raw-sources.js'
import { awsFailure } from '../aws-error.js'
import { keysBelow } from '../s3-objects.js'
import { Metadata, objectState } from './object-state.js'

/**
 * Deletes what remains of mdw's sample below a raw table's location, so that made-up rows never mix with real ones.
 * Objects that mdw did not upload as a sample stay: the raw layer is not to lose anything.
 */
export async function removeSampleObjects(
  s3: S3Client,
  bucket: string,
  table: RawTable,
  keep: ReadonlySet<string>,
): Promise<string[]> {
  const removed: string[] = []
  for (const key of await keysBelow(s3, bucket, table.location)) {
    if (keep.has(key)) continue
    const state = await objectState(s3, bucket, key)
    if (state?.metadata[Metadata.sample] !== 'true') continue
    try {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    } catch (error) {
      throw awsFailure(error, `delete the sample file s3://${bucket}/${key}`)
    }
    removed.push(key)
  }
  return removed
}
