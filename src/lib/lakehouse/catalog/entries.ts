import { type CatalogEnvironment, type DatabaseEntry, removeAll, type TableEntry } from './environment.js'
import { CatalogError } from './model.js'

export const tableKey = (database: string, table: string): [string, string] => [
  database.toLowerCase(),
  table.toLowerCase(),
]

export function requireDatabase(environment: CatalogEnvironment, name: string): DatabaseEntry {
  const entry = environment.databases.get(name.toLowerCase())
  if (!entry) throw new CatalogError('EntityNotFound', `Database ${name} not found.`)
  return entry
}

export function requireTable(environment: CatalogEnvironment, database: string, name: string): TableEntry {
  const entry = environment.tables.get(tableKey(database, name))
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
