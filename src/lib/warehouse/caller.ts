import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'
import { InterruptedError, MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Environment } from '../project/environment.js'

export interface Caller {
  account: string
  arn: string
}

/** An endpoint that does not answer is found out here, not minutes later in Terraform or dbt. */
const STS_TIMEOUT_MS = 15_000

/** Asks STS who is calling, and refuses another account than the environment's. Nothing needs a permission for this. */
export async function verifyCaller(environment: Environment, sts: STSClient, signal?: AbortSignal): Promise<Caller> {
  const limit = AbortSignal.timeout(STS_TIMEOUT_MS)
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit])
  const { Account: account = '', Arn: arn = '' } = await sts
    .send(new GetCallerIdentityCommand({}), { abortSignal })
    .catch(error => {
      if (signal?.aborted) throw new InterruptedError('Stopped.')
      throw unknownCaller(environment, limit.aborted ? noAnswer(error) : error)
    })
  if (environment.accountId === undefined || account === environment.accountId) return { account, arn }
  throw new MdwError({
    code: 'WRONG_ACCOUNT',
    message: `Environment ${environment.name} is for account ${environment.accountId}, and the credentials are of ${account}.`,
    actions: ['Use the profile of that account. Nothing was changed.'],
    exitCode: ExitCode.notReady,
    data: { account, arn },
  })
}

function noAnswer(cause: unknown): Error {
  return Object.assign(new Error(`no answer within ${STS_TIMEOUT_MS / 1000} s`, { cause }), { name: 'TimeoutError' })
}

function unknownCaller(environment: Environment, error: unknown): MdwError {
  if (error instanceof MdwError) return error
  const name = error instanceof Error ? `${error.name} ${(error as { code?: string }).code ?? ''}` : ''
  const details = { why: messageOf(error) || name, exitCode: ExitCode.notReady, cause: error }
  if (/Expired/.test(name)) {
    return new MdwError({
      ...details,
      code: 'AWS_CREDENTIALS_EXPIRED',
      message: `The AWS credentials for environment ${environment.name} have expired.`,
      actions: ['Sign in again (`aws sso login`), then run the command again.'],
    })
  }
  if (/AbortError|TimeoutError|ECONN|ENOTFOUND|EAI_AGAIN/.test(name)) {
    return new MdwError({
      ...details,
      code: 'AWS_ENDPOINT_DOWN',
      message: `STS does not answer for environment ${environment.name}${environment.endpoint === undefined ? '' : ` at ${environment.endpoint}`}.`,
      actions: ['Check the network, the proxy, and AWS_ENDPOINT_URL or the environment’s endpoint: in mdw.yml.'],
    })
  }
  const profile = environment.profile ?? process.env.AWS_PROFILE
  return new MdwError({
    ...details,
    code: 'AWS_CREDENTIALS',
    message: `AWS does not know who is calling in environment ${environment.name}${profile ? `, with profile ${profile}` : ''}.`,
    actions: ['Sign in (`aws sso login`), or set AWS_PROFILE or the environment’s profile: in mdw.yml.'],
  })
}
