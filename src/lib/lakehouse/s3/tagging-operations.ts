import type { ServiceResponse } from '../http/service.js'
import { noSuchKey } from './object-operations.js'
import type { S3Call, S3Operation } from './operation.js'
import { tagRecord } from './tag-set.js'
import { children, childText, malformed, readXml, xmlResponse } from './xml-body.js'

export const taggingOperations: S3Operation[] = [
  { name: 'GetObjectTagging', method: 'GET', on: 'object', subresource: 'tagging', run: getTagging },
  { name: 'PutObjectTagging', method: 'PUT', on: 'object', subresource: 'tagging', run: putTagging },
  { name: 'DeleteObjectTagging', method: 'DELETE', on: 'object', subresource: 'tagging', run: deleteTagging },
]

async function getTagging(call: S3Call): Promise<ServiceResponse> {
  const info = await call.store.head(call.bucket, call.key)
  if (!info) throw noSuchKey(call)
  const tags = Object.entries(info.tags ?? {}).map(([key, value]) => ({ Key: key, Value: value }))
  return xmlResponse('Tagging', { TagSet: { Tag: tags } })
}

async function putTagging(call: S3Call): Promise<ServiceResponse> {
  const [set] = children(await readXml(call, 'Tagging'), 'TagSet')
  const tags = children(set ?? {}, 'Tag').map((tag): [string, string] => {
    const key = childText(tag, 'Key')
    const value = childText(tag, 'Value')
    if (key === undefined || value === undefined) throw malformed()
    return [key, value]
  })
  await call.store.setTags(call.bucket, call.key, tagRecord(tags))
  return { status: 200 }
}

async function deleteTagging(call: S3Call): Promise<ServiceResponse> {
  await call.store.setTags(call.bucket, call.key, {})
  return { status: 204 }
}
