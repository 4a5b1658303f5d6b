import type { Table } from '../ast.js'
import { parseStatement } from '../parser/parse.js'
import type { ResolvedRelation } from '../resolver.js'
import { TrinoError } from '../trino-error.js'
import { canCoerce } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { QueryContext } from './analysis.js'
import { coerceTo } from './coerce.js'
import { type AnalyzedQuery, analyzeQuery } from './queries.js'
import type { AnalyzedRelation } from './relations.js'

/** A view in FROM: its text analyzed in the context it was created in, held against the columns stored with it. */
export function viewRelation(
  view: Extract<ResolvedRelation, { kind: 'view' }>,
  table: Table,
  context: QueryContext,
): AnalyzedRelation {
  const { catalog, schema, name } = view.name
  const full = `${catalog}.${schema}.${name}`
  const { analysis } = context
  if (table.asOf) throw new TrinoError('NOT_SUPPORTED', 'Querying views with time travel is not supported', table.loc)
  if (analysis.views.includes(full))
    throw new TrinoError('VIEW_IS_RECURSIVE', 'Statement contains a recursive view', table.loc)
  analysis.views.push(full)
  const query = viewQuery(view, full, table)
  let result: AnalyzedQuery
  try {
    result = analyzeQuery(query, { analysis, ctes: new Map(), catalog: view.catalog, schema: view.schema })
  } catch (error) {
    if (error instanceof TrinoError)
      throw new TrinoError('INVALID_VIEW', `Failed analyzing stored view '${full}': ${located(error)}`, table.loc)
    throw error
  } finally {
    analysis.views.pop()
  }
  const stale = staleReason(view, result.columns)
  if (stale) throw new TrinoError('VIEW_IS_STALE', `View '${full}' is stale or in invalid state: ${stale}`, table.loc)
  const alias = analysis.nextAlias('r')
  return {
    sql: `(${result.sql}) AS ${alias}`,
    fields: view.columns.map((column, i) => ({
      name: column.name,
      label: column.name,
      relation: [catalog, schema, name],
      type: column.type,
      value: {
        sql: coerceTo({ sql: `${alias}.c${i}`, type: result.columns[i]!.type }, column.type),
        type: column.type,
      },
      hidden: false,
    })),
  }
}

function viewQuery(view: Extract<ResolvedRelation, { kind: 'view' }>, full: string, table: Table) {
  const statement = parseStatement(view.sql)
  if (statement.kind !== 'query')
    throw new TrinoError('INVALID_VIEW', `Failed parsing stored view '${full}'`, table.loc)
  return statement
}

function located(error: TrinoError): string {
  return error.location ? `line ${error.location.line}:${error.location.column}: ${error.message}` : error.message
}

function staleReason(
  view: Extract<ResolvedRelation, { kind: 'view' }>,
  columns: { name?: string; type: TrinoType }[],
): string | undefined {
  if (columns.length !== view.columns.length)
    return `stored view column count (${view.columns.length}) does not match column count derived from the view query analysis (${columns.length})`
  for (const [i, column] of columns.entries()) {
    const stored = view.columns[i]!
    if (column.name === undefined)
      return `a column of type ${typeName(column.type)} projected from query view at position ${i} has no name`
    if (column.name !== stored.name)
      return `column [${column.name}] of type ${typeName(column.type)} projected from query view at position ${i} has a different name from column [${stored.name}] of type ${typeName(stored.type)} stored in view definition`
    if (!canCoerce(column.type, stored.type))
      return `column [${column.name}] of type ${typeName(column.type)} projected from query view at position ${i} cannot be coerced to column [${stored.name}] of type ${typeName(stored.type)} stored in view definition`
  }
  return undefined
}
