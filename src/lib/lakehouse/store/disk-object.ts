import { closeSync, createReadStream, read, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { ObjectInfo, OpenObject } from './object-store.js'

const readAsync = promisify(read)

// Up to here a read from the page cache costs less than a trip to the thread pool.
const SYNC_READ_BYTES = 128 * 1024
const STREAM_CHUNK_BYTES = 1024 * 1024

/** An object on an open file descriptor. */
export class DiskObject implements OpenObject {
  #isOpen = true

  constructor(
    readonly info: ObjectInfo,
    private readonly fd: number,
  ) {}

  async read(start: number, end: number): Promise<Buffer> {
    const length = Math.max(0, Math.min(end, this.info.size - 1) - start + 1)
    const bytes = Buffer.allocUnsafe(length)
    let at = 0
    while (at < length) {
      const size = length - at
      const count =
        size <= SYNC_READ_BYTES
          ? readSync(this.fd, bytes, at, size, start + at)
          : (await readAsync(this.fd, bytes, at, size, start + at)).bytesRead
      if (count === 0) throw new Error(`${this.info.key} ended ${size} bytes early`)
      at += count
    }
    return bytes
  }

  stream(start: number, end: number): Readable {
    if (end < start) {
      this.close()
      return Readable.from([])
    }
    // The stream owns the descriptor from here on, also when it is destroyed early.
    this.#isOpen = false
    return createReadStream('', { fd: this.fd, start, end, highWaterMark: STREAM_CHUNK_BYTES })
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    closeSync(this.fd)
  }
}
