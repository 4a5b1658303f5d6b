/**
 * Verifies AWS Signature Version 4, in the Authorization header and in presigned URLs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../service.js'
import { AuthError } from './auth-error.js'
import { canonicalPaths, canonicalQueries, hashCanonicalRequest, type SignedRequest } from './canonical-request.js'
import type { Credentials } from './credentials.js'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_SKEW_MS = 15 * 60 * 1000
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600

/** What the signatures of an `aws-chunked` body's chunks go on from. */
export interface SigningContext {
  signature: string
  key: Buffer
  timestamp: string
  scope: string
}

interface Signature {
  accessKeyId: string
  date: string
  region: string
  service: string
  signedHeaders: string[]
  signature: string
  timestamp: string
  token: string | undefined
  /** Seconds, of presigned URLs. */
  expires?: number
}

/** The service named in a request's credential scope, for routing; nothing is verified. */
export function scopeService(request: SignedRequest, query: URLSearchParams): string | undefined {
  const authorization = request.headers.authorization
  const credential = authorization?.startsWith(ALGORITHM)
    ? /Credential=([^,\s]+)/.exec(authorization)?.[1]
    : query.get('X-Amz-Credential')
  const service = credential?.split('/').at(-2)
  return service && /^[a-z0-9-]{1,64}$/.test(service) ? service : undefined
}

export class SigV4Verifier {
  readonly #keys = new Map<string, Buffer>()

  constructor(private readonly credentials: Credentials) {}

  /**
   * @param payloadHash what the client must have signed as hash of the payload
   * @throws AuthError
   */
  verify(
    request: SignedRequest,
    query: URLSearchParams,
    services: readonly string[],
    payloadHash: string,
  ): { principal: Principal; context: SigningContext } {
    const isPresigned = query.has('X-Amz-Algorithm')
    const signature = isPresigned ? readQuery(query) : readHeader(request)
    checkTime(signature)
    if (!services.includes(signature.service)) {
      throw new AuthError('malformed', `Credential should be scoped to correct service: '${services[0]}'.`)
    }
    const isS3 = signature.service === 's3'
    if (isS3) checkSignedHeaders(request, signature.signedHeaders)
    const { secret, principal } = this.credentials.find(signature.accessKeyId, signature.token)
    const key = this.#signingKey(secret, signature)
    const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`
    const queries = canonicalQueries(request.rawQuery, isPresigned ? 'X-Amz-Signature' : undefined)
    for (const path of canonicalPaths(request.rawPath, isS3)) {
      for (const canonicalQuery of queries) {
        const hash = hashCanonicalRequest(request, path, canonicalQuery, signature.signedHeaders, payloadHash)
        const expected = hmac(key, `${ALGORITHM}\n${signature.timestamp}\n${scope}\n${hash}`).toString('hex')
        if (isSameHex(expected, signature.signature)) {
          return { principal, context: { signature: expected, key, timestamp: signature.timestamp, scope } }
        }
      }
    }
    throw new AuthError(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    )
  }

  /** Derived once per key, day, region and service. */
  #signingKey(secret: string, { accessKeyId, date, region, service }: Signature): Buffer {
    const name = `${accessKeyId}/${date}/${region}/${service}`
    let key = this.#keys.get(name)
    if (!key) {
      key = [region, service, 'aws4_request'].reduce((parent, part) => hmac(parent, part), hmac(`AWS4${secret}`, date))
      if (this.#keys.size > 200) this.#keys.clear()
      this.#keys.set(name, key)
    }
    return key
  }
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

export function isSameHex(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function readHeader(request: SignedRequest): Signature {
  const authorization = request.headers.authorization
  if (!authorization) throw new AuthError('missing', 'Access Denied')
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    throw new AuthError('unsupported', `The authorization mechanism is not supported. Please use ${ALGORITHM}.`)
  }
  const parts = new Map<string, string>()
  for (const part of authorization.slice(ALGORITHM.length).split(',')) {
    const [name, value] = part.trim().split(/=(.*)/s)
    if (name && value) parts.set(name, value)
  }
  const timestamp = readTimestamp(request)
  return {
    ...readCredential(parts.get('Credential'), timestamp),
    signedHeaders: readSignedHeaders(parts.get('SignedHeaders')),
    signature: readSignature(parts.get('Signature')),
    timestamp,
    token: header(request, 'x-amz-security-token'),
  }
}

function readTimestamp(request: SignedRequest): string {
  const sent = header(request, 'x-amz-date')
  if (sent !== undefined) return sent
  const date = new Date(header(request, 'date') ?? '')
  if (Number.isNaN(date.getTime())) {
    throw new AuthError('missing', 'AWS authentication requires a valid Date or x-amz-date header')
  }
  return date.toISOString().replace(/[-:]|\.\d+/g, '')
}

function readQuery(query: URLSearchParams): Signature {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) {
    throw new AuthError('unsupported', `X-Amz-Algorithm only supports ${ALGORITHM}`)
  }
  const timestamp = query.get('X-Amz-Date') ?? ''
  const expires = Number(query.get('X-Amz-Expires') ?? 'none')
  if (!(Number.isInteger(expires) && expires >= 0 && expires <= MAX_PRESIGNED_SECONDS)) {
    throw new AuthError('malformed', 'X-Amz-Expires must be between 0 and 604800 seconds')
  }
  return {
    ...readCredential(query.get('X-Amz-Credential') ?? undefined, timestamp),
    signedHeaders: readSignedHeaders(query.get('X-Amz-SignedHeaders') ?? undefined),
    signature: readSignature(query.get('X-Amz-Signature') ?? undefined),
    timestamp,
    token: query.get('X-Amz-Security-Token') ?? undefined,
    expires,
  }
}

function readCredential(text: string | undefined, timestamp: string) {
  // Access keys may hold slashes, so the scope is read from the end.
  const parts = text?.split('/') ?? []
  const [date, region, service, terminator] = parts.splice(-4)
  const accessKeyId = parts.join('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    throw new AuthError('malformed', 'The Credential must be <access key>/<yyyymmdd>/<region>/<service>/aws4_request')
  }
  if (timestamp.slice(0, 8) !== date) {
    throw new AuthError(
      'malformed',
      `Invalid credential date "${date}". It is not the date of the request's timestamp.`,
    )
  }
  return { accessKeyId, date, region, service }
}

function readSignedHeaders(text: string | undefined): string[] {
  const names = text?.toLowerCase().split(';') ?? []
  if (!names.includes('host')) throw new AuthError('malformed', 'SignedHeaders must hold the host header')
  return names
}

function readSignature(text: string | undefined): string {
  if (!/^[0-9a-f]{64}$/.test(text ?? '')) throw new AuthError('malformed', 'The Signature must be 64 hex digits')
  return text!
}

function checkTime({ timestamp, expires }: Signature): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)
  if (!parts) throw new AuthError('malformed', 'The timestamp must be in the form yyyymmddThhmmssZ')
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, ...number[]]
  const age = Date.now() - Date.UTC(year, month - 1, day, hour, minute, second)
  if (expires !== undefined) {
    if (age > expires * 1000) throw new AuthError('expired', 'Request has expired')
    if (age < -MAX_SKEW_MS) throw new AuthError('expired', 'Request is not valid yet')
  } else if (Math.abs(age) > MAX_SKEW_MS) {
    const message = 'The difference between the request time and the current time is too large.'
    throw new AuthError('skewed', message)
  }
}

/** S3 lets no `x-amz-` header pass that the signature does not cover. */
function checkSignedHeaders(request: SignedRequest, signed: string[]): void {
  for (const name in request.headers) {
    if (name.startsWith('x-amz-') && name !== 'x-amz-user-agent' && !signed.includes(name)) {
      throw new AuthError(
        'unsigned-headers',
        `There were headers present in the request which were not signed: ${name}`,
      )
    }
  }
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
