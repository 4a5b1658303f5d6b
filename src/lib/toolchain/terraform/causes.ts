import type { MdwErrorDetails } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Diagnostic } from './events.js'
import { type Denial, deniedAction } from './permission.js'
import type { TerraformFolder } from './run.js'
import { parseStateLock } from './state-lock.js'

type Details = Omit<MdwErrorDetails, 'data'> & { data?: Record<string, unknown> }
/** `text` is that of all errors. */
type Cause = (text: string, errors: Diagnostic[], folder: TerraformFolder) => Details | undefined

const lockHeld: Cause = (text, _errors, folder) => {
  if (!/Error acquiring the state lock/.test(text)) return undefined
  const lock = parseStateLock(text)
  if (lock === undefined) return undefined
  return {
    code: 'TERRAFORM_STATE_LOCKED',
    message: `The state is locked by ${lock.who} since ${lock.since} (lock ${lock.id}).`,
    why: 'One Terraform at a time may change it. Nothing was changed.',
    actions: [
      'Wait until the other run has ended, then run the command again.',
      // By `mdw exec`: with the environment's profile or role, which Terraform alone would not know.
      `If it is gone for good: \`mdw exec -- env TF_DATA_DIR=${folder.data} terraform -chdir=${folder.root} force-unlock ${lock.id}\``,
    ],
    data: { lock },
  }
}

const stalePlan: Cause = text =>
  /Saved plan is stale|Saved plan does not match the given state/.test(text)
    ? {
        code: 'TERRAFORM_PLAN_STALE',
        message: 'The plan is stale: the state was changed after it was made. Nothing was changed.',
        actions: ['Make and approve a new plan: run the command again.'],
      }
    : undefined

const expired: Cause = text =>
  /ExpiredToken|RequestExpired|token (included in the request )?(has |is )expired|session has expired|InvalidGrantException/i.test(
    text,
  )
    ? {
        code: 'AWS_CREDENTIALS_EXPIRED',
        message: 'The AWS credentials have expired.',
        actions: ['Sign in again (`aws sso login`), then run the command again: it continues where it stopped.'],
        exitCode: ExitCode.notReady,
      }
    : undefined

const noCredentials: Cause = text =>
  /No valid credential sources|InvalidClientTokenId|UnrecognizedClient|AuthFailure|failed to (refresh cached|retrieve) credentials/i.test(
    text,
  )
    ? {
        code: 'AWS_CREDENTIALS',
        message: 'Terraform found no AWS credentials that work.',
        why: firstLine(text, /credential|InvalidClientTokenId|UnrecognizedClient|AuthFailure/i),
        actions: ['Sign in (`aws sso login`), or set AWS_PROFILE or the environment’s profile: in mdw.yml.'],
        exitCode: ExitCode.notReady,
      }
    : undefined

/** All that is missing, and not the first alone: who asks an administrator wants to ask once. */
const noPermission: Cause = (_text, errors) => {
  const denials = errors.flatMap(error => {
    const denied = deniedAction(`${error.summary}\n${error.detail}`)
    return denied === undefined ? [] : [{ ...denied, resource: denied.resource ?? error.address }]
  })
  const [first] = denials
  if (first === undefined) return undefined
  const listed = [...new Set(denials.map(denialText))].sort()
  const text = errors.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n')
  return {
    code: 'AWS_PERMISSION_MISSING',
    message:
      listed.length === 1
        ? `Your AWS identity may not do ${listed[0]}.`
        : `Your AWS identity may not do ${listed.length} of the things that this takes.`,
    why:
      listed.length === 1
        ? firstLine(text, /not authorized|AccessDenied|Access Denied|Forbidden|Lake Formation/)
        : listed.join('\n'),
    actions: [
      first.lakeFormation
        ? 'Ask a Lake Formation administrator to grant it, then run the command again.'
        : 'Have it allowed (docs/aws.md lists what each resource needs), then run the command again.',
    ],
    data: {
      action: first.action,
      resource: first.resource,
      denied: denials.map(({ action, resource }) => ({ action, resource })),
    },
  }
}

function denialText({ action, resource }: Denial): string {
  return `${action}${resource === undefined ? '' : ` on ${resource}`}`
}

const QUOTA =
  /TooManyBuckets|ServiceQuotaExceeded|ResourceNumberLimitExceeded|LimitExceeded(Exception)?\b|(?:exceed|reach)\w* (?:the |your )?[\w ]*(?:quota|limit)/i

const quota: Cause = (text, errors) => {
  const first = errors.find(({ summary, detail }) => QUOTA.test(`${summary}\n${detail}`))
  if (first === undefined) return undefined
  return {
    code: 'AWS_QUOTA_EXCEEDED',
    message: `A quota of the account is used up${first.address ? `: ${first.address} was not made` : ''}.`,
    why: firstLine(text, QUOTA),
    actions: ['Raise the quota in the Service Quotas console, or remove what is not used; then run it again.'],
    data: { resource: first.address },
  }
}

const throttled: Cause = text =>
  /Throttling|TooManyRequests|Rate exceeded|SlowDown|exceeded maximum number of attempts/.test(text)
    ? {
        code: 'AWS_THROTTLED',
        message: 'AWS took no more calls: too many came at once, for longer than Terraform tries.',
        why: firstLine(text, /Throttling|TooManyRequests|Rate exceeded|SlowDown|maximum number of attempts/),
        actions: ['Wait a minute, then run the command again: what exists is kept.'],
      }
    : undefined

const nameTaken: Cause = text =>
  /operation error S3: CreateBucket.*BucketAlreadyExists/.test(text)
    ? {
        code: 'AWS_BUCKET_NAME_TAKEN',
        message: 'The name of the bucket is taken by another account: bucket names are shared by all of AWS.',
        why: firstLine(text, /BucketAlreadyExists/),
        actions: ['Give the environment another bucket: in mdw.yml, then run the command again.'],
      }
    : undefined

/** The provider looks for an own bucket itself in us-east-1, where S3 would say nothing: no `operation error` then. */
const EXISTS =
  /EntityAlreadyExists|AlreadyExistsException|BucketAlreadyOwnedByYou|is already created|\): BucketAlreadyExists/

const existsAlready: Cause = (text, errors, folder) => {
  const found = errors.filter(({ summary, detail }) => EXISTS.test(`${summary}\n${detail}`))
  if (found.length === 0) return undefined
  const names = found.flatMap(({ address }) => (address === undefined ? [] : [address])).sort()
  return {
    code: 'AWS_ALREADY_EXISTS',
    message: `${names[0] ?? 'A resource'}${names.length > 1 ? ` and ${names.length - 1} more` : ''} exists in the account, and is not in Terraform’s state.`,
    why: names.length > 1 ? names.join('\n') : firstLine(text, EXISTS),
    actions: [
      'Somebody or something else made it: give the environment other names in mdw.yml.',
      `Or hand it to Terraform: \`TF_DATA_DIR=${folder.data} terraform -chdir=${folder.root} import ADDRESS ID\``,
    ],
    data: { resources: names },
  }
}

const bucketFilled: Cause = text =>
  /BucketNotEmpty/.test(text)
    ? {
        code: 'BUCKET_NOT_EMPTY',
        message: 'The bucket got new objects while it was destroyed, so it is still there.',
        why: firstLine(text, /BucketNotEmpty/),
        actions: ['Stop what writes to it, then run the command again.'],
      }
    : undefined

const noProvider: Cause = text =>
  /Failed to (query available provider packages|install provider)|could not connect to registry|Inconsistent dependency lock file|Required plugins are not installed/i.test(
    text,
  )
    ? {
        code: 'TERRAFORM_PROVIDER_UNAVAILABLE',
        message: 'Terraform could not get the AWS provider.',
        why: firstLine(text, /registry|provider|lock file/i),
        actions: [
          'Check that this machine reaches the provider registry, or name a mirror in Terraform’s CLI configuration (provider_installation).',
        ],
        exitCode: ExitCode.notReady,
      }
    : undefined

/** Order matters: an expired token comes as an AccessDenied of some services too. */
export const CAUSES: Cause[] = [
  ...[lockHeld, stalePlan, expired, noCredentials, noPermission, throttled, quota, nameTaken, existsAlready],
  ...[bucketFilled, noProvider],
]

function firstLine(text: string, pattern: RegExp): string | undefined {
  const lines = text.split('\n').map(line => line.trim())
  return lines.slice(1).find(line => pattern.test(line)) ?? lines.find(line => pattern.test(line))
}
