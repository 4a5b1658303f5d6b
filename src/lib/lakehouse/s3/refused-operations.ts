/** Operations of S3 that are known by their address and refused by name, so that nothing seems to work and does not. */
import type { S3Operation } from './operation.js'

export type RefusedOperation = Pick<S3Operation, 'name' | 'method' | 'on' | 'subresource'> & { reason: string }

const FIXED = 'settings of buckets are fixed here'

export const refusedOperations: RefusedOperation[] = [
  ...settings('Versioning', 'versioning', 'PUT'),
  ...settings('Encryption', 'encryption', 'PUT', 'DELETE'),
  ...settings('Policy', 'policy', 'PUT', 'DELETE'),
  ...settings('Acl', 'acl', 'PUT'),
  ...settings('Cors', 'cors', 'PUT', 'DELETE'),
  ...settings('LifecycleConfiguration', 'lifecycle', 'PUT', 'DELETE'),
  ...settings('Tagging', 'tagging', 'PUT', 'DELETE'),
  ...settings('Website', 'website', 'PUT', 'DELETE'),
  ...settings('Logging', 'logging', 'PUT'),
  ...settings('NotificationConfiguration', 'notification', 'PUT'),
  ...settings('OwnershipControls', 'ownershipControls', 'PUT', 'DELETE'),
  ...settings('Replication', 'replication', 'PUT', 'DELETE'),
  ...settings('RequestPayment', 'requestPayment', 'PUT'),
  ...settings('AccelerateConfiguration', 'accelerate', 'PUT'),
  ...settings('InventoryConfiguration', 'inventory', 'GET', 'PUT', 'DELETE'),
  ...settings('AnalyticsConfiguration', 'analytics', 'GET', 'PUT', 'DELETE'),
  ...settings('MetricsConfiguration', 'metrics', 'GET', 'PUT', 'DELETE'),
  ...settings('IntelligentTieringConfiguration', 'intelligent-tiering', 'GET', 'PUT', 'DELETE'),
  refused('PutPublicAccessBlock', 'PUT', 'bucket', 'publicAccessBlock', FIXED),
  refused('DeletePublicAccessBlock', 'DELETE', 'bucket', 'publicAccessBlock', FIXED),
  refused('PutObjectLockConfiguration', 'PUT', 'bucket', 'object-lock', FIXED),
  refused('CreateSession', 'GET', 'bucket', 'session', 'there are no directory buckets'),
  refused('PutObjectAcl', 'PUT', 'object', 'acl', 'there is one owner'),
  refused('GetObjectRetention', 'GET', 'object', 'retention', 'there is no object lock'),
  refused('PutObjectRetention', 'PUT', 'object', 'retention', 'there is no object lock'),
  refused('GetObjectLegalHold', 'GET', 'object', 'legal-hold', 'there is no object lock'),
  refused('PutObjectLegalHold', 'PUT', 'object', 'legal-hold', 'there is no object lock'),
  refused('GetObjectTorrent', 'GET', 'object', 'torrent', 'there are no torrents'),
  refused('RestoreObject', 'POST', 'object', 'restore', 'nothing is archived'),
  refused('SelectObjectContent', 'POST', 'object', 'select', 'query with Athena'),
  refused('RenameObject', 'PUT', 'object', 'renameObject', 'there are no directory buckets'),
  { name: 'PostObject', method: 'POST', on: 'bucket', reason: 'forms of a browser are not taken; use a presigned PUT' },
]

function settings(subject: string, subresource: string, ...methods: ('GET' | 'PUT' | 'DELETE')[]): RefusedOperation[] {
  return methods.map(method => {
    const verb = method === 'GET' ? 'Get' : method === 'PUT' ? 'Put' : 'Delete'
    return refused(`${verb}Bucket${subject}`, method, 'bucket', subresource, FIXED)
  })
}

function refused(
  name: string,
  method: S3Operation['method'],
  on: S3Operation['on'],
  subresource: string,
  reason: string,
): RefusedOperation {
  return { name, method, on, subresource, reason }
}
