import { createReadStream } from 'node:fs'
import { relative } from 'node:path'
import { createGunzip } from 'node:zlib'
import { MdwError, messageOf, systemCodeOf } from '../../../errors.js'

const NEWLINE = 10

/** A file's bytes as Athena sees them: `.gz` is unpacked, all of its members. */
export async function* contentChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { signal, highWaterMark: 1024 * 1024 })
  if (!/\.gz$/i.test(path)) {
    yield* stream
    return
  }
  const unpacked = createGunzip({ chunkSize: 256 * 1024 })
  stream.on('error', error => unpacked.destroy(error))
  try {
    yield* stream.pipe(unpacked)
  } catch (error) {
    throw /^Z_/.test(systemCodeOf(error) ?? '') ? damaged(path, error) : error
  } finally {
    stream.destroy()
  }
}

/** Whole lines in blocks, so that no character and no line is cut in two. */
export async function* lineBlocks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of contentChunks(path, signal)) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0) {
      rest.push(chunk)
      continue
    }
    yield rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)])
    rest = end === chunk.length ? [] : [chunk.subarray(end)]
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

function damaged(path: string, error: unknown): MdwError {
  const file = relative(process.cwd(), path)
  const why = messageOf(error)
  return new MdwError({
    code: 'GZIP_DAMAGED',
    message: `${file} cannot be unpacked.`,
    why: /unexpected end/.test(why)
      ? 'It ends in the middle of the compressed data: it was not copied or written to its end.'
      : /incorrect header/.test(why)
        ? 'It is called .gz, but is no gzip file.'
        : `Its compressed data is damaged (${why}).`,
    actions: ['Get the file again, then run the command again: nothing of it was uploaded.'],
    data: { file },
    cause: error,
  })
}
