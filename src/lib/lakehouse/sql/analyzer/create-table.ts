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
  const columns = namedColumns(query.columns, statement)
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

/** The columns of a table or view made from a query: each has a name of its own and a type. */
export function namedColumns(
  columns: QueryColumn[],
  { columns: names, loc }: Pick<CreateTableAs, 'columns' | 'loc'>,
): QueryColumn[] {
  if (names && names.length !== columns.length)
    throw new TrinoError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${names.length} entries but relation has ${columns.length} columns`,
      names[0]!.loc,
    )
  const seen = new Set<string>()
  return columns.map((column, i) => {
    const name = names?.[i]?.name.toLowerCase() ?? column.name
    if (name === undefined)
      throw new TrinoError('MISSING_COLUMN_NAME', `Column name not specified at position ${i + 1}`, loc)
    if (seen.has(name))
      throw new TrinoError('DUPLICATE_COLUMN_NAME', `Column name '${name}' specified more than once`, loc)
    if (column.type.kind === 'unknown')
      throw new TrinoError('COLUMN_TYPE_UNKNOWN', `Column type is unknown: ${name}`, loc)
    seen.add(name)
    return { name, label: name, type: column.type }
  })
}
