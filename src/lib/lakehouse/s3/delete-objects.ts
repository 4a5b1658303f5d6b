import type { ServiceResponse } from '../http/service.js'
import { StoreError } from '../store/store-error.js'
import { noSuchBucket } from './bucket-operations.js'
import { bare } from './conditions.js'
import type { S3Call, S3Operation } from './operation.js'
import { children, childText, malformed, readXml, xmlResponse } from './xml-body.js'

export const deleteObjectsOperation: S3Operation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  subresource: 'delete',
  run: deleteObjects,
}

const MAX_KEYS = 1000

async function deleteObjects(call: S3Call): Promise<ServiceResponse> {
  const document = await readXml(call, 'Delete')
  if (!call.store.hasBucket(call.bucket)) throw noSuchBucket(call)
  const isQuiet = childText(document, 'Quiet') === 'true'
  const named = children(document, 'Object')
  if (named.length === 0 || named.length > MAX_KEYS) throw malformed()
  const deleted: { Key: string }[] = []
  const errors: { Key: string; Code: string; Message: string }[] = []
  for (const object of named) {
    const key = childText(object, 'Key')
    if (key === undefined || key === '') throw malformed()
    const version = childText(object, 'VersionId')
    if (version !== undefined && version !== '' && version !== 'null') {
      errors.push({ Key: key, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' })
      continue
    }
    const etag = childText(object, 'ETag')
    try {
      await call.store.delete(call.bucket, key, { ifMatch: etag === undefined ? undefined : bare(etag) })
      deleted.push({ Key: key })
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      errors.push({ Key: key, Code: error.code, Message: error.message })
    }
  }
  return xmlResponse('DeleteResult', { Deleted: isQuiet ? [] : deleted, Error: errors })
}
