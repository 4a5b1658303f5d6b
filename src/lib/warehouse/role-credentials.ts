import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'
import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { AssumedRole, Credentials } from '../project/environment.js'
import { awsErrorName } from './aws-error.js'

type ExpiringCredentials = Required<Credentials>

/** New ones are fetched this long before the old ones end, as the AWS SDKs do. */
const RENEW_BEFORE_MS = 5 * 60_000

/** Credentials of a role, assumed with `sts`'s own: fetched once for all who ask, and anew before they end. */
export function roleCredentials(sts: STSClient, role: AssumedRole): () => Promise<ExpiringCredentials> {
  let current: Promise<ExpiringCredentials> | undefined
  let renewAt = 0
  return () => {
    if (current !== undefined && Date.now() < renewAt) return current
    renewAt = Number.POSITIVE_INFINITY
    current = assumeRole(sts, role)
    current.then(
      ({ expiration }) => {
        renewAt = expiration.getTime() - RENEW_BEFORE_MS
      },
      () => {
        current = undefined
      },
    )
    return current
  }
}

async function assumeRole(sts: STSClient, { arn, externalId, sessionName }: AssumedRole): Promise<ExpiringCredentials> {
  // An hour, the default, is also the most that a role may have that assumes another (IAM, "Role chaining").
  const request = { RoleArn: arn, RoleSessionName: sessionName, ExternalId: externalId }
  try {
    const { Credentials: given } = await sts.send(new AssumeRoleCommand(request))
    return {
      accessKeyId: given!.AccessKeyId!,
      secretAccessKey: given!.SecretAccessKey!,
      sessionToken: given!.SessionToken!,
      expiration: given!.Expiration!,
    }
  } catch (error) {
    if (!/^AccessDenied/.test(awsErrorName(error) ?? '')) throw error
    throw await roleDenied(sts, arn, externalId, error)
  }
}

async function roleDenied(sts: STSClient, role: string, externalId: string | undefined, cause: unknown) {
  const identity = await sts.send(new GetCallerIdentityCommand({})).catch(() => undefined)
  const caller = identity?.Arn ?? 'the caller'
  return new MdwError({
    code: 'AWS_ROLE_DENIED',
    message: `AWS does not let ${caller} assume the role ${role}.`,
    why: messageOf(cause),
    actions: [
      `Allow ${caller} in the role’s trust policy, and sts:AssumeRole on the role in the caller’s own policies.`,
      externalId === undefined
        ? 'Where the trust policy has a condition on sts:ExternalId, set external_id: in mdw.yml.'
        : 'Check that external_id: in mdw.yml is the one of the trust policy.',
    ],
    exitCode: ExitCode.notReady,
    cause,
    data: { role, caller: identity?.Arn ?? null },
  })
}
