import type { S3Client } from '@aws-sdk/client-s3'
import type { RawTable } from '../../project/raw-sources.js'
import { awsFailure } from '../aws-error.js'
import { deleteObjects, keysBelow } from '../s3-objects.js'

/** Objects of the tables that have no local file any more. */
export async function strayObjects(s3: S3Client, bucket: string, tables: RawTable[], keep: ReadonlySet<string>) {
  const keys: string[] = []
  for (const table of tables) keys.push(...(await keysBelow(s3, bucket, table.location)).filter(key => !keep.has(key)))
  return keys
}

export async function prune(s3: S3Client, bucket: string, keys: string[]): Promise<void> {
  await deleteObjects(
    s3,
    bucket,
    keys.map(key => ({ Key: key })),
  ).catch(error => {
    throw awsFailure(error, `delete objects of s3://${bucket}/raw/`)
  })
}
