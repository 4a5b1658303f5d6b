import { type CatalogEnvironment, type DatabaseEntry, removeAll, type TableEntry } from './environment.js'
import { CatalogError } from './model.js'

/** Glue's own bound of a name, in bytes; it also keeps the store's keys within LMDB's. */
const nameBytes = 255

const validName = (name: string): boolean => name !== '' && Buffer.byteLength(name) <= nameBytes

export function requireValidName(name: string): void {
  if (!validName(name)) throw new CatalogError('InvalidInput', `Names must have 1 to ${nameBytes} bytes.`)
}

export const tableKey = (database: string, table: string): [string, string] => [
  database.toLowerCase(),
  table.toLowerCase(),
]

export function findDatabase(environment: CatalogEnvironment, name: string): DatabaseEntry | undefined {
  return validName(name) ? environment.databases.get(name.toLowerCase()) : undefined
}

export function findTable(environment: CatalogEnvironment, database: string, name: string): TableEntry | undefined {
  return validName(database) && validName(name) ? environment.tables.get(tableKey(database, name)) : undefined
}

export function requireDatabase(environment: CatalogEnvironment, name: string): DatabaseEntry {
  const entry = findDatabase(environment, name)
  if (!entry) throw new CatalogError('EntityNotFound', `Database ${name} not found.`)
  return entry
}

export function requireTable(environment: CatalogEnvironment, database: string, name: string): TableEntry {
  const entry = findTable(environment, database, name)
  if (entry) return entry
  requireDatabase(environment, database)
  throw new CatalogError('EntityNotFound', `Table ${name} not found.`)
}

/** Removes a table and what hangs on it; inside a transaction. */
export function removeTable(environment: CatalogEnvironment, { id, table }: TableEntry): void {
  removeAll(environment.versions, id)
  removeAll(environment.partitions, id)
  removeAll(environment.attachments, id)
  environment.revisions.removeSync(id)
  environment.tables.removeSync([table.databaseName, table.name])
}
