import { GetBucketEncryptionCommand, GetBucketVersioningCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3'
import { awsErrorName, awsStatus } from '../../warehouse/aws-error.js'
import { type Check, type Examined, failed, type Judgement, notChecked, ok, warning } from '../check.js'
import { NotPermitted, permitted } from '../permitted.js'

const HERE = 'not kept here: what the lakehouse stores stays on this machine'

export const bucketChecks: Check[] = [
  { id: 'bucket', title: 'Bucket', required: true, run: checkBucket },
  { id: 'versioning', title: 'Versioning', required: false, run: ifThere(checkVersioning) },
  { id: 'public-access', title: 'Public access block', required: false, run: ifThere(checkPublicAccess) },
  { id: 'encryption', title: 'Encryption', required: false, run: ifThere(checkEncryption) },
]

async function checkBucket(examined: Examined): Promise<Judgement> {
  const { environment, up } = examined
  const { bucket, region } = environment
  try {
    const { BucketRegion: found = region } = await examined.bucket()
    return found === region ? ok(`${bucket}, in ${region}`) : otherRegion(bucket, found, region)
  } catch (error) {
    if (awsStatus(error) === 404) {
      return failed(`${bucket} does not exist`, `Have it made: \`${up}\`, or correct bucket: in mdw.yml.`)
    }
    if (awsStatus(error) === 301) return otherRegion(bucket, regionIn(error), region)
    // A HEAD has no body, so S3 does not say whether the bucket is another account's or the right is missing.
    if (error instanceof NotPermitted) {
      return failed(
        `${bucket} may not be used: it belongs to another account, or s3:ListBucket is not allowed on it`,
        `Allow s3:ListBucket on arn:aws:s3:::${bucket} to ${examined.caller.arn}, or name another bucket in mdw.yml.`,
      )
    }
    throw error
  }
}

function otherRegion(bucket: string, found: string | undefined, region: string): Judgement {
  return failed(
    `${bucket} is in ${found ?? 'another region'}, and mdw.yml says ${region}`,
    'Athena wants the bucket in its own region: correct region: or bucket: in mdw.yml.',
  )
}

function regionIn(error: unknown): string | undefined {
  const { $response } = error as { $response?: { headers?: Record<string, string> } }
  return $response?.headers?.['x-amz-bucket-region']
}

/** The bucket's settings are not worth a word of their own where there is no bucket. */
function ifThere(run: (examined: Examined) => Promise<Judgement>): Check['run'] {
  return async examined => {
    const there = await examined.bucket().then(
      () => true,
      () => false,
    )
    return there ? run(examined) : notChecked('there is no bucket to ask about')
  }
}

async function checkVersioning({ environment, clients }: Examined): Promise<Judgement> {
  const request = new GetBucketVersioningCommand({ Bucket: environment.bucket })
  const { Status } = await permitted('s3:GetBucketVersioning', clients.s3.send(request))
  if (Status === 'Enabled') return ok('on: a raw file that is overwritten can be had back')
  if (environment.kind === 'local') return ok(HERE)
  return warning('off: a file that is overwritten or deleted is gone', 'Switch on versioning, at least for raw files.')
}

async function checkPublicAccess({ environment, clients }: Examined): Promise<Judgement> {
  const request = new GetPublicAccessBlockCommand({ Bucket: environment.bucket })
  const block = await permitted('s3:GetBucketPublicAccessBlock', clients.s3.send(request)).then(
    answer => answer.PublicAccessBlockConfiguration,
    orNone('NoSuchPublicAccessBlockConfiguration'),
  )
  const settings = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const
  const off = settings.filter(name => block?.[name] !== true)
  if (off.length === 0) return ok('nothing can become public')
  if (environment.kind === 'local') return ok(HERE)
  return warning(
    block === undefined ? 'not set on the bucket' : `off: ${off.join(', ')}`,
    'Block public access on the bucket, unless the whole account does.',
  )
}

async function checkEncryption({ environment, clients }: Examined): Promise<Judgement> {
  const request = new GetBucketEncryptionCommand({ Bucket: environment.bucket })
  const rules = await permitted('s3:GetEncryptionConfiguration', clients.s3.send(request)).then(
    answer => answer.ServerSideEncryptionConfiguration?.Rules,
    orNone('ServerSideEncryptionConfigurationNotFoundError'),
  )
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {}
  if (algorithm !== undefined) return ok(key === undefined ? algorithm : `${algorithm} with ${key}`)
  if (environment.kind === 'local') return ok(HERE)
  return warning('no default encryption', 'Set the bucket’s default encryption (SSE-S3 costs nothing).')
}

/** S3 answers an unset configuration with an error. */
function orNone(name: string): (error: unknown) => undefined {
  return error => {
    if (awsErrorName(error) !== name) throw error
    return undefined
  }
}
