/**
 * The STS service, as far as the credential chains of AWS SDKs ask: who am I, and temporary credentials for a role.
 * Roles are not checked against anything: there is one account, and whoever holds its key may do everything.
 *
 * Gaps: policies and session tags passed to AssumeRole are accepted and have no effect; AssumeRoleWithWebIdentity and
 * AssumeRoleWithSAML are refused, as no identity provider is known here; federation tokens, message decoding too.
 */
import { createHash } from 'node:crypto'
import type { Credentials, SessionCredentials } from '../http/auth/credentials.js'
import { readBody } from '../http/body.js'
import { refusalResponse } from '../http/refusal.js'
import type { Principal, Service, ServiceRequest } from '../http/service.js'
import { type XmlValue, xmlDocument } from '../http/xml.js'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'
const MAX_BODY_BYTES = 256 * 1024

class StsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

type Operation = (form: URLSearchParams, principal: Principal) => XmlValue

export interface StsOptions {
  accountId: string
  credentials: Credentials
}

const REFUSED: Record<string, string> = {
  AssumeRoleWithSAML: 'no identity provider is known',
  AssumeRoleWithWebIdentity: 'no identity provider is known',
  AssumeRoot: 'there is no organization',
  DecodeAuthorizationMessage: 'no authorization message is ever encoded',
  GetFederationToken: 'use AssumeRole',
}

export function stsService({ accountId, credentials }: StsOptions): Service {
  const operations: Record<string, Operation> = {
    GetCallerIdentity: (_form, principal) => ({ ...callerOf(principal, accountId), Account: accountId }),

    AssumeRole(form) {
      const roleArn = required(form, 'RoleArn')
      const sessionName = required(form, 'RoleSessionName')
      const role = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn)
      if (!role) throw new StsError('ValidationError', `${roleArn} is invalid`)
      if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
        throw new StsError('ValidationError', `The RoleSessionName ${sessionName} does not satisfy [\\w+=,.@-]{2,64}`)
      }
      const session = credentials.issueSession(roleArn, sessionName, duration(form, 3600, 43_200))
      const { UserId, Arn } = callerOf(
        { accessKeyId: session.accessKeyId, session: { roleArn, sessionName } },
        accountId,
      )
      return {
        Credentials: credentialsXml(session),
        AssumedRoleUser: { AssumedRoleId: UserId, Arn },
        PackedPolicySize: 0,
      }
    },

    GetSessionToken(form) {
      const session = credentials.issueSession(`arn:aws:iam::${accountId}:root`, '', duration(form, 43_200, 129_600))
      return { Credentials: credentialsXml(session) }
    },

    GetAccessKeyInfo(form) {
      required(form, 'AccessKeyId')
      return { Account: accountId }
    },
  }

  function dispatch(form: URLSearchParams, principal: Principal): { name: string; result: XmlValue } {
    const name = form.get('Action') ?? ''
    if (Object.hasOwn(operations, name)) return { name, result: operations[name]!(form, principal) }
    if (Object.hasOwn(REFUSED, name)) {
      const message = `STS operation ${name} is not supported by the embedded lakehouse: ${REFUSED[name]}`
      throw new StsError('OperationNotSupported', message)
    }
    throw new StsError('InvalidAction', `Could not find operation ${name || '(none)'} for version 2011-06-15`)
  }

  return {
    name: 'sts',
    async handle(request) {
      try {
        const { name, result } = dispatch(await readForm(request), request.principal!)
        const content = { [`${name}Result`]: result, ResponseMetadata: { RequestId: request.requestId } }
        const body = xmlDocument(`${name}Response`, content, NAMESPACE)
        return { status: 200, headers: { 'content-type': 'text/xml' }, body }
      } catch (error) {
        if (!(error instanceof StsError)) throw error
        return refusalResponse('query', { status: 400, code: error.code, message: error.message }, request.requestId)
      }
    },
    operations: () => [
      ...Object.keys(operations).map(name => ({ name, supported: true })),
      ...Object.entries(REFUSED).map(([name, note]) => ({ name, supported: false, note })),
    ],
  }
}

async function readForm(request: ServiceRequest): Promise<URLSearchParams> {
  if (request.method !== 'POST') return request.query
  return new URLSearchParams((await readBody(request.body, MAX_BODY_BYTES)).toString())
}

/** Who a principal is in IAM's terms: the account itself, or a role's session. */
function callerOf({ accessKeyId, session }: Principal, accountId: string) {
  const roleName = /:role\/(?:.*\/)?([^/]+)$/.exec(session?.roleArn ?? '')?.[1]
  if (!session || !roleName) return { Arn: `arn:aws:iam::${accountId}:root`, UserId: accountId }
  // A role's id is the same in every session of it.
  const roleId = `AROA${createHash('sha256').update(session.roleArn).digest('hex').slice(0, 17).toUpperCase()}`
  return {
    Arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${session.sessionName || accessKeyId}`,
    UserId: `${roleId}:${session.sessionName || accessKeyId}`,
  }
}

function credentialsXml(session: SessionCredentials): XmlValue {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expiration,
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw new StsError('ValidationError', `The parameter ${name} is required`)
  return value
}

function duration(form: URLSearchParams, usual: number, most: number): number {
  const text = form.get('DurationSeconds')
  if (text === null) return usual
  const seconds = Number(text)
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > most) {
    throw new StsError('ValidationError', `DurationSeconds must be between 900 and ${most}`)
  }
  return seconds
}
