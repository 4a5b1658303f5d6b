/** Finds the operation of a request: S3 tells them apart by method, address, one query parameter and one header. */

import { bucketOperations } from './bucket-operations.js'
import { copyOperations } from './copy-operations.js'
import { deleteObjectsOperation } from './delete-objects.js'
import { listOperations } from './list-operations.js'
import { multipartOperations } from './multipart-operations.js'
import { objectOperations } from './object-operations.js'
import type { S3Call, S3Operation } from './operation.js'
import { type RefusedOperation, refusedOperations } from './refused-operations.js'
import { S3Error } from './s3-error.js'
import { taggingOperations } from './tagging-operations.js'

export const operations: S3Operation[] = [
  ...bucketOperations,
  ...listOperations,
  ...objectOperations,
  ...copyOperations,
  ...multipartOperations,
  ...taggingOperations,
  deleteObjectsOperation,
]

const supported = new Map(operations.map(operation => [address(operation, operation.copies), operation]))
const refused = new Map(refusedOperations.map(operation => [address(operation), operation]))
const subresources = new Set([...operations, ...refusedOperations].flatMap(({ subresource }) => subresource ?? []))

/** @throws S3Error naming what was asked for, when it is not done here. */
export function findOperation(call: S3Call): S3Operation {
  const { method } = call.request
  const on = call.key !== '' ? 'object' : call.bucket !== '' ? 'bucket' : 'service'
  let subresource: string | undefined
  for (const name of call.query.keys()) {
    if (!subresources.has(name)) continue
    subresource = name
    break
  }
  const wanted = { method, on, subresource } as RefusedOperation
  const copies = method === 'PUT' && on === 'object' && call.request.headers['x-amz-copy-source'] !== undefined
  const found = supported.get(address(wanted, copies || undefined))
  if (found) return found
  const known = refused.get(address(wanted))
  if (known) {
    const message = `S3 operation ${known.name} is not supported by the embedded lakehouse: ${known.reason}`
    throw new S3Error('NotImplemented', message, { Operation: known.name })
  }
  const what = subresource === undefined ? method : `${method} with ?${subresource}`
  throw new S3Error('MethodNotAllowed', `The method ${what} is not allowed against this resource (${on})`)
}

function address(
  { method, on, subresource }: Pick<S3Operation, 'method' | 'on' | 'subresource'>,
  copies?: boolean,
): string {
  return `${method} ${on} ${subresource ?? ''}${copies ? ' copy' : ''}`
}
