import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { MdwError } from '../../errors.js'
import { awsErrorName, awsFailure, awsStatus } from '../aws-error.js'
import type { Change } from './change.js'

/** Makes the bucket if it does not exist. */
export async function provisionBucket(s3: S3Client, bucket: string, region: string): Promise<Change> {
  const what = `bucket ${bucket}`
  if (await bucketExists(s3, bucket)) return { what, outcome: 'unchanged' }
  try {
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        // us-east-1 is the one region that must not be named (S3 API: CreateBucket).
        ...(region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }),
      }),
    )
  } catch (error) {
    // another mdw was faster
    if (awsErrorName(error) === 'BucketAlreadyOwnedByYou') return { what, outcome: 'unchanged' }
    throw awsFailure(error, `create the bucket ${bucket}`)
  }
  return { what, outcome: 'created' }
}

export async function bucketExists(s3: S3Client, bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }))
    return true
  } catch (error) {
    const status = awsStatus(error)
    if (status === 404) return false
    // HEAD has no body, hence no error names: 403 is another account's bucket (or no permission), 301 another region's.
    if (status !== 403 && status !== 301) throw awsFailure(error, `look for the bucket ${bucket}`)
    throw new MdwError({
      code: 'BUCKET_NOT_YOURS',
      message: `The bucket ${bucket} exists, but it cannot be used.`,
      why: status === 403 ? 'It belongs to another account, or you may not use it.' : 'It is in another region.',
      actions: ['Choose another bucket name, or the bucket’s region, in mdw.yml.'],
      cause: error,
    })
  }
}
