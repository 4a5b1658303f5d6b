import { mkdirSync } from 'node:fs'
import { type Database as LmdbDatabase, open, type RootDatabase } from 'lmdb'
import type { Database, Partition, Table } from './model.js'

/** Databases and tables are stored under an id of their own, so that renaming moves one entry and not all that hangs on it. */
export interface DatabaseEntry {
  id: number
  database: Database
}

export interface TableEntry {
  id: number
  /** Versions on record, the current one included. */
  versions: number
  table: Table
}

export interface CatalogEnvironment {
  databases: LmdbDatabase<DatabaseEntry, string>
  tables: LmdbDatabase<TableEntry, [database: string, table: string]>
  /** Archived versions only; the current one is in `tables`. */
  versions: LmdbDatabase<Table, [tableId: number, version: number]>
  partitions: LmdbDatabase<Partition, [tableId: number, values: string]>
  revisions: LmdbDatabase<number, number>
  attachments: LmdbDatabase<unknown, [ownerId: number, kind: string, id: string]>
  records: LmdbDatabase<unknown, [kind: string, id: string]>
  counters: LmdbDatabase<number, string>
  /** One write transaction, synced to disk when it returns, undone by what it throws; nested ones join the outer one. */
  write<T>(work: () => T): T
  /** Marks a table as changed; inside a transaction. */
  touch(tableId: number): void
  nextId(): number
  close(): void
}

/** Sorts after every string, number and array that the keys use. */
export const lastKey = '\u{10ffff}'

export function openEnvironment(dir: string): CatalogEnvironment {
  mkdirSync(dir, { recursive: true })
  const root: RootDatabase = open({
    path: dir,
    noSubdir: false,
    maxDbs: 16,
    // With overlapping sync a commit is visible before it is on disk; a caller that was answered must find it after a crash.
    overlappingSync: false,
    encoding: 'msgpack',
  })
  const database = <V, K extends string | number | (string | number)[]>(name: string) =>
    root.openDB<V, K>(name, { encoding: 'msgpack' })
  const revisions = database<number, number>('revisions')
  const counters = database<number, string>('counters')
  const next = (name: string): number => {
    const value = (counters.get(name) ?? 0) + 1
    counters.putSync(name, value)
    return value
  }
  return {
    databases: database('databases'),
    tables: database('tables'),
    versions: database('versions'),
    partitions: database('partitions'),
    revisions,
    attachments: database('attachments'),
    records: database('records'),
    counters,
    write: work => root.transactionSync(work),
    touch: tableId => revisions.putSync(tableId, next('revision')),
    nextId: () => next('id'),
    close: () => void root.close(),
  }
}

/** Removes every entry whose key starts with these parts; inside a transaction. */
export function removeAll<K extends (string | number)[]>(
  store: LmdbDatabase<unknown, K>,
  ...prefix: (string | number)[]
) {
  const range = { start: prefix as K, end: [...prefix, lastKey] as K }
  for (const key of [...store.getKeys(range)]) store.removeSync(key)
}
