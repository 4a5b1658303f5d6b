import type { CreateTableAs } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { quoteIdentifier, storedDuckdbType } from '../types/duckdb-type.js'
import type { QueryContext } from './analysis.js'
import { analyzeQuery, type QueryColumn } from './queries.js'
import { toStored } from './stored-form.js'

/** The query of a CREATE TABLE AS: named columns in stored form. */
export function createTableSource(
  statement: CreateTableAs,
  context: QueryContext,
): { sql: string; columns: QueryColumn[] } {
  const query = analyzeQuery(statement.query, context)
  const names = statement.columns
  if (names && names.length !== query.columns.length)
    throw new TrinoError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${names.length} entries but relation has ${query.columns.length} columns`,
      statement.loc,
    )
  const seen = new Set<string>()
  const columns = query.columns.map((column, i): QueryColumn => {
    const label = names?.[i]?.name.toLowerCase() ?? column.name
    if (label === undefined)
      throw new TrinoError('MISSING_COLUMN_NAME', `Column name not specified at position ${i + 1}`, statement.query.loc)
    if (seen.has(label))
      throw new TrinoError(
        'DUPLICATE_COLUMN_NAME',
        `Column name '${label}' specified more than once`,
        statement.query.loc,
      )
    if (column.type.kind === 'unknown')
      throw new TrinoError('COLUMN_TYPE_UNKNOWN', `Column type is unknown at position ${i + 1}`, statement.query.loc)
    seen.add(label)
    return { name: label, label, type: column.type }
  })
  const alias = context.analysis.nextAlias('r')
  const items = columns.map(({ label, type }, i) => {
    const value = toStored({ sql: `${alias}.c${i}`, type })
    return `${type.kind === 'varchar' ? value : `CAST(${value} AS ${storedDuckdbType(type)})`} AS ${quoteIdentifier(label!)}`
  })
  return {
    sql: `SELECT ${items.join(', ')} FROM (${query.sql}) AS ${alias}${statement.withData ? '' : ' WHERE false'}`,
    columns,
  }
}
