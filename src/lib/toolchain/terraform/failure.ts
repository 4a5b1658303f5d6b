import { MdwError, type MdwErrorDetails } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Diagnostic } from './events.js'
import { deniedAction } from './permission.js'
import type { TerraformFolder } from './run.js'
import { parseStateLock } from './state-lock.js'

type Details = Omit<MdwErrorDetails, 'data'> & { data?: Record<string, unknown> }
type Cause = (text: string, first: Diagnostic, folder: TerraformFolder) => Details | undefined

/** What Terraform's errors mean. `output` is what it printed, for failures without a diagnostic. */
export function terraformFailure(
  command: string,
  errors: Diagnostic[],
  output: string,
  folder: TerraformFolder,
): MdwError {
  const [first = { severity: 'error' as const, summary: `terraform ${command} failed`, detail: output }] = errors
  const text = errors.length === 0 ? output : errors.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n')
  for (const cause of CAUSES) {
    const found = cause(text, first, folder)
    if (found !== undefined) return new MdwError({ ...found, data: { ...found.data, diagnostics: errors } })
  }
  return new MdwError({
    code: 'TERRAFORM_FAILED',
    message: `terraform ${command}: ${first.summary}${first.address ? ` (${first.address})` : ''}`,
    why: (errors.length === 0 ? [first] : errors).map(describe).join('\n') || undefined,
    actions: ['Correct what it names, then run the command again: what exists is kept.'],
    data: { diagnostics: errors },
  })
}

function describe({ summary, detail, address, place }: Diagnostic): string {
  const where = [address, place].filter(part => part !== undefined).join(', ')
  return `${summary}${where ? ` (${where})` : ''}${detail ? `\n${detail.trim()}` : ''}`
}

const lockHeld: Cause = (text, _first, folder) => {
  if (!/Error acquiring the state lock/.test(text)) return undefined
  const lock = parseStateLock(text)
  if (lock === undefined) return undefined
  return {
    code: 'TERRAFORM_STATE_LOCKED',
    message: `The state is locked by ${lock.who} since ${lock.since} (lock ${lock.id}).`,
    why: 'One Terraform at a time may change it. Nothing was changed.',
    actions: [
      'Wait until the other run has ended, then run the command again.',
      `If it is gone for good: \`TF_DATA_DIR=${folder.data} terraform -chdir=${folder.root} force-unlock ${lock.id}\``,
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

const noPermission: Cause = (text, first) => {
  const denied = deniedAction(text)
  if (denied === undefined) return undefined
  const on = denied.resource ?? first.address
  return {
    code: 'AWS_PERMISSION_MISSING',
    message: `Your AWS identity may not do ${denied.action}${on === undefined ? '' : ` on ${on}`}.`,
    why: firstLine(text, /not authorized|AccessDenied|Access Denied|Forbidden|Lake Formation/),
    actions: [
      denied.lakeFormation
        ? 'Ask a Lake Formation administrator to grant it, then run the command again.'
        : 'Have it allowed (docs/aws.md lists what each resource needs), then run the command again.',
    ],
    data: { action: denied.action, resource: on },
  }
}

const QUOTA =
  /TooManyBuckets|ServiceQuotaExceeded|ResourceNumberLimitExceeded|LimitExceeded(Exception)?\b|(?:exceed|reach)\w* (?:the |your )?[\w ]*(?:quota|limit)/i

const quota: Cause = (text, first) =>
  QUOTA.test(text)
    ? {
        code: 'AWS_QUOTA_EXCEEDED',
        message: `A quota of the account is used up${first.address ? `: ${first.address} was not made` : ''}.`,
        why: firstLine(text, QUOTA),
        actions: ['Raise the quota in the Service Quotas console, or remove what is not used; then run it again.'],
        data: { resource: first.address },
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
const CAUSES: Cause[] = [lockHeld, stalePlan, expired, noCredentials, noPermission, quota, noProvider]

function firstLine(text: string, pattern: RegExp): string | undefined {
  const lines = text.split('\n').map(line => line.trim())
  return lines.slice(1).find(line => pattern.test(line)) ?? lines.find(line => pattern.test(line))
}
