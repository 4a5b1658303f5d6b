import type { Exists, InSubquery, QuantifiedComparison, Query, ScalarSubquery } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isOrderable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { type Correlation, type ExpressionContext, noCorrelation } from './analysis.js'
import { comparand, comparands } from './comparisons.js'
import { analyzeExpression } from './expressions.js'
import { type AnalyzedQuery, analyzeQuery } from './queries.js'
import { booleanOf, type Typed, typed } from './typed.js'

/** A subquery sees the enclosing query's columns; in an aggregated one, what it reads must be grouped. */
function analyzeSubquery(
  query: Query,
  context: ExpressionContext,
  at: { loc: Query['loc'] },
): AnalyzedQuery & { correlation: Correlation } {
  if (context.insideLambda) throw new TrinoError('NOT_SUPPORTED', 'Lambda expression cannot contain subqueries', at.loc)
  const correlation = noCorrelation()
  const result = analyzeQuery(query, { ...context.query, outer: groupedScope(context), correlation })
  if (correlation.found && context.query.correlation && context.query.outer) context.query.correlation.found = true
  refuseCorrelation(query, correlation)
  return { ...result, correlation }
}

/** Shapes of correlated subqueries that Trino's planner does not know. */
export function refuseCorrelation(query: Query, correlation: Correlation): void {
  const limited = query.limit !== undefined && (query.orderBy.length === 0 || correlation.unequal)
  if (correlation.found && (limited || correlation.aggregated || correlation.undecorrelated)) throw unsupported(query)
}

function unsupported(query: Query): TrinoError {
  return new TrinoError('NOT_SUPPORTED', 'Given correlated subquery is not supported', query.loc)
}

/** The enclosing scope as a subquery sees it: grouped columns in place of the source's. */
function groupedScope(context: ExpressionContext) {
  const { aggregation, scope } = context
  if (!aggregation || context.inside === 'aggregate') return scope
  const fields = scope.fields.map(field => {
    const key = aggregation.fieldKeys.get(field)
    return key ? { ...field, value: key } : { ...field, ungrouped: true }
  })
  return { ...scope, fields }
}

export function scalarSubquery(expression: ScalarSubquery, context: ExpressionContext): Typed {
  const result = analyzeSubquery(expression.query, context, expression)
  if (result.columns.length === 1) return typed(`(${result.sql})`, result.columns[0]!.type)
  const type: TrinoType = { kind: 'row', fields: result.columns.map(({ name, type }) => ({ name, type })) }
  const alias = context.query.analysis.nextAlias('r')
  const fields = type.fields.map(
    (field, i) => `"${(field.name ?? `field${i}`).replaceAll('"', '""')}" := ${alias}.c${i}`,
  )
  return typed(`(SELECT struct_pack(${fields.join(', ')}) FROM (${result.sql}) AS ${alias})`, type)
}

export function existsSubquery(expression: Exists, context: ExpressionContext): Typed {
  const { sql, correlation } = analyzeSubquery(expression.query, context, expression)
  if (correlation.unnested) throw unsupported(expression.query)
  return { ...booleanOf(`EXISTS (${sql})`), nullable: false }
}

export function inSubquery(expression: InSubquery, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  const { sql, columns } = oneColumn(analyzeSubquery(expression.query, context, expression), value, expression)
  const column: Typed = { sql: 's.c0', type: columns[0]!.type }
  const { a, b } = inComparands(value, column, expression)
  const list = b === 's.c0' ? sql : `SELECT ${b} FROM (${sql}) AS s`
  return booleanOf(`(${a} ${expression.negated ? 'NOT ' : ''}IN (${list}))`)
}

function inComparands(value: Typed, column: Typed, at: InSubquery) {
  try {
    return comparands(value, column, 'IN', at)
  } catch (error) {
    if (error instanceof TrinoError)
      throw new TrinoError(
        'TYPE_MISMATCH',
        `Value expression and result of subquery must be of the same type: ${typeName(value.type)} vs ${typeName(column.type)}`,
        at.loc,
      )
    throw error
  }
}

/** `(a, b) IN (SELECT x, y …)`: the subquery's columns as one row. */
function oneColumn(result: AnalyzedQuery, value: Typed, at: { loc: InSubquery['loc'] }): AnalyzedQuery {
  if (result.columns.length === 1) return result
  if (value.type.kind !== 'row' || value.type.fields.length !== result.columns.length)
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Value expression and result of subquery must be of the same type: ${typeName(value.type)} vs row(${result.columns.map(column => typeName(column.type)).join(', ')})`,
      at.loc,
    )
  const type: TrinoType = { kind: 'row', fields: result.columns.map(column => ({ type: column.type })) }
  const fields = result.columns.map((_, i) => `field${i} := q.c${i}`)
  return { sql: `SELECT struct_pack(${fields.join(', ')}) AS c0 FROM (${result.sql}) AS q`, columns: [{ type }] }
}

export function quantifiedComparison(expression: QuantifiedComparison, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  const { sql, columns } = oneColumn(analyzeSubquery(expression.query, context, expression), value, expression)
  const column: Typed = { sql: 's.c0', type: columns[0]!.type }
  const { a, type } = comparands(value, column, expression.operator, expression, isOrderable)
  const list = `SELECT ${comparand(column, type)} FROM (${sql}) AS s`
  const quantifier = expression.quantifier === 'all' ? 'ALL' : 'ANY'
  return booleanOf(`(${a} ${expression.operator} ${quantifier} (${list}))`)
}
