import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/** The AWS name of an error that a client threw: `EntityNotFoundException`, `NoSuchBucket`, `AccessDenied`, … */
export function awsErrorName(error: unknown): string | undefined {
  return error instanceof Error && '$metadata' in error ? error.name : undefined
}

/** The HTTP status of an error that a client threw, where there was an answer. */
export function awsStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
}

/** Says what an AWS call was for, why it failed and what to do. An MdwError or an abort passes through. */
export function awsFailure(error: unknown, action: string): Error {
  if (error instanceof MdwError || (error instanceof Error && error.name === 'AbortError')) return error
  const name = awsErrorName(error) ?? (error as { name?: string } | null)?.name ?? 'Error'
  if (isThrottling(error)) return throttled(error, name, action)
  const { actions, notReady } = advice(name, error)
  return new MdwError({
    code: 'AWS_CALL_FAILED',
    message: `mdw could not ${action}.`,
    why: `${name}: ${messageOf(error)}`,
    actions,
    exitCode: notReady ? ExitCode.notReady : ExitCode.failed,
    cause: error,
    data: { awsError: name, status: awsStatus(error) },
  })
}

/** The names under which AWS says "not so fast" (AWS SDKs, "Retry behavior", and S3's own). */
const THROTTLING = /Throttl|TooManyRequests|SlowDown|RequestLimitExceeded|RequestRateExceeded/

/** Whether AWS refused a call for the number of them, not for what it asks. */
export function isThrottling(error: unknown): boolean {
  const name = awsErrorName(error) ?? ''
  // The answer to a HEAD has no body to name the error.
  return (
    THROTTLING.test(name) || awsStatus(error) === 429 || (awsStatus(error) === 503 && !/Exception|Error$/.test(name))
  )
}

function throttled(error: unknown, name: string, action: string): MdwError {
  const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1
  return new MdwError({
    code: 'AWS_THROTTLED',
    message: `mdw could not ${action}: AWS throttled the call ${attempts} ${attempts === 1 ? 'time' : 'times'}.`,
    why: `${name}: ${messageOf(error)}. The quota is the account’s: whatever else works there counts too.`,
    actions: [
      'Run the command again in a few minutes.',
      'Do less at once: threads: in mdw.yml, --jobs where the command has it.',
      'Ask for more in the Service Quotas console, or let mdw try longer: AWS_MAX_ATTEMPTS=20',
    ],
    cause: error,
    data: { awsError: name, status: awsStatus(error), attempts },
  })
}

/** Whether AWS refused a call because its caller may not make it. */
export function isDenied(error: unknown): boolean {
  const name = (error as { name?: string } | null)?.name ?? ''
  if (/^(AccessDenied|Forbidden|403)/.test(name)) return true
  // Keys and clocks that are wrong are 403 too.
  return awsStatus(error) === 403 && !/Signature|AccessKeyId|ClientToken|Token|Skewed/.test(name)
}

function advice(name: string, error: unknown): { actions: string[]; notReady?: boolean } {
  if (isDenied(error)) {
    return { actions: ['Check that your AWS identity may do this: `mdw status` shows which one is used.'] }
  }
  if (/TimeTooSkewed|RequestExpired/.test(name)) {
    return { actions: ['Set this machine’s clock: AWS refuses calls that are minutes off.'], notReady: true }
  }
  if (/Token|Credential|AccessKeyId|SignatureDoesNotMatch|UnrecognizedClient/.test(name)) {
    return { actions: ['Sign in to AWS again (`aws sso login`), then run the command again.'], notReady: true }
  }
  if (/ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|Timeout/.test(`${name} ${(error as { code?: string }).code ?? ''}`)) {
    return { actions: ['Check that the endpoint is up: `mdw status`'], notReady: true }
  }
  return { actions: ['Run the command again with --debug for the whole answer.'] }
}
