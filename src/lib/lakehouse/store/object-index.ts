/**
 * What is known of objects beside their bytes, in LMDB. The file is the truth: an entry counts only for the very file it
 * was written for (inode, size, modification time). A new entry is written before its file moves into place and keeps
 * the old one beside it, so a process killed between the two finds the right entry whichever file is there.
 */
import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { Database, RootDatabase } from 'lmdb'
import { open } from 'lmdb'
import type { ObjectInfo } from './object-store.js'

export interface IndexEntry extends Omit<Partial<ObjectInfo>, 'key' | 'size' | 'lastModified'> {
  ino: number
  size: number
  mtimeMs: number
}

export type FileIdentity = Pick<Stats, 'ino' | 'size' | 'mtimeMs'>

export class ObjectIndex {
  readonly environment: RootDatabase
  readonly #entries: Database<IndexEntry[], Buffer>
  /** Entries on their way to LMDB, which shows a write only once it is committed. */
  readonly #pending = new Map<string, IndexEntry[]>()

  constructor(folder: string) {
    this.environment = open({ path: folder, maxDbs: 4 })
    this.#entries = this.environment.openDB({ name: 'objects', keyEncoding: 'binary' })
  }

  get(bucket: string, key: string, file: FileIdentity): IndexEntry | undefined {
    return this.#candidates(bucket, key)?.find(entry => isFor(entry, file))
  }

  /** Resolves when the entry is committed; `current` is the file that it is about to replace. */
  async put(bucket: string, key: string, entry: IndexEntry, current?: FileIdentity): Promise<void> {
    const old = current && this.get(bucket, key, current)
    const entries = old ? [entry, old] : [entry]
    const name = `${bucket}/${key}`
    this.#pending.set(name, entries)
    try {
      await this.#entries.put(indexKey(bucket, key), entries)
    } finally {
      if (this.#pending.get(name) === entries) this.#pending.delete(name)
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    this.#pending.delete(`${bucket}/${key}`)
    await this.#entries.remove(indexKey(bucket, key))
  }

  async close(): Promise<void> {
    await this.environment.close()
  }

  #candidates(bucket: string, key: string): IndexEntry[] | undefined {
    const pending = this.#pending.size > 0 ? this.#pending.get(`${bucket}/${key}`) : undefined
    return pending ?? this.#entries.get(indexKey(bucket, key))
  }
}

function isFor(entry: IndexEntry, file: FileIdentity): boolean {
  return entry.ino === file.ino && entry.size === file.size && entry.mtimeMs === file.mtimeMs
}

// LMDB bounds its keys to less than bucket and key may take together.
function indexKey(bucket: string, key: string): Buffer {
  return createHash('sha256').update(`${bucket}/${key}`).digest()
}
