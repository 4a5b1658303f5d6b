import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { MdwError } from '../errors.js'

export interface Place {
  bucket: string
  /** A prefix: ends in a slash where a folder is meant. */
  key: string
}

export interface StoredObject {
  key: string
  bytes: number
  modified: Date
}

/** All objects below a prefix, in order. */
export async function listObjects(s3: S3Client, { bucket, key }: Place): Promise<StoredObject[]> {
  const objects: StoredObject[] = []
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: key })) {
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      objects.push({ key: Key!, bytes: Size, modified: LastModified ?? new Date(0) })
    }
  }
  return objects
}

/** The folders directly below a prefix, each with its final slash. */
export async function listFolders(s3: S3Client, { bucket, key }: Place): Promise<string[]> {
  const folders: string[] = []
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: key, Delimiter: '/' })) {
    folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!))
  }
  return folders
}

/** Deletes every object below a prefix; how many those were. */
export async function deletePrefix(s3: S3Client, place: Place): Promise<number> {
  const objects = await listObjects(s3, place)
  for (let start = 0; start < objects.length; start += 1000) {
    const Objects = objects.slice(start, start + 1000).map(({ key }) => ({ Key: key }))
    const { Errors: errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: place.bucket, Delete: { Objects, Quiet: true } }),
    )
    if (errors.length > 0) throw notDeleted(place, errors[0]!.Key, errors[0]!.Code)
  }
  return objects.length
}

function notDeleted({ bucket }: Place, key: string | undefined, code: string | undefined): MdwError {
  return new MdwError({
    code: 'OBJECT_NOT_DELETED',
    message: `s3://${bucket}/${key} could not be deleted (${code}).`,
    actions: ['Check that your AWS identity may delete there (s3:DeleteObject), then run the command again.'],
  })
}
