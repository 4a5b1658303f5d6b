/** What the front door itself answers when it does not let a request in, in the form of the protocol that was spoken. */

import type { AuthFailure } from './auth/auth-error.js'
import { AwsJsonError, jsonErrorResponse } from './aws-json.js'
import type { Protocol, Route } from './route.js'
import type { ServiceRequest, ServiceResponse } from './service.js'
import { xmlDocument } from './xml.js'

export interface Refusal {
  status: number
  code: string
  message: string
}

type Codes = Record<AuthFailure, [status: number, code: string]>

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const S3_CODES: Codes = {
  missing: [403, 'AccessDenied'],
  malformed: [400, 'AuthorizationHeaderMalformed'],
  unsupported: [400, 'InvalidRequest'],
  'unknown-key': [403, 'InvalidAccessKeyId'],
  mismatch: [403, 'SignatureDoesNotMatch'],
  skewed: [403, 'RequestTimeTooSkewed'],
  expired: [403, 'AccessDenied'],
  'unsigned-headers': [403, 'AccessDenied'],
  'invalid-token': [403, 'InvalidToken'],
  'expired-token': [403, 'ExpiredToken'],
}

// https://docs.aws.amazon.com/athena/latest/APIReference/CommonErrors.html
const JSON_CODES: Codes = {
  missing: [403, 'MissingAuthenticationTokenException'],
  malformed: [403, 'IncompleteSignatureException'],
  unsupported: [403, 'IncompleteSignatureException'],
  'unknown-key': [403, 'UnrecognizedClientException'],
  mismatch: [403, 'InvalidSignatureException'],
  skewed: [403, 'InvalidSignatureException'],
  expired: [403, 'InvalidSignatureException'],
  'unsigned-headers': [403, 'InvalidSignatureException'],
  'invalid-token': [403, 'UnrecognizedClientException'],
  'expired-token': [403, 'ExpiredTokenException'],
}

// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
const QUERY_CODES: Codes = {
  missing: [403, 'MissingAuthenticationToken'],
  malformed: [403, 'IncompleteSignature'],
  unsupported: [403, 'IncompleteSignature'],
  'unknown-key': [403, 'InvalidClientTokenId'],
  mismatch: [403, 'SignatureDoesNotMatch'],
  skewed: [403, 'SignatureDoesNotMatch'],
  expired: [403, 'SignatureDoesNotMatch'],
  'unsigned-headers': [403, 'SignatureDoesNotMatch'],
  'invalid-token': [403, 'InvalidClientTokenId'],
  'expired-token': [403, 'ExpiredToken'],
}

export function authRefusal(protocol: Protocol, failure: AuthFailure, message: string): Refusal {
  const codes = protocol === 's3' ? S3_CODES : protocol === 'query' ? QUERY_CODES : JSON_CODES
  const [status, code] = codes[failure]
  return { status, code, message }
}

/** An AWS service that the lakehouse does not have, by its name and, as far as the request tells, its operation's. */
export function unknownServiceRefusal(route: Route, request: Pick<ServiceRequest, 'rawPath' | 'headers'>): Refusal {
  const target = String(request.headers['x-amz-target'] ?? '')
  const operation = target.split('.').at(-1) || (route.protocol === 'json' ? request.rawPath.slice(1) : '')
  const what = operation ? `${route.service} operation ${operation}` : `AWS service ${route.service}`
  return {
    status: 400,
    code: 'OperationNotSupportedException',
    message: `The ${what} is not supported by the embedded lakehouse`,
  }
}

export function refusalResponse(protocol: Protocol, refusal: Refusal, requestId: string): ServiceResponse {
  const { status, code, message } = refusal
  if (protocol === 'json') return jsonErrorResponse(new AwsJsonError(code, message, status))
  if (protocol === 'iceberg' || protocol === 'admin') {
    const body = JSON.stringify({ error: { message, type: code, code: status } })
    return { status, headers: { 'content-type': 'application/json' }, body }
  }
  const headers = { 'content-type': protocol === 's3' ? 'application/xml' : 'text/xml' }
  if (protocol === 's3') {
    return { status, headers, body: xmlDocument('Error', { Code: code, Message: message, RequestId: requestId }) }
  }
  const type = status < 500 ? 'Sender' : 'Receiver'
  const content = { Error: { Type: type, Code: code, Message: message }, RequestId: requestId }
  return { status, headers, body: xmlDocument('ErrorResponse', content, QUERY_NAMESPACE) }
}

const QUERY_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'
