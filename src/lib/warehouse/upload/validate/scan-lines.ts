import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

const NEWLINE = 10

/** A file's bytes as Athena sees them: `.gz` is unpacked. */
export function contentStream(path: string, signal?: AbortSignal): Readable {
  const stream = createReadStream(path, { signal, highWaterMark: 1024 * 1024 })
  if (!/\.gz$/i.test(path)) return stream
  const unpacked = createGunzip()
  stream.on('error', error => unpacked.destroy(error))
  return stream.pipe(unpacked)
}

/** Whole lines in blocks, so that no character and no line is cut in two. */
export async function* lineBlocks(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of contentStream(path) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0) {
      rest.push(chunk)
      continue
    }
    yield Buffer.concat([...rest, chunk.subarray(0, end)])
    rest = end === chunk.length ? [] : [chunk.subarray(end)]
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

/** How many lines there are, and whether all of it is UTF-8. */
export async function scanLines(path: string): Promise<{ lines: number; utf8: boolean }> {
  let lines = 0
  let utf8 = true
  let endsInNewline = true
  for await (const block of lineBlocks(path)) {
    utf8 &&= isUtf8(block)
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) lines++
    endsInNewline = block[block.length - 1] === NEWLINE
  }
  return { lines: endsInNewline ? lines : lines + 1, utf8 }
}
