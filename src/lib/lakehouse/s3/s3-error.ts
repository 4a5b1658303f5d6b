/** S3's errors. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

import { BodyTooLargeError } from '../http/body.js'
import { PayloadError } from '../http/payload-error.js'
import type { ServiceRequest, ServiceResponse } from '../http/service.js'
import { xmlDocument } from '../http/xml.js'
import { StoreError } from '../store/store-error.js'

const STATUS = {
  AccessDenied: 403,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartNumber: 416,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidTag: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchKey: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NoSuchWebsiteConfiguration: 404,
  NotImplemented: 501,
  NotModified: 304,
  ObjectLockConfigurationNotFoundError: 404,
  OwnershipControlsNotFoundError: 404,
  PreconditionFailed: 412,
  ReplicationConfigurationNotFoundError: 404,
  RequestTimeout: 400,
  ServerSideEncryptionConfigurationNotFoundError: 404,
  SlowDown: 503,
} as const

export type S3ErrorCode = keyof typeof STATUS

export class S3Error extends Error {
  constructor(
    readonly code: S3ErrorCode,
    message: string,
    /** Further elements of the document, as `Key` or `BucketName`. */
    readonly detail: Record<string, string | number> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
    this.name = code
  }
}

/** Any failure as S3 answers it; unexpected ones keep their cause for the log. */
export function errorResponse(error: unknown, request: ServiceRequest): ServiceResponse {
  if (error instanceof S3Error) {
    return document(STATUS[error.code], error.code, error.message, request, error.detail, error.headers)
  }
  if (error instanceof StoreError) return document(STATUS[error.code], error.code, error.message, request)
  if (error instanceof PayloadError) return document(error.status, error.code, error.message, request)
  if (error instanceof BodyTooLargeError) return document(400, 'MaxMessageLengthExceeded', error.message, request)
  const message = 'We encountered an internal error. Please try again.'
  // A body that broke off is the client's doing, and nobody is left to read the answer.
  const cause = request.signal.aborted ? undefined : error
  return { ...document(500, 'InternalError', message, request), cause }
}

function document(
  status: number,
  code: string,
  message: string,
  request: ServiceRequest,
  detail: Record<string, string | number> = {},
  headers: Record<string, string> = {},
): ServiceResponse {
  if (status === 304) return { status, headers }
  const content = { Code: code, Message: message, ...detail, Resource: request.rawPath, RequestId: request.requestId }
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument('Error', content) }
}
