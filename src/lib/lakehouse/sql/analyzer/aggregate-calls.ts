import type { Expression, FunctionCall } from '../ast.js'
import type { FunctionRegistry } from '../functions/registry.js'
import { TrinoError } from '../trino-error.js'
import { isComparable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { ExpressionContext } from './analysis.js'
import { emitCall } from './calls.js'
import { analyzeCondition, analyzeExpression } from './expressions.js'
import { formatExpression } from './format-expression.js'
import { sortItemSql } from './sorting.js'
import type { Typed } from './typed.js'

export const plainAggregate = (name: string, args: string[]) => `${name}(${args.join(', ')})`

/** An aggregate without OVER: computed in the aggregation step, referred to from then on. */
export function aggregateCall(name: string, call: FunctionCall, context: ExpressionContext): Typed {
  if (context.inside === 'aggregate')
    throw new TrinoError(
      'NESTED_AGGREGATION',
      `Cannot nest aggregations inside aggregation '${name}': [${formatExpression(call)}]`,
      call.loc,
    )
  const { aggregation } = context
  if (!aggregation)
    throw new TrinoError(
      'EXPRESSION_NOT_SCALAR',
      `${context.clause ?? 'Expression'} cannot contain aggregations, window functions or grouping operations: [${formatExpression(call)}]`,
      call.loc,
    )
  refuseNested(name, call, context)
  const inner: ExpressionContext = { ...context, inside: 'aggregate' }
  const filter = call.filter && analyzeCondition(call.filter, inner, 'FILTER expression')
  const value = aggregateSql(name, call, inner, (fn, args) => {
    const base = aggregateText(fn, args, call, inner)
    return filter ? `${base} FILTER (WHERE ${filter})` : base
  })
  return aggregation.add(value.sql, value.type)
}

/** The aggregate's arguments typed and emitted; `attach` says what the call looks like in DuckDB. */
export function aggregateSql(
  name: string,
  call: FunctionCall,
  context: ExpressionContext,
  attach: (fn: string, args: string[]) => string,
): Typed {
  const args = call.args.map(arg => (arg.kind === 'lambda' ? arg : analyzeExpression(arg, context)))
  const [first] = args
  if (name === 'listagg' && first && 'sql' in first && first.type.kind !== 'varchar' && first.type.kind !== 'unknown')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Expected expression of varchar, but '${formatExpression(call.args[0]!)}' has ${typeName(first.type)} type`,
      call.loc,
    )
  if (call.distinct) {
    for (const arg of args)
      if ('sql' in arg && !isComparable(arg.type))
        throw new TrinoError(
          'TYPE_MISMATCH',
          `DISTINCT can only be applied to comparable types (actual: ${typeName(arg.type)})`,
          call.loc,
        )
  }
  refuseOrderOfDistinct(call)
  return emitCall(name, args, call, context, attach)
}

function refuseOrderOfDistinct(call: FunctionCall) {
  if (!call.distinct) return
  const known = call.args.map(formatExpression)
  const stranger = call.orderBy.find(item => !known.includes(formatExpression(item.value)))
  if (stranger)
    throw new TrinoError(
      'EXPRESSION_NOT_IN_DISTINCT',
      'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments',
      stranger.value.loc,
    )
}

/** `fn(DISTINCT args ORDER BY …)` */
function aggregateText(fn: string, args: string[], call: FunctionCall, context: ExpressionContext): string {
  const order = call.orderBy.map(item => sortItemSql(analyzeExpression(item.value, context), item))
  const nulls = call.nullTreatment === 'ignore' ? ' IGNORE NULLS' : ''
  return `${fn}(${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''}${nulls})`
}

function refuseNested(name: string, call: FunctionCall, context: ExpressionContext) {
  const { functions } = context.query.analysis
  const inner = [...call.args, ...call.orderBy.map(item => item.value)].flatMap(arg => findCalls(arg, functions))
  const aggregates = inner.filter(found => !found.over)
  if (aggregates.length > 0)
    throw new TrinoError(
      'NESTED_AGGREGATION',
      `Cannot nest aggregations inside aggregation '${name}': [${aggregates.map(formatExpression).join(', ')}]`,
      call.loc,
    )
  const windows = inner.filter(found => found.over)
  if (windows.length > 0)
    throw new TrinoError(
      'NESTED_WINDOW',
      `Cannot nest window functions or row pattern measures inside aggregation '${name}': [${windows.map(formatExpression).join(', ')}]`,
      call.loc,
    )
}

const calls = new WeakMap<Expression, FunctionCall[]>()

/** Aggregate, window and grouping calls in an expression, outermost first, subqueries left out. */
export function findCalls(expression: Expression, functions: FunctionRegistry): FunctionCall[] {
  const known = calls.get(expression)
  if (known) return known
  const found: FunctionCall[] = []
  calls.set(expression, found)
  const visit = (node: unknown) => {
    if (Array.isArray(node)) for (const item of node) visit(item)
    else if (node && typeof node === 'object') {
      const { kind } = node as { kind?: string }
      if (kind === 'query') return
      if (kind === 'call') {
        const call = node as FunctionCall
        const name = call.name.parts.at(-1)!.name.toLowerCase()
        const function_ = functions.kind(name)
        if (call.over || function_ === 'aggregate' || function_ === 'window' || name === 'grouping') found.push(call)
      }
      for (const key in node) if (key !== 'loc') visit((node as Record<string, unknown>)[key])
    }
  }
  visit(expression)
  return found
}
