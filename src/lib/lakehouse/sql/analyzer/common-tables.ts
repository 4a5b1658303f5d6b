import type { CommonTableExpression, Query, QueryBody, Relation } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { canCoerce } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { NamedQuery, QueryContext } from './analysis.js'
import { type AnalyzedQuery, analyzeBody, analyzeQuery, coerceColumns, type QueryColumn } from './queries.js'

/** WITH: each common table becomes a DuckDB CTE of its own name; the context answers with them in reach. */
export function withClause(
  clause: NonNullable<Query['with']>,
  context: QueryContext,
): { prefix: string; context: QueryContext } {
  const ctes = new Map(context.ctes)
  const seen = new Set<string>()
  const definitions: string[] = []
  const inner: QueryContext = { ...context, ctes }
  for (const cte of clause.ctes) {
    const name = cte.name.name.toLowerCase()
    if (seen.has(name))
      throw new TrinoError('DUPLICATE_NAMED_QUERY', `WITH query name '${name}' specified more than once`, cte.loc)
    seen.add(name)
    const { sql, columns } =
      clause.recursive && mentions(cte.query, name)
        ? recursiveTable(cte, inner, definitions)
        : analyzeQuery(cte.query, { ...inner, ctes: new Map(ctes) })
    const alias = context.analysis.nextAlias('w')
    definitions.push(`${alias} AS (${sql})`)
    ctes.set(name, { name, alias, columns: aliasColumns(columns, cte) })
  }
  return { prefix: `WITH ${definitions.join(', ')} `, context: inner }
}

function aliasColumns(columns: QueryColumn[], cte: CommonTableExpression): QueryColumn[] {
  if (!cte.columns) return columns
  if (cte.columns.length !== columns.length)
    throw new TrinoError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${cte.columns.length} entries but relation has ${columns.length} columns`,
      cte.columns[0]!.loc,
    )
  return columns.map((column, i) => ({
    type: column.type,
    name: cte.columns![i]!.name.toLowerCase(),
    label: cte.columns![i]!.name,
  }))
}

/** Trino's `max_recursion_depth`, as Athena leaves it. */
const maxDepth = 10

/**
 * A recursive table, unrolled as Trino plans it: one step a level, and an error where the last level still has rows.
 */
function recursiveTable(cte: CommonTableExpression, context: QueryContext, definitions: string[]): AnalyzedQuery {
  const name = cte.name.name.toLowerCase()
  if (!cte.columns)
    throw new TrinoError('MISSING_COLUMN_ALIASES', 'missing column aliases in recursive WITH query', cte.loc)
  let body: QueryBody = cte.query.body
  while (body.kind === 'query' && !body.with && body.orderBy.length === 0 && !body.limit) body = body.body
  if (body.kind !== 'set-operation' || body.operator !== 'union')
    throw new TrinoError('INVALID_RECURSIVE_REFERENCE', 'recursive reference not allowed in this context', cte.loc)
  const union = body
  if (mentions(union.left, name))
    throw new TrinoError(
      'INVALID_RECURSIVE_REFERENCE',
      'WITH table name is referenced in the base relation of recursion',
      union.left.loc,
    )
  const base = analyzeBody(union.left, context)
  const columns = aliasColumns(base.columns, cte)
  const levels: string[] = []
  const level = (sql: string) => {
    const alias = context.analysis.nextAlias('w')
    definitions.push(`${alias} AS MATERIALIZED (${sql})`)
    levels.push(alias)
    return alias
  }
  let previous = level(base.sql)
  for (let depth = 0; depth <= maxDepth; depth++) {
    const reference: NamedQuery = { name, alias: previous, columns }
    const step = analyzeBody(union.right, { ...context, ctes: new Map(context.ctes).set(name, reference) })
    checkStep(step, columns, cte)
    const { sql } = coerceColumns(
      step,
      columns.map(column => column.type),
      context,
    )
    if (depth < maxDepth) previous = level(sql)
    else {
      // The failing cast hangs on a column, so that it is not folded away or raised without rows.
      const failure = `SELECT ${columns.map((_, i) => `r.c${i} AS c${i}`).join(', ')} FROM (${sql}) AS r WHERE CAST(concat('TRINO[NOT_SUPPORTED] Recursion depth limit exceeded (${maxDepth}). Use ''max_recursion_depth'' session property to modify the limit.', left(CAST(r.c0 AS VARCHAR), 0)) AS BIGINT) > 0`
      previous = level(failure)
    }
  }
  return { sql: levels.map(alias => `(FROM ${alias})`).join(union.all ? ' UNION ALL ' : ' UNION '), columns }
}

function checkStep(step: AnalyzedQuery, columns: QueryColumn[], cte: CommonTableExpression) {
  if (step.columns.length !== columns.length)
    throw new TrinoError(
      'TYPE_MISMATCH',
      `base and step relations of recursion have different number of fields: ${columns.length}, ${step.columns.length}`,
      cte.loc,
    )
  for (const [i, column] of step.columns.entries()) {
    const wanted = columns[i]!.type
    if (!canCoerce(column.type, wanted))
      throw new TrinoError(
        'TYPE_MISMATCH',
        `recursion step relation output type (${typeName(column.type)}) is not coercible to recursion base relation output type (${typeName(wanted)}) at column ${i + 1}`,
        cte.loc,
      )
  }
}

/** Whether a query reads a table of that name. */
function mentions(query: Query | QueryBody | Relation, name: string): boolean {
  let found = false
  const visit = (node: unknown) => {
    if (found || !node || typeof node !== 'object') return
    if (Array.isArray(node)) {
      for (const item of node) visit(item)
      return
    }
    const table = node as { kind?: string; name?: { parts?: { name: string }[] } }
    if ((table.kind === 'table' || table.kind === 'table-body') && table.name?.parts?.length === 1) {
      if (table.name.parts[0]!.name.toLowerCase() === name) found = true
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'loc') visit(value)
  }
  visit(query)
  return found
}
