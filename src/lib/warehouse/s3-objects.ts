import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { MdwError } from '../errors.js'
import type { ExitCode } from '../exit-codes.js'
import { awsFailure } from './aws-error.js'

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
  await deleteObjects(
    s3,
    place.bucket,
    objects.map(object => ({ Key: object.key })),
  )
  return objects.length
}

/** The keys of the objects below a prefix. */
export async function keysBelow(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  try {
    return (await listObjects(s3, { bucket, key: prefix })).map(({ key }) => key)
  } catch (error) {
    throw awsFailure(error, `list s3://${bucket}/${prefix}`)
  }
}

export interface DeleteOptions {
  /** Told before each batch how many are gone. */
  onBatch?: (done: number) => void
  /** Of the error, where an object stays. */
  exitCode?: ExitCode
}

/** Deletes objects, or versions of them, a thousand at a time (S3 API, DeleteObjects). */
export async function deleteObjects(
  s3: S3Client,
  bucket: string,
  objects: { Key: string; VersionId?: string }[],
  { onBatch, exitCode }: DeleteOptions = {},
): Promise<void> {
  for (let start = 0; start < objects.length; start += 1000) {
    onBatch?.(start)
    const Objects = objects.slice(start, start + 1000)
    const { Errors: [first] = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    )
    if (first === undefined) continue
    const right = first.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
    throw new MdwError({
      code: 'OBJECT_NOT_DELETED',
      message: `s3://${bucket}/${first.Key} could not be deleted (${first.Code}).`,
      actions: [`Check that your AWS identity may delete there (${right}), then run the command again.`],
      ...(exitCode === undefined ? {} : { exitCode }),
    })
  }
}
