/**
 * Presigned URLs of Signature Version 2, which boto3 still makes for S3 by default in the older regions.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 */
import { createHmac } from 'node:crypto'
import type { Principal } from '../service.js'
import { AuthError } from './auth-error.js'
import type { SignedRequest } from './canonical-request.js'
import { type Credentials, isSame } from './credentials.js'

// Query parameters that belong to the resource; the others are not signed.
const SIGNED_PARAMETERS = new Set(
  (
    'accelerate acl cors defaultObjectAcl location logging partNumber policy requestPayment torrent versioning ' +
    'versionId versions website uploads uploadId response-content-type response-content-language response-expires ' +
    'response-cache-control response-content-disposition response-content-encoding delete lifecycle tagging restore ' +
    'storageClass notification replication analytics metrics inventory select select-type object-lock'
  ).split(' '),
)

export function isSigV2Presigned(query: URLSearchParams): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature')
}

/** @throws AuthError */
export function verifySigV2Presigned(
  request: SignedRequest,
  query: URLSearchParams,
  credentials: Credentials,
): Principal {
  const expires = query.get('Expires') ?? ''
  if (!/^\d{1,12}$/.test(expires)) throw new AuthError('malformed', 'Expires must be a time in epoch seconds')
  if (Number(expires) * 1000 < Date.now()) throw new AuthError('expired', 'Request has expired')
  const token = query.get('x-amz-security-token') ?? undefined
  const { secret, principal } = credentials.find(query.get('AWSAccessKeyId')!, token)
  const text = [
    request.method,
    request.headers['content-md5'] ?? '',
    request.headers['content-type'] ?? '',
    expires,
    ...amzHeaders(request, token),
    request.rawPath + signedQuery(query),
  ].join('\n')
  const expected = createHmac('sha1', secret).update(text, 'latin1').digest('base64')
  if (!isSame(expected, query.get('Signature')!)) {
    throw new AuthError('mismatch', 'The request signature we calculated does not match the signature you provided.')
  }
  return principal
}

function amzHeaders(request: SignedRequest, token: string | undefined): string[] {
  const headers = new Map(
    Object.entries(request.headers)
      .filter(([name]) => name.startsWith('x-amz-'))
      .map(([name, value]) => [name, String(value).trim()]),
  )
  if (token !== undefined) headers.set('x-amz-security-token', token)
  return [...headers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`)
}

function signedQuery(query: URLSearchParams): string {
  const parts = [...query]
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}
