import type { Expression, FunctionCall, Select, Window } from '../ast.js'
import type { FunctionDefinition } from '../functions/definition.js'
import { TrinoError } from '../trino-error.js'
import { isComparable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import { aggregateSql, findCalls } from './aggregate-calls.js'
import type { ExpressionContext } from './analysis.js'
import { sortable } from './comparisons.js'
import { analyzeExpression } from './expressions.js'
import { formatExpression } from './format-expression.js'
import { sortItemSql } from './sorting.js'
import type { Typed } from './typed.js'
import { frameSql } from './window-frames.js'

export function windowCall(
  name: string,
  kind: FunctionDefinition['kind'],
  call: FunctionCall,
  context: ExpressionContext,
): Typed {
  if (!context.windowsAllowed)
    throw new TrinoError(
      'EXPRESSION_NOT_SCALAR',
      `${context.clause ?? 'Expression'} cannot contain aggregations, window functions or grouping operations: [${formatExpression(call)}]`,
      call.loc,
    )
  if (kind === 'scalar') throw new TrinoError('FUNCTION_NOT_WINDOW', `Not a window function: ${name}`, call.loc)
  if (call.filter) throw new TrinoError('NOT_SUPPORTED', `FILTER is not yet supported for window functions`, call.loc)
  if (call.orderBy.length > 0)
    throw new TrinoError('NOT_SUPPORTED', `Window function with ORDER BY is not supported`, call.loc)
  const window = resolveWindow(call.over!, context)
  refuseNested(call, window, context)
  const inner: ExpressionContext = { ...context, inside: 'window', windowsAllowed: false, outputs: undefined }
  if (kind === 'window' && !/_value$/.test(name) && window.frame)
    throw new TrinoError('INVALID_WINDOW_FRAME', `Cannot specify window frame for ${name} function`, window.frame.loc)
  if ((name === 'lag' || name === 'lead') && window.orderBy.length === 0)
    throw new TrinoError('MISSING_ORDER_BY', `${name} function requires an ORDER BY window clause`, call.loc)
  const over = windowSql(window, inner)
  const nulls = call.nullTreatment === 'ignore' ? ' IGNORE NULLS' : ''
  return aggregateSql(
    name,
    call,
    inner,
    (fn, args) => `${fn}(${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${nulls}) OVER (${over})`,
  )
}

/** The WINDOW clause: each name once, and each may build on the ones before. */
export function namedWindows(select: Select): Map<string, Window> {
  const windows = new Map<string, Window>()
  for (const { name, window } of select.windows) {
    const key = name.name.toLowerCase()
    if (windows.has(key))
      throw new TrinoError('DUPLICATE_WINDOW_NAME', `WINDOW name '${name.name}' specified more than once`, name.loc)
    const { base } = window
    if (base && !windows.has(base.name.toLowerCase()))
      throw new TrinoError('INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${base.name}`, base.loc)
    windows.set(key, window)
  }
  return windows
}

/** A named window, or one that builds on a named one. */
function resolveWindow(over: Window | (FunctionCall['over'] & object), context: ExpressionContext): Window {
  if (over.kind === 'identifier') {
    const found = context.windows?.get(over.name.toLowerCase())
    if (!found) throw new TrinoError('INVALID_WINDOW_REFERENCE', `Cannot resolve WINDOW name ${over.name}`, over.loc)
    return resolveWindow(found, context)
  }
  if (!over.base) return over
  const base = resolveWindow(over.base, context)
  if (over.partitionBy.length > 0)
    throw new TrinoError(
      'INVALID_PARTITION_BY',
      'WINDOW specification with named WINDOW reference cannot specify PARTITION BY',
      over.partitionBy[0]!.loc,
    )
  if (base.orderBy.length > 0 && over.orderBy.length > 0)
    throw new TrinoError(
      'INVALID_ORDER_BY',
      'Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY',
      over.orderBy[0]!.loc,
    )
  if (base.frame)
    throw new TrinoError(
      'INVALID_WINDOW_REFERENCE',
      'Cannot reference named WINDOW containing frame specification',
      over.base.loc,
    )
  return { ...over, partitionBy: base.partitionBy, orderBy: over.orderBy.length > 0 ? over.orderBy : base.orderBy }
}

function refuseNested(call: FunctionCall, window: Window, context: ExpressionContext) {
  const { functions } = context.query.analysis
  const check = (expressions: Expression[], where: string) => {
    const nested = expressions.flatMap(expression => findCalls(expression, functions)).find(found => found.over)
    if (nested)
      throw new TrinoError(
        'NESTED_WINDOW',
        `Cannot nest window functions or row pattern measures inside ${where}`,
        nested.loc,
      )
  }
  check(call.args, 'window function arguments')
  check([...window.partitionBy, ...window.orderBy.map(item => item.value)], 'window specification')
}

function windowSql(window: Window, context: ExpressionContext): string {
  const parts: string[] = []
  if (window.partitionBy.length > 0) {
    const keys = window.partitionBy.map(item => {
      const value = analyzeExpression(item, context)
      if (!isComparable(value.type))
        throw new TrinoError(
          'TYPE_MISMATCH',
          `${typeName(value.type)} is not comparable, and therefore cannot be used in window function PARTITION BY`,
          item.loc,
        )
      return sortable(value)
    })
    parts.push(`PARTITION BY ${keys.join(', ')}`)
  }
  const sorted = window.orderBy.map(item => analyzeExpression(item.value, context))
  if (sorted.length > 0)
    parts.push(`ORDER BY ${sorted.map((value, i) => sortItemSql(value, window.orderBy[i]!)).join(', ')}`)
  if (window.frame) parts.push(frameSql(window.frame, window, sorted, context))
  return parts.join(' ')
}
