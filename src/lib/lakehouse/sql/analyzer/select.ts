import type { Expression, Select, SelectItem, SortItem } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isComparable } from '../types/coercion.js'
import { structKey } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import { findCalls } from './aggregate-calls.js'
import { aggregate } from './aggregation.js'
import { type ExpressionContext, type QueryContext, undecorrelated } from './analysis.js'
import { sortable } from './comparisons.js'
import { expressionKey } from './expression-key.js'
import { analyzeCondition, analyzeExpression, notAggregate } from './expressions.js'
import { formatExpression } from './format-expression.js'
import { type AnalyzedQuery, limited, ordinal, type QueryColumn, type Tail } from './queries.js'
import { type AnalyzedRelation, analyzeRelation } from './relations.js'
import { type Field, hasRelation, nameParts, relationMatches, type Scope } from './scope.js'
import { requireOrderable, sortText } from './sorting.js'
import type { Typed } from './typed.js'
import { namedWindows } from './windows.js'

/** One output column: its expression (none for those that `*` stands for) and its value. */
interface Output {
  expression?: Expression
  column: QueryColumn
  value: Typed
}

export function analyzeSelect(select: Select, context: QueryContext, tail: Tail): AnalyzedQuery {
  const from: AnalyzedRelation = select.from ? analyzeRelation(select.from, context) : { sql: '', fields: [] }
  const scope: Scope = { kind: 'query', fields: from.fields, parent: context.outer }
  const base: ExpressionContext = { query: context, scope }
  const filter = () => select.where && whereClause(select.where, base)
  const where = select.from ? filter() : undecorrelated(context.correlation, filter)
  const windows = namedWindows(select)
  let inner: ExpressionContext = { ...base, windowsAllowed: true, windows }
  let source = `${from.sql ? ` FROM ${from.sql}` : ''}${where ? ` WHERE ${where}` : ''}`
  const step = isAggregated(select, tail.orderBy, context) ? aggregate(select, base, source) : undefined
  if (step) inner = { ...inner, aggregation: step.aggregation }
  const outputs = select.items.flatMap(item => selectItem(item, inner, select))
  const having =
    select.having &&
    wholly(select.having, () =>
      analyzeCondition(select.having!, { ...inner, windowsAllowed: false, clause: 'HAVING clause' }, 'HAVING clause'),
    )
  const order = orderItems(tail.orderBy, select, outputs, inner)
  if (select.distinct) requireComparable(outputs, select)
  // The aggregation step is complete only when everything that may add an aggregate has been analyzed.
  if (step) source = ` FROM ${step.sql()}${having ? ` WHERE ${having}` : ''}`
  const items = outputs.map(({ value }, i) => `${value.sql} AS c${i}`)
  const head = `SELECT ${select.distinct ? distinctClause(outputs) : ''}${items.join(', ')}`
  return {
    sql: limited(head, source.trimStart(), order, tail, context, outputs.length),
    columns: outputs.map(output => output.column),
  }
}

/** WHERE, term by term, so that correlation by anything but equality is seen. */
function whereClause(where: Expression, context: ExpressionContext): string {
  const { correlation } = context.query
  const terms = correlation && where.kind === 'logical' && where.operator === 'and' ? where.terms : [where]
  const sql = terms.map(term => {
    const before = correlation?.found
    if (correlation) correlation.found = false
    const condition = analyzeCondition(term, { ...context, clause: 'WHERE clause' }, 'WHERE clause')
    if (correlation?.found && !(term.kind === 'comparison' && term.operator === '=')) correlation.unequal = true
    if (correlation && before) correlation.found = true
    return condition
  })
  return sql.length === 1 ? sql[0]! : `(${sql.join(' AND ')})`
}

function isAggregated(select: Select, orderBy: SortItem[], context: QueryContext): boolean {
  if (select.groupBy || select.having) return true
  const { functions } = context.analysis
  const expressions = [
    ...select.items.map(item => (item.kind === 'expression' ? item.value : item.target)),
    ...orderBy.map(item => item.value),
  ]
  return expressions.some(
    expression => expression && findCalls(expression, functions).some(call => containsAggregate(call, functions)),
  )
}

/** An aggregate without OVER, or one in a window function's arguments or window. */
function containsAggregate(
  call: ReturnType<typeof findCalls>[number],
  functions: QueryContext['analysis']['functions'],
): boolean {
  const name = call.name.parts.at(-1)!.name.toLowerCase()
  if (!call.over) return functions.kind(name) === 'aggregate' || name === 'grouping'
  const over =
    call.over.kind === 'window' ? [...call.over.partitionBy, ...call.over.orderBy.map(item => item.value)] : []
  return [...call.args, ...over].some(arg =>
    findCalls(arg, functions).some(inner => containsAggregate(inner, functions)),
  )
}

function selectItem(item: SelectItem, context: ExpressionContext, select: Select): Output[] {
  if (item.kind === 'expression') {
    const value = wholly(item.value, () => analyzeExpression(item.value, context))
    if (value.type.kind === 'function') throw new TrinoError('TYPE_MISMATCH', 'A lambda is not a value', item.loc)
    const label = item.alias?.name ?? derivedName(item.value)
    return [{ expression: item.value, value, column: { name: label?.toLowerCase(), label, type: value.type } }]
  }
  return star(item, context, select)
}

/** Trino names the whole expression that is not grouped, not the column in it. */
function wholly<T>(expression: Expression, analyze: () => T): T {
  try {
    return analyze()
  } catch (error) {
    if (error instanceof TrinoError && error.errorName === 'EXPRESSION_NOT_AGGREGATE' && error.message.startsWith("'"))
      throw notAggregate(expression)
    throw error
  }
}

function derivedName(expression: Expression): string | undefined {
  if (expression.kind === 'identifier') return expression.name
  if (expression.kind === 'dereference' && nameParts(expression)) return expression.field.name
  return undefined
}

function star(item: Extract<SelectItem, { kind: 'all' }>, context: ExpressionContext, select: Select): Output[] {
  const { scope } = context
  const parts = item.target && nameParts(item.target)?.map(part => part.name.toLowerCase())
  if (!item.target && !select.from)
    throw new TrinoError('COLUMN_NOT_FOUND', 'SELECT * not allowed in queries without FROM clause', item.loc)
  let outputs: Output[]
  if (!item.target || (parts && hasRelation(scope, parts))) {
    const local = scope.fields.filter(field => !field.hidden && (!parts || relationMatches(field.relation, parts)))
    const fields = local.length > 0 || !parts ? local : outerFields(scope, parts)
    outputs = fields.map(field => fieldOutput(field, context, item))
  } else {
    outputs = rowOutputs(item.target, context, item)
  }
  if (outputs.length === 0)
    throw new TrinoError('COLUMN_NOT_FOUND', 'SELECT * not allowed from relation that has no columns', item.loc)
  if (!item.aliases) return outputs
  if (item.aliases.length !== outputs.length)
    throw new TrinoError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${item.aliases.length} entries but relation has ${outputs.length} columns`,
      item.loc,
    )
  return outputs.map((output, i) => {
    const label = item.aliases![i]!.name
    return { ...output, column: { ...output.column, name: label.toLowerCase(), label } }
  })
}

function outerFields(scope: Scope, parts: string[]): Field[] {
  for (let current = scope.parent; current; current = current.parent) {
    const found = current.fields.filter(field => !field.hidden && relationMatches(field.relation, parts))
    if (found.length > 0) return found
  }
  return []
}

function fieldOutput(field: Field, context: ExpressionContext, item: SelectItem): Output {
  const column = { name: field.name, label: field.label, type: field.type }
  const { aggregation } = context
  if (!aggregation) return { column, value: field.value }
  const key = aggregation.fieldKeys.get(field)
  if (!key) {
    const loc = item.loc
    const name = [...field.relation.slice(-1), field.name ?? ''].join('.')
    throw notAggregate({ kind: 'identifier', name, quoted: false, loc })
  }
  return { column, value: key }
}

/** `(row).*` */
function rowOutputs(target: Expression, context: ExpressionContext, item: SelectItem): Output[] {
  if (nameParts(target))
    throw new TrinoError('TABLE_NOT_FOUND', `Unable to resolve reference ${formatExpression(target)}`, item.loc)
  const value = analyzeExpression(target, context)
  const { type } = value
  if (type.kind !== 'row') throw new TrinoError('TYPE_MISMATCH', 'expected expression of type Row', target.loc)
  return type.fields.map((field, i) => ({
    value: { sql: `struct_extract(${value.sql}, '${structKey(field, i).replaceAll("'", "''")}')`, type: field.type },
    column: { name: field.name?.toLowerCase(), label: field.name, type: field.type },
  }))
}

/** ORDER BY sees output columns first, then the source's; a select item is named by its position. */
function orderItems(orderBy: SortItem[], select: Select, outputs: Output[], context: ExpressionContext): string[] {
  if (orderBy.length === 0) return []
  const { scope } = context
  const visible: Scope = {
    kind: 'query',
    fields: outputs.map(output => ({
      name: output.column.name,
      relation: [],
      type: output.column.type,
      value: output.value,
      hidden: false,
    })),
  }
  const keys = new Map<string, number>()
  for (const [i, output] of outputs.entries()) {
    if (output.expression) {
      const key = expressionKey(output.expression, scope)
      if (!keys.has(key)) keys.set(key, i)
    }
  }
  return orderBy.map(item => {
    let at = ordinal(item.value, outputs.length, 'ORDER BY')
    if (at === undefined && item.value.kind === 'identifier') {
      const name = item.value.name.toLowerCase()
      const found = outputs.flatMap((output, i) => (output.column.name === name ? [i] : []))
      if (found.length > 1)
        throw new TrinoError('AMBIGUOUS_NAME', `Column '${item.value.name}' is ambiguous`, item.value.loc)
      at = found[0]
    }
    at ??= keys.get(expressionKey(item.value, scope))
    if (at !== undefined) {
      const output = outputs[at]!
      requireOrderable(output.value, item)
      const zoned = output.value.type.kind === 'timestamp' && output.value.type.withTimeZone
      return sortText(zoned ? sortable(output.value) : String(at + 1), item)
    }
    const value = wholly(item.value, () =>
      analyzeExpression(item.value, { ...context, outputs: visible, clause: 'ORDER BY clause' }),
    )
    requireOrderable(value, item)
    if (select.distinct) {
      const match = outputs.findIndex(output => output.value.sql === value.sql)
      if (match < 0)
        throw new TrinoError(
          'EXPRESSION_NOT_IN_DISTINCT',
          'For SELECT DISTINCT, ORDER BY expressions must appear in select list',
          item.value.loc,
        )
      return sortText(String(match + 1), item)
    }
    return sortText(sortable(value), item)
  })
}

/** Zoned timestamps are distinct by their instants alone. */
function distinctClause(outputs: Output[]): string {
  const zoned = outputs.some(({ value }) => value.type.kind === 'timestamp' && value.type.withTimeZone)
  return zoned ? `DISTINCT ON (${outputs.map(({ value }) => sortable(value)).join(', ')}) ` : 'DISTINCT '
}

function requireComparable(outputs: Output[], select: Select) {
  for (const { value, expression } of outputs) {
    if (!isComparable(value.type))
      throw new TrinoError(
        'TYPE_MISMATCH',
        `DISTINCT can only be applied to comparable types (actual: ${typeName(value.type)})${expression ? `: ${formatExpression(expression)}` : ''}`,
        select.loc,
      )
  }
}
