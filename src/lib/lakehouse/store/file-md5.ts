import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'

/**
 * The thread that hashes what is being written: MD5, which every ETag needs, would take half of the time in which the main
 * thread receives a large body. It reads the file again, from the page cache. Text, for it has to run from TypeScript too.
 */
const PROGRAM = `
const { closeSync, openSync, readSync } = require('node:fs')
const { createHash } = require('node:crypto')
const { parentPort } = require('node:worker_threads')
const buffer = Buffer.allocUnsafeSlow(1 << 20)
const files = new Map()
parentPort.on('message', ({ id, path, end, isLast }) => {
  let file = files.get(id)
  if (file === undefined) files.set(id, (file = { hash: createHash('md5'), at: 0 }))
  try {
    file.fd ??= openSync(path, 'r')
    while (file.at < end && file.error === undefined) {
      const length = readSync(file.fd, buffer, 0, Math.min(buffer.length, end - file.at), file.at)
      if (length === 0) throw new Error(path + ' is shorter than what was written')
      file.hash.update(buffer.subarray(0, length))
      file.at += length
    }
  } catch (error) {
    file.error ??= error
  }
  if (!isLast) return
  files.delete(id)
  if (file.fd !== undefined) closeSync(file.fd)
  parentPort.postMessage({ id, md5: file.hash.digest('hex'), error: file.error })
})
`

interface Answer {
  id: number
  md5: string
  error?: Error
}

let worker: Worker | undefined
let nextId = 0
const waiting = new Map<number, (answer: Answer) => void>()

function thread(): Worker {
  if (worker !== undefined) return worker
  const started = new Worker(PROGRAM, { eval: true })
  started.unref()
  started.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer))
  started.on('error', error => {
    worker = undefined
    for (const [id, answer] of waiting) answer({ id, md5: '', error })
  })
  worker = started
  return started
}

/** The MD5 of a file while it grows. */
export class FileMd5 {
  readonly #id = nextId++
  readonly #thread = thread()

  constructor(private readonly path: string) {}

  /** The file has been written up to here. */
  written(end: number): void {
    this.#thread.postMessage({ id: this.#id, path: this.path, end, isLast: false })
  }

  /** The digest of all of it, in hex. Has to be asked for in any case: the file is open until then. */
  async digest(end: number): Promise<string> {
    const answer = await new Promise<Answer>(resolve => {
      waiting.set(this.#id, resolve)
      this.#thread.postMessage({ id: this.#id, path: this.path, end, isLast: true })
    }).finally(() => waiting.delete(this.#id))
    if (answer.error !== undefined) throw answer.error
    return answer.md5
  }
}

/** The MD5 of bytes at hand, in hex. */
export function md5Of(chunks: Iterable<Uint8Array>): string {
  const hash = createHash('md5')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}
