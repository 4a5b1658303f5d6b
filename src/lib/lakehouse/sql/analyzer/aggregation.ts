import type { Expression, GroupingElement, Select } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isComparable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import { findCalls } from './aggregate-calls.js'
import type { Aggregation, ExpressionContext } from './analysis.js'
import { expressionKey } from './expression-key.js'
import { analyzeExpression } from './expressions.js'
import { formatExpression } from './format-expression.js'
import { ordinal } from './queries.js'
import { type Field, nameParts, resolveField } from './scope.js'
import { instantOf, type Typed } from './typed.js'

interface GroupingKey {
  sql: string
  value: Typed
}

/**
 * The aggregation step, as Trino plans it: a subquery that computes the grouping columns (`k0`, …) and the aggregates (`a0`, …);
 * SELECT, HAVING and ORDER BY then read those alone. `sql()` is the step's FROM item, once all of them are analyzed.
 */
export function aggregate(
  select: Select,
  context: ExpressionContext,
  source: string,
): { aggregation: Aggregation; sql: () => string } {
  const alias = context.query.analysis.nextAlias('g')
  const aggregates: string[] = []
  const keys: GroupingKey[] = []
  const aggregation: Aggregation = {
    grouped: select.groupBy !== undefined,
    keys: new Map(),
    fieldKeys: new Map(),
    add: (sql, type) => {
      let at = aggregates.indexOf(sql)
      if (at < 0) at = aggregates.push(sql) - 1
      return { sql: `${alias}.a${at}`, type }
    },
    grouping: (args, at) => {
      const columns = args.map(arg => {
        const key = aggregation.keys.get(expressionKey(arg, context.scope))
        if (!key)
          throw new TrinoError(
            'INVALID_ARGUMENTS',
            `The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to ${formatExpression(arg)}.`,
            at.loc,
          )
        return keys.find(candidate => candidate.value === key)!.sql
      })
      const type = { kind: args.length < 32 ? 'integer' : 'bigint' } as const
      return aggregation.add(`CAST(GROUPING(${columns.join(', ')}) AS ${type.kind.toUpperCase()})`, type)
    },
  }
  const addKey = (expression: Expression): number => {
    const at = groupingTarget(expression, select)
    const key = expressionKey(at, context.scope)
    const known = aggregation.keys.get(key)
    if (known) return keys.findIndex(candidate => candidate.value === known)
    const value = groupingValue(at, expression, context)
    const zoned = value.type.kind === 'timestamp' && value.type.withTimeZone
    const index = keys.length
    const column = `${alias}.k${index}`
    let reference: Typed = { sql: column, type: value.type }
    if (zoned) {
      const zone = aggregation.add(`any_value((${value.sql}).z)`, { kind: 'varchar' })
      reference = { sql: `t_zoned(${column}, ${zone.sql})`, type: value.type, instant: column }
    }
    keys.push({ sql: groupingSql(zoned ? instantOf(value) : value.sql), value: reference })
    aggregation.keys.set(key, reference)
    const field = referencedField(at, context)
    if (field) aggregation.fieldKeys.set(field, reference)
    return index
  }
  const sets = select.groupBy ? groupingSets(select.groupBy.elements, addKey, select.groupBy.distinct) : undefined
  return {
    aggregation,
    sql: () => {
      const items = [...keys.map((key, i) => `${key.sql} AS k${i}`), ...aggregates.map((sql, i) => `${sql} AS a${i}`)]
      if (aggregates.length === 0) items.push('count(*) AS n')
      return `(SELECT ${items.join(', ')}${source}${groupBySql(sets, keys)}) AS ${alias}`
    },
  }
}

/** A bare number in DuckDB's GROUP BY would be an ordinal. */
function groupingSql(sql: string): string {
  return /^\d+$/.test(sql) ? `CAST(${sql} AS INTEGER)` : sql
}

function groupBySql(sets: number[][] | undefined, keys: GroupingKey[]): string {
  if (!sets) return ''
  const list = (set: number[]) => set.map(i => keys[i]!.sql).join(', ')
  if (sets.length === 1) return sets[0]!.length > 0 ? ` GROUP BY ${list(sets[0]!)}` : ''
  return ` GROUP BY GROUPING SETS (${sets.map(set => `(${list(set)})`).join(', ')})`
}

function groupingTarget(expression: Expression, select: Select): Expression {
  const at = ordinal(expression, select.items.length, 'GROUP BY')
  if (at === undefined) return expression
  const item = select.items[at]!
  if (item.kind !== 'expression') throw new TrinoError('NOT_SUPPORTED', 'GROUP BY position of *', expression.loc)
  return item.value
}

function groupingValue(expression: Expression, written: Expression, context: ExpressionContext): Typed {
  const calls = findCalls(expression, context.query.analysis.functions)
  if (calls.length > 0)
    throw new TrinoError(
      'EXPRESSION_NOT_SCALAR',
      `GROUP BY clause cannot contain aggregations, window functions or grouping operations: [${calls.map(formatExpression).join(', ')}]`,
      written.loc,
    )
  const value = analyzeExpression(expression, { ...context, clause: 'GROUP BY clause' })
  if (!isComparable(value.type))
    throw new TrinoError(
      'TYPE_MISMATCH',
      `${typeName(value.type)} is not comparable, and therefore cannot be used in GROUP BY`,
      written.loc,
    )
  return value
}

function referencedField(expression: Expression, context: ExpressionContext): Field | undefined {
  const parts = nameParts(expression)
  if (!parts) return undefined
  const found = resolveField(
    context.scope,
    parts.map(part => part.name.toLowerCase()),
    expression,
  )
  return found && !found.outer ? found.field : undefined
}

/** The grouping sets of all elements: their cross product, as the standard has it. */
function groupingSets(
  elements: GroupingElement[],
  addKey: (expression: Expression) => number,
  distinct: boolean,
): number[][] {
  let sets: number[][] = [[]]
  for (const element of elements) {
    const own = elementSets(element, addKey)
    sets = sets.flatMap(set => own.map(more => [...new Set([...set, ...more])]))
  }
  if (!distinct) return sets
  const seen = new Set<string>()
  return sets.filter(set => {
    const key = [...set].sort((a, b) => a - b).join()
    return !seen.has(key) && seen.add(key)
  })
}

function elementSets(element: GroupingElement, addKey: (expression: Expression) => number): number[][] {
  switch (element.kind) {
    case 'simple':
      return [element.expressions.map(addKey)]
    case 'sets':
      return element.sets.map(set => set.map(addKey))
    case 'rollup': {
      const keys = columnGroups(element.expressions, addKey)
      return Array.from({ length: keys.length + 1 }, (_, i) => keys.slice(0, keys.length - i).flat())
    }
    case 'cube': {
      const keys = columnGroups(element.expressions, addKey)
      // Every subset, by the bits of a counter, the full one first.
      const subsets = 1 << keys.length
      return Array.from({ length: subsets }, (_, i) => keys.filter((_key, k) => !(i & (1 << k))).flat())
    }
  }
}

/** `(a, b)` inside ROLLUP or CUBE counts as one column. */
function columnGroups(expressions: Expression[], addKey: (expression: Expression) => number): number[][] {
  return expressions.map(expression =>
    expression.kind === 'row' ? expression.items.map(addKey) : [addKey(expression)],
  )
}
