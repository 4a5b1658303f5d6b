import type { Expression } from '../lakehouse/sql/ast.js'
import { functionKind, functionName } from './function-kinds.js'
import { columnBehind, type OutputColumn } from './output-columns.js'
import { childrenOf, type FunctionCall } from './syntax.js'

/** Periods of which a table hardly has a hundred. */
const COARSE = new Set(['month', 'quarter', 'year'])
const COARSE_FUNCTIONS = new Set(['month', 'quarter', 'year', 'year_of_week', 'last_day_of_month'])

/**
 * Whether an expression may have a value per day: it comes from a table's column, and nothing on the way makes months
 * or years of it, or one value of all rows.
 */
export function manyDays(value: Expression, column: OutputColumn): boolean {
  if (value.kind === 'identifier' || value.kind === 'dereference') {
    const behind = columnBehind(value, column)
    return behind === undefined || manyDays(behind.value, behind)
  }
  if (value.kind === 'subquery') return false
  if (value.kind === 'extract') return !COARSE.has(value.field)
  if (value.kind === 'call' && isCoarse(value, column)) return false
  return childrenOf(value).some(child => manyDays(child as Expression, column))
}

function isCoarse(call: FunctionCall, { select }: OutputColumn): boolean {
  const name = functionName(call)
  const [first, second] = call.args
  if (name === 'date_trunc') return first?.kind === 'string' && COARSE.has(first.value.toLowerCase())
  if (name === 'date_format') return second?.kind === 'string' && !/%[dejD]/.test(second.value)
  // An aggregate of all rows is one value.
  if (functionKind(name) === 'aggregate' && call.over === undefined) return select.groupBy === undefined
  return COARSE_FUNCTIONS.has(name)
}
