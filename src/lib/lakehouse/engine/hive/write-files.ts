import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type ObjectStore, parseS3Uri } from '../../store/object-store.js'
import type { EngineConnection } from '../connection.js'
import { type CopyRequest, copyStatement } from './copy.js'
import { DEFAULT_PARTITION, partitionName } from './partitions.js'

export interface WrittenFiles {
  rows: number
  /** `s3://…` of each file. */
  files: string[]
  /** The values of each partition written to, as Glue keeps them. */
  partitions: string[][]
}

export interface WriteRequest extends Omit<CopyRequest, 'folder'> {
  queryId: string
  scratchDir: string
  /** `s3://bucket/prefix`, with or without a slash at its end. */
  location: string
  /** Called with the number of partitions before anything becomes visible; throws to refuse. */
  checkPartitions: (count: number) => void
}

/** Runs a query into new files of a folder in the object store. On failure none is left. */
export async function writeFiles(
  connection: EngineConnection,
  objects: ObjectStore,
  request: WriteRequest,
): Promise<WrittenFiles> {
  const folder = join(request.scratchDir, `write-${request.queryId}-${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  const adopted: { bucket: string; key: string }[] = []
  try {
    const { rowsChanged } = await connection.run(copyStatement({ ...request, folder }))
    const written: WrittenFiles = { rows: rowsChanged, files: [], partitions: [] }
    if (rowsChanged === 0) return written
    const files = await listFiles(folder)
    const partitions = new Map(files.map(file => [file.partition.join('\0'), file.partition]))
    if (request.partitions.length > 0) request.checkPartitions(partitions.size)
    const { bucket, key: prefix } = parseS3Uri(
      request.location.endsWith('/') ? request.location : `${request.location}/`,
    )!
    for (const { path, partition } of files) {
      const name = `${request.queryId}_${randomUUID()}${suffix(request)}`
      const subfolder = partition.length > 0 ? `${partitionName(keysOf(request), partition)}/` : ''
      const key = `${prefix}${subfolder}${name}`
      await objects.adopt(bucket, key, path)
      adopted.push({ bucket, key })
      written.files.push(`s3://${bucket}/${key}`)
    }
    written.partitions = request.partitions.length > 0 ? [...partitions.values()] : []
    return written
  } catch (error) {
    for (const { bucket, key } of adopted) await objects.delete(bucket, key).catch(() => undefined)
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Readers tell a text file's compression by its name. */
function suffix({ format, compression }: WriteRequest): string {
  if (format.write === 'parquet') return ''
  return { GZIP: '.gz', ZSTD: '.zst' }[compression] ?? ''
}

const keysOf = (request: WriteRequest) => request.partitions.map(({ name }) => ({ name, type: '' }))

async function listFiles(folder: string): Promise<{ path: string; partition: string[] }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => {
      const below = relative(folder, entry.parentPath)
      const partition =
        below === '' ? [] : below.split(sep).map(segment => decodeURIComponent(segment.slice(segment.indexOf('=') + 1)))
      // Hive has no folder for an empty value either.
      return { path: join(entry.parentPath, entry.name), partition: partition.map(value => value || DEFAULT_PARTITION) }
    })
}
