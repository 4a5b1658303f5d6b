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

function advice(name: string, error: unknown): { actions: string[]; notReady?: boolean } {
  if (/^(AccessDenied|Forbidden|403)/.test(name) || awsStatus(error) === 403) {
    return { actions: ['Check that your AWS identity may do this: `mdw status` shows which one is used.'] }
  }
  if (/Token|Credential|InvalidClientTokenId|UnrecognizedClient/.test(name)) {
    return { actions: ['Sign in to AWS again (`aws sso login`), then run the command again.'], notReady: true }
  }
  if (/ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|Timeout/.test(`${name} ${(error as { code?: string }).code ?? ''}`)) {
    return { actions: ['Check that the endpoint is up: `mdw status`'], notReady: true }
  }
  return { actions: ['Run the command again with --debug for the whole answer.'] }
}
