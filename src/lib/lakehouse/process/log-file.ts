import { appendFileSync, renameSync, statSync } from 'node:fs'
import type { Log } from './log.js'

const MAX_BYTES = 10 * 1024 * 1024
/** Longer values (a stack, a statement) are cut. */
const MAX_FIELD_CHARS = 4000

/** Writes lines to a file that is put aside as `<file>.1` when it grows too large. Lines are rare, so writes are plain. */
export class LogFile implements Log {
  #size: number

  constructor(private readonly file: string) {
    this.#size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }

  info(event: string, fields?: Record<string, unknown>): void {
    this.#write('info', event, fields)
  }

  warn(event: string, fields?: Record<string, unknown>): void {
    this.#write('warn', event, fields)
  }

  error(event: string, fields?: Record<string, unknown>): void {
    this.#write('error', event, fields)
  }

  #write(level: string, event: string, fields: Record<string, unknown> = {}): void {
    const entry = { time: new Date().toISOString(), level, event, ...fields }
    const text = JSON.stringify(entry, (_key, value) =>
      typeof value === 'string' && value.length > MAX_FIELD_CHARS ? `${value.slice(0, MAX_FIELD_CHARS)}…` : value,
    )
    const line = Buffer.from(`${text}\n`)
    try {
      if (this.#size + line.length > MAX_BYTES) {
        renameSync(this.file, `${this.file}.1`)
        this.#size = 0
      }
      appendFileSync(this.file, line, { mode: 0o600 })
      this.#size += line.length
    } catch {
      // A full disk must not turn a log line into a failed request.
    }
  }
}
