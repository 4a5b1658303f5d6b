import { promises as fs } from 'node:fs'

interface PartFile {
  number: number
  file: string
}

const JOIN_BYTES = 1024 * 1024

/**
 * The parts of an upload put together while further ones come in, from the first on, so that its end does not wait for it.
 * Parts that come in another order, are replaced or left out are no matter: the end then joins them anew.
 */
export class JoinedParts {
  readonly #parts: PartFile[] = []
  #work: Promise<void> = Promise.resolve()
  #failed = false
  // one buffer for all of it: a new one for each piece takes twice as long
  #buffer: Buffer | undefined

  constructor(readonly file: string) {}

  /** Appends the parts that follow on those that are joined. Never fails: what could not be joined is seen at the end. */
  goOn(parts: ReadonlyMap<number, PartFile>): Promise<void> {
    this.#work = this.#work.then(async () => {
      const next: PartFile[] = []
      for (;;) {
        const part = parts.get(this.#parts.length + next.length + 1)
        if (part === undefined) break
        next.push(part)
      }
      // a file of one part is had by a link
      if (this.#parts.length + next.length > 1) await this.#append(next)
    })
    return this.#work
  }

  /** Appends the rest; whether the file is all of these parts and nothing else. */
  async finish(parts: PartFile[]): Promise<boolean> {
    await this.#work
    const isSame = this.#parts.length > 0 && this.#parts.every((part, index) => parts[index] === part)
    if (!isSame || this.#failed) return false
    await this.#append(parts.slice(this.#parts.length))
    return !this.#failed
  }

  async #append(parts: PartFile[]): Promise<void> {
    if (this.#failed || parts.length === 0) return
    try {
      this.#buffer ??= Buffer.allocUnsafeSlow(JOIN_BYTES)
      await joinParts(this.file, parts, this.#parts.length === 0 ? 'w' : 'a', this.#buffer)
      this.#parts.push(...parts)
    } catch {
      // a part was replaced or the upload aborted meanwhile, or the disk is full: whoever ends the upload will see
      this.#failed = true
    }
  }
}

/** Writes the parts into a file, one after another. */
export async function joinParts(
  file: string,
  parts: PartFile[],
  flags = 'wx',
  buffer: Buffer = Buffer.allocUnsafeSlow(JOIN_BYTES),
): Promise<void> {
  const target = await fs.open(file, flags)
  try {
    for (const part of parts) await append(target, part.file, buffer)
  } finally {
    await target.close()
  }
}

async function append(target: fs.FileHandle, file: string, buffer: Buffer): Promise<void> {
  const source = await fs.open(file, 'r')
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) return
      for (let written = 0; written < bytesRead; ) {
        written += (await target.write(buffer, written, bytesRead - written, null)).bytesWritten
      }
    }
  } finally {
    await source.close()
  }
}
