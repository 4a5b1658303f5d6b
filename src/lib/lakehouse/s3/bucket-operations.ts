import type { ServiceResponse } from '../http/service.js'
import type { S3Call, S3Operation } from './operation.js'
import { S3Error, type S3ErrorCode } from './s3-error.js'
import { childText, readXml, xmlResponse } from './xml-body.js'

/** Buckets, and what they answer about settings that are fixed here: one region, no versions, no policy, one owner. */
export const bucketOperations: S3Operation[] = [
  { name: 'ListBuckets', method: 'GET', on: 'service', run: listBuckets },
  { name: 'CreateBucket', method: 'PUT', on: 'bucket', run: createBucket },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', run: headBucket },
  { name: 'DeleteBucket', method: 'DELETE', on: 'bucket', run: deleteBucket },
  { name: 'GetBucketLocation', method: 'GET', on: 'bucket', subresource: 'location', run: getBucketLocation },
  {
    name: 'GetBucketVersioning',
    method: 'GET',
    on: 'bucket',
    subresource: 'versioning',
    run: ofBucket(() => xmlResponse('VersioningConfiguration', undefined)),
  },
  {
    name: 'GetBucketAcl',
    method: 'GET',
    on: 'bucket',
    subresource: 'acl',
    run: ofBucket(call => xmlResponse('AccessControlPolicy', ownerOnly(call))),
  },
  {
    name: 'GetBucketRequestPayment',
    method: 'GET',
    on: 'bucket',
    subresource: 'requestPayment',
    run: ofBucket(() => xmlResponse('RequestPaymentConfiguration', { Payer: 'BucketOwner' })),
  },
  {
    name: 'GetBucketPolicyStatus',
    method: 'GET',
    on: 'bucket',
    subresource: 'policyStatus',
    run: ofBucket(() => xmlResponse('PolicyStatus', { IsPublic: false })),
  },
  {
    name: 'GetBucketLogging',
    method: 'GET',
    on: 'bucket',
    subresource: 'logging',
    run: ofBucket(() => xmlResponse('BucketLoggingStatus', undefined)),
  },
  {
    name: 'GetBucketNotificationConfiguration',
    method: 'GET',
    on: 'bucket',
    subresource: 'notification',
    run: ofBucket(() => xmlResponse('NotificationConfiguration', undefined)),
  },
  {
    name: 'GetBucketAccelerateConfiguration',
    method: 'GET',
    on: 'bucket',
    subresource: 'accelerate',
    run: ofBucket(() => xmlResponse('AccelerateConfiguration', undefined)),
  },
  unset('GetBucketPolicy', 'policy', 'NoSuchBucketPolicy', 'The bucket policy does not exist'),
  unset('GetBucketCors', 'cors', 'NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  unset('GetBucketTagging', 'tagging', 'NoSuchTagSet', 'The TagSet does not exist'),
  unset('GetBucketWebsite', 'website', 'NoSuchWebsiteConfiguration', 'The website configuration does not exist'),
  unset(
    'GetBucketLifecycleConfiguration',
    'lifecycle',
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ),
  unset(
    'GetBucketEncryption',
    'encryption',
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ),
  unset(
    'GetPublicAccessBlock',
    'publicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ),
  unset(
    'GetBucketOwnershipControls',
    'ownershipControls',
    'OwnershipControlsNotFoundError',
    'The bucket ownership controls were not found',
  ),
  unset(
    'GetObjectLockConfiguration',
    'object-lock',
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ),
  unset(
    'GetBucketReplication',
    'replication',
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ),
]

/** The one owner of everything. */
export function owner(call: S3Call) {
  return { ID: call.accountId.padStart(64, '0'), DisplayName: 'mdw' }
}

/** An access control list that grants the owner all and nobody else anything. */
export function ownerOnly(call: S3Call) {
  const grantee = `Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"`
  return {
    Owner: owner(call),
    AccessControlList: { Grant: { [grantee]: owner(call), Permission: 'FULL_CONTROL' } },
  }
}

export function noSuchBucket(call: S3Call): S3Error {
  return new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: call.bucket })
}

/** An answer that only depends on the bucket being there. */
function ofBucket(answer: (call: S3Call) => ServiceResponse): S3Operation['run'] {
  return async call => {
    if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
    return answer(call)
  }
}

/** A setting that no bucket has here. */
function unset(name: string, subresource: string, code: S3ErrorCode, message: string): S3Operation {
  const run = ofBucket(call => {
    throw new S3Error(code, message, { BucketName: call.bucket })
  })
  return { name, method: 'GET', on: 'bucket', subresource, run }
}

async function listBuckets(call: S3Call): Promise<ServiceResponse> {
  const prefix = call.query.get('prefix') ?? ''
  const after = call.query.get('continuation-token') ?? ''
  const limit = Number(call.query.get('max-buckets') ?? 10_000)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
    throw new S3Error('InvalidArgument', 'max-buckets must be between 1 and 10000')
  }
  const buckets = (await call.store.buckets()).filter(({ name }) => name.startsWith(prefix) && name > after)
  const page = buckets.slice(0, limit)
  return xmlResponse('ListAllMyBucketsResult', {
    Owner: owner(call),
    Buckets: {
      Bucket: page.map(({ name, created }) => ({ Name: name, CreationDate: created, BucketRegion: call.region })),
    },
    Prefix: prefix || undefined,
    ContinuationToken: buckets.length > limit ? page.at(-1)!.name : undefined,
  })
}

async function createBucket(call: S3Call): Promise<ServiceResponse> {
  if (Number(call.request.headers['content-length'] ?? 0) > 0) {
    const region = childText(await readXml(call, 'CreateBucketConfiguration'), 'LocationConstraint')
    if (region !== undefined && region !== call.region) {
      throw new S3Error('InvalidRequest', `The lakehouse is in ${call.region}: no bucket can be made in ${region}`)
    }
  }
  await call.store.createBucket(call.bucket)
  return { status: 200, headers: { location: `/${call.bucket}` } }
}

async function headBucket(call: S3Call): Promise<ServiceResponse> {
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  return { status: 200, headers: { 'x-amz-bucket-region': call.region } }
}

async function deleteBucket(call: S3Call): Promise<ServiceResponse> {
  await call.store.deleteBucket(call.bucket)
  return { status: 204 }
}

async function getBucketLocation(call: S3Call): Promise<ServiceResponse> {
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  // us-east-1 is the region without a name.
  return xmlResponse('LocationConstraint', call.region === 'us-east-1' ? undefined : call.region)
}
