import type { Database, Table } from '../../catalog/model.js'
import { CATALOG } from '../../engine/relations.js'
import type { TableName } from '../../iceberg/iceberg-catalog.js'
import type { QualifiedName } from '../../sql/ast.js'
import type { RelationName } from '../../sql/resolver.js'
import { TrinoError } from '../../sql/trino-error.js'
import type { StatementRun } from './statement.js'

/** The full name of a table in a statement, lower case: `t`, `db.t` or `catalog.db.t`. */
export function tableName(name: QualifiedName, run: StatementRun): RelationName {
  const parts = name.parts.map(part => part.name.toLowerCase())
  if (parts.length > 3)
    throw new TrinoError('SYNTAX_ERROR', `Too many dots in table name: ${parts.join('.')}`, name.loc)
  const schema = parts.at(-2) ?? run.session.schema
  if (schema === undefined)
    throw new TrinoError('MISSING_SCHEMA_NAME', 'Schema must be specified when session schema is not set', name.loc)
  const catalog = parts.at(-3) ?? run.session.catalog
  if (catalog !== CATALOG) throw new TrinoError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, name.loc)
  return { catalog, schema, name: parts.at(-1)! }
}

export function glueName(name: RelationName): TableName {
  return { database: name.schema, name: name.name }
}

/** The name of a database in a statement. */
export function databaseName(name: QualifiedName, run: StatementRun): string {
  const parts = name.parts.map(part => part.name.toLowerCase())
  const catalog = parts.at(-2) ?? run.session.catalog
  if (catalog !== CATALOG) throw new TrinoError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, name.loc)
  return parts.at(-1)!
}

/** Hive's words, as Athena's DDL has them. */
export function requireDatabase(name: string, run: StatementRun): Database {
  const database = run.catalog.database(name)
  if (!database) throw ddlError(`SemanticException [Error 10072]: Database does not exist: ${name}`)
  return database
}

export function requireTable(name: RelationName, run: StatementRun): Table {
  requireDatabase(name.schema, run)
  const table = run.catalog.table(name.schema, name.name)
  if (!table) throw ddlError(`SemanticException [Error 10001]: Table not found ${name.schema}.${name.name}`)
  return table
}

/** A failed DDL statement: Athena hands on the text of its Hive front end, without an error name. */
export class DdlError extends Error {}

export function ddlError(message: string): DdlError {
  return new DdlError(`FAILED: ${message}`)
}
