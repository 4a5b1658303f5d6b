import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { resultLocation } from '../../project/environment.js'
import { formatBytes, plural } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../connection.js'
import { textLiteral } from '../iceberg/sql-names.js'
import { runQuery } from '../query.js'
import { deletePrefix, listObjects, type Place } from '../s3-objects.js'
import { parseS3Uri } from '../tables.js'

export interface Exported {
  /** Absolute: a file, or a folder where Athena wrote more than one. */
  path: string
  files: number
  bytes: number
  bytesScanned: number
}

/**
 * Writes a query's rows as Parquet: Athena unloads them to the result location, they are fetched, and removed there. One
 * file becomes `path` itself, several become files in a folder of that name. Nothing that exists is written over.
 */
export async function exportParquet(
  { clients, environment }: Connection,
  request: { sql: string; database: string; path: string },
  progress: Progress,
  signal?: AbortSignal,
): Promise<Exported> {
  const path = resolve(request.path)
  if (existsSync(path)) throw exists(path)
  const location = `${resultLocation(environment)}unload/${randomUUID()}/`
  const sql = `UNLOAD (${request.sql}) TO ${textLiteral(location)} WITH (format = 'PARQUET', compression = 'SNAPPY')`
  const place = parseS3Uri(location)!
  try {
    const { bytesScanned } = await runQuery(clients, environment, {
      sql,
      database: request.database,
      onState: state => progress.update(`unload ${state}`),
      signal,
    })
    const { files, bytes } = await fetchAll(clients.s3, place, path, progress, signal)
    progress.result(`${plural(files, 'file')}, ${formatBytes(bytes)}`)
    return { path, files, bytes, bytesScanned }
  } finally {
    await deletePrefix(clients.s3, place)
  }
}

async function fetchAll(s3: S3Client, place: Place, path: string, progress: Progress, signal?: AbortSignal) {
  const objects = await listObjects(s3, place)
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
  await mkdir(partial, { recursive: true })
  let bytes = 0
  try {
    for (const [index, { key, bytes: size }] of objects.entries()) {
      progress.update(`fetching ${formatBytes(bytes)}`, index, objects.length)
      const object = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }))
      const part = join(partial, `part-${String(index).padStart(5, '0')}.parquet`)
      await pipeline(object.Body as Readable, createWriteStream(part), { signal })
      bytes += size
    }
    // The name appears when all of it is there.
    await rename(objects.length === 1 ? join(partial, 'part-00000.parquet') : partial, path)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return { files: objects.length, bytes }
}

function exists(path: string): MdwError {
  return new MdwError({
    code: 'FILE_EXISTS',
    message: `${path} exists already.`,
    why: 'mdw writes over nothing.',
    actions: ['Give another --file, or remove it first.'],
    exitCode: ExitCode.usage,
  })
}
