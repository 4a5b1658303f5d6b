/** Bytes on their way into the store: written to a temporary file, hashed as they pass, flushed to disk. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsync, openSync, rmSync, write, writev } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type ChecksumAlgorithm, createChecksum } from './checksum.js'
import { FileMd5, md5Of } from './file-md5.js'

const flush = promisify(fsync)
const writeChunk = promisify(write)
const writeChunks = promisify(writev)

// Larger writes than the socket's 64 KiB chunks: fewer trips to the thread pool.
const WRITE_BYTES = 1024 * 1024

export interface StagedFile {
  file: string
  size: number
  /** Hex. */
  md5: string
  /** Base64, of the algorithms asked for. */
  checksums: Record<string, string>
}

export interface StageOptions {
  algorithms?: Iterable<ChecksumAlgorithm>
  /** False for files that are flushed later. */
  isFlushed?: boolean
}

/** Takes a whole body into a new file of `folder`. On failure nothing stays behind. Memory is constant. */
export async function stageBody(
  folder: string,
  body: Uint8Array | string | Readable,
  { algorithms = [], isFlushed = true }: StageOptions = {},
): Promise<StagedFile> {
  const file = join(folder, randomUUID())
  const checksums = new Map([...new Set(algorithms)].map(name => [name, createChecksum(name)]))
  const fd = openSync(file, 'wx', 0o644)
  let size = 0
  let md5: string
  const hash = (chunk: Uint8Array) => {
    for (const checksum of checksums.values()) checksum.update(chunk)
    size += chunk.length
  }
  try {
    if (typeof body === 'string' || body instanceof Uint8Array) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      hash(bytes)
      md5 = md5Of([bytes])
      await writeAll(fd, [bytes])
    } else {
      md5 = await writeStream(fd, file, body, hash)
    }
    if (isFlushed) await flush(fd)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
  const digests = Object.fromEntries([...checksums].map(([name, checksum]) => [name, checksum.digest()]))
  return { file, size, md5, checksums: digests }
}

/** Collects the next batch while the last one is being written; the MD5 of all. */
async function writeStream(
  fd: number,
  file: string,
  body: Readable,
  hash: (chunk: Uint8Array) => void,
): Promise<string> {
  let batch: Uint8Array[] = []
  let batched = 0
  let written = 0
  let md5: FileMd5 | undefined
  let writing: Promise<void> = Promise.resolve()
  const write = (chunks: Uint8Array[], length: number) => {
    md5 ??= new FileMd5(file)
    return writeAll(fd, chunks).then(() => {
      written += length
      md5!.written(written)
    })
  }
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      hash(chunk)
      batch.push(chunk)
      batched += chunk.length
      if (batched < WRITE_BYTES) continue
      await writing
      writing = write(batch, batched)
      // A failed write is seen at the next await; until then it must not count as unhandled.
      writing.catch(() => undefined)
      batch = []
      batched = 0
    }
    await writing
    if (md5 === undefined) {
      await writeAll(fd, batch)
      return md5Of(batch)
    }
    await write(batch, batched)
    return await md5.digest(written)
  } catch (error) {
    await writing.catch(() => undefined)
    await md5?.digest(written).catch(() => undefined)
    throw error
  }
}

async function writeAll(fd: number, chunks: Uint8Array[]): Promise<void> {
  let rest = chunks.filter(chunk => chunk.length > 0)
  while (rest.length > 0) {
    let written =
      rest.length === 1 ? (await writeChunk(fd, rest[0]!)).bytesWritten : (await writeChunks(fd, rest)).bytesWritten
    // A short write goes on where it stopped.
    while (rest.length > 0 && written >= rest[0]!.length) written -= rest.shift()!.length
    if (written > 0) rest = [rest[0]!.subarray(written), ...rest.slice(1)]
  }
}
