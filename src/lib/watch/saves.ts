import { extname } from 'node:path'

export interface Save {
  /** Absolute paths. */
  files: string[]
  /** When the first of them changed: `performance.now()`. */
  at: number
}

/** An editor's several writes of one save, and a save of several files, are one. */
const QUIET_MS = 40
/** Whoever never stops writing must not keep a round from starting. */
const LONGEST_MS = 1000

/** Collects changed files into saves. What is changed while nobody waits makes the next save. */
export class Saves {
  readonly #files = new Set<string>()
  #first = 0
  #last = 0
  #changed: (() => void) | undefined
  #newer: AbortController | undefined

  add(file: string): void {
    this.#last = performance.now()
    if (this.#files.size === 0) this.#first = this.#last
    this.#files.add(file)
    this.#changed?.()
    this.#newer?.abort()
  }

  /** A signal that also comes when something is changed. */
  abortAtNext(signal: AbortSignal): AbortSignal {
    this.#newer = new AbortController()
    if (this.waiting) this.#newer.abort()
    return AbortSignal.any([signal, this.#newer.signal])
  }

  get waiting(): boolean {
    return this.#files.size > 0
  }

  /** The next save; undefined after an abort. */
  async next(signal: AbortSignal): Promise<Save | undefined> {
    while (!signal.aborted) {
      const now = performance.now()
      const due = Math.min(this.#last + QUIET_MS, this.#first + LONGEST_MS)
      if (this.waiting && now >= due) {
        const save = { files: [...this.#files], at: this.#first }
        this.#files.clear()
        return save
      }
      await this.#pause(this.waiting ? due - now : undefined, signal)
    }
    return undefined
  }

  #pause(ms: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const timer = ms === undefined ? undefined : setTimeout(end, Math.ceil(ms))
      function end() {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      this.#changed = end
      signal.addEventListener('abort', end, { once: true })
    })
  }
}

/** What dbt makes itself, and what other tools keep beside a project. */
const FOLDERS = new Set(['target', 'logs', 'dbt_packages', 'node_modules', '__pycache__'])
const READ_BY_DBT = new Set(['.sql', '.yml', '.yaml', '.csv', '.md', '.py'])

/** Names that no save is about: hidden files, and the copies that editors keep while they write. */
export function isNoise(name: string): boolean {
  return FOLDERS.has(name) || /^\.|~$|^#.*#$|\.sw[a-p]$|\.tmp$|^4913$/.test(name)
}

/** Whether dbt would read the file. */
export function isSource(path: string): boolean {
  return READ_BY_DBT.has(extname(path).toLowerCase())
}
