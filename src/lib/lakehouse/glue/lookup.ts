import type { CatalogStore, Table } from '../catalog/model.js'
import { notFound } from './errors.js'

export function requireTable(catalog: CatalogStore, databaseName: string, tableName: string): Table {
  const table = catalog.table(databaseName, tableName)
  if (table) return table
  if (!catalog.database(databaseName)) throw notFound(`Database ${databaseName} not found.`)
  throw notFound(`Table ${tableName} not found.`)
}
