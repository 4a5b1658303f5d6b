import {
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { MdwError, messageOf } from '../errors.js'
import type { Environment } from '../project/environment.js'
import { confirmChange } from '../ui/change-flags.js'
import type { Progress, Reporter } from '../ui/reporter.js'
import { awsFailure, awsStatus } from '../warehouse/aws-error.js'
import { provisionBucket } from '../warehouse/provision/bucket.js'

/** Makes the state's bucket, once, after asking: Terraform can't make the place of its own state. */
export async function ensureStateBucket(
  s3: S3Client,
  environment: Environment,
  bucket: string,
  reporter: Reporter,
  progress: Progress,
): Promise<void> {
  if (await stateBucketExists(s3, bucket)) return
  await confirmChange(
    reporter,
    environment,
    [`Terraform’s state needs the bucket ${bucket}, which does not exist yet: versioned, encrypted, not public.`],
    `Create ${bucket}?`,
  )
  await provisionBucket(s3, bucket, environment.region)
  progress.info(`${bucket} is made, for Terraform’s state.`)
  for (const [what, set] of protections(s3, bucket, environment)) {
    progress.update(`${bucket}: ${what}`)
    try {
      await set()
    } catch (error) {
      // S3-compatible endpoints do not know all of these; AWS does, and there a refusal is one.
      const unknown = environment.endpoint !== undefined && [400, 405, 501].includes(awsStatus(error) ?? 0)
      if (!unknown) throw awsFailure(error, `set the ${what} of ${bucket}`)
      progress.warn(`${bucket} has no ${what}: ${messageOf(error)}`)
    }
  }
}

/** The state's bucket, for commands that only read: nothing was applied where it does not exist. */
export async function requireStateBucket(s3: S3Client, environment: Environment, bucket: string): Promise<void> {
  if (await stateBucketExists(s3, bucket)) return
  throw new MdwError({
    code: 'INFRA_NOT_APPLIED',
    message: `Environment ${environment.name} has no Terraform state: the bucket ${bucket} does not exist.`,
    actions: [`Run \`mdw infra apply --env ${environment.name}\` first.`],
  })
}

export async function stateBucketExists(s3: S3Client, bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }))
    return true
  } catch (error) {
    if (awsStatus(error) === 404) return false
    throw awsFailure(error, `look for the bucket ${bucket} of Terraform’s state`)
  }
}

type Protection = [what: string, set: () => Promise<unknown>]

function protections(s3: S3Client, Bucket: string, { endpoint }: Environment): Protection[] {
  const closed = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  }
  const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] }
  return [
    [
      'public access block',
      () => s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed })),
    ],
    [
      'versioning',
      () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    ],
    [
      'encryption',
      () => s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: encryption })),
    ],
    // An endpoint without TLS would lock out its own caller.
    ...(endpoint?.startsWith('http:')
      ? []
      : [
          [
            'TLS-only policy',
            () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: tlsOnly(Bucket) })),
          ] satisfies Protection,
        ]),
  ]
}

function tlsOnly(bucket: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyPlainHttp',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  })
}
