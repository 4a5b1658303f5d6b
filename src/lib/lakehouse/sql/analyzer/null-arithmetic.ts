import type { Binary } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { duckdbType } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { type Typed, typed } from './typed.js'

const daySecond: TrinoType = { kind: 'interval day to second' }

/**
 * Date and interval arithmetic with an untyped NULL: the result where Trino finds one operator for it, its complaint where it
 * finds several or none. (Numbers beside a NULL are in arithmetic.ts.)
 */
export function nullArithmetic(expression: Binary, left: Typed, right: Typed): Typed {
  const { operator } = expression
  const first = left.type.kind !== 'unknown'
  const { type } = first ? left : right
  const result = resultType(operator, type, first)
  if (result === 'ambiguous') throw ambiguous()
  if (result) return typed(`CAST(NULL AS ${duckdbType(result)})`, result)
  throw new TrinoError(
    'TYPE_MISMATCH',
    `Cannot apply operator: ${typeName(left.type)} ${operator} ${typeName(right.type)}`,
    expression.loc,
  )
}

export function ambiguous(): TrinoError {
  return new TrinoError(
    'AMBIGUOUS_FUNCTION_CALL',
    'Could not choose a best candidate operator. Explicit type casts must be added.',
  )
}

/** `first`: the typed operand is the left one. */
function resultType(operator: string, type: TrinoType, first: boolean): TrinoType | 'ambiguous' | undefined {
  const interval = type.kind === 'interval day to second' || type.kind === 'interval year to month'
  switch (operator) {
    case '+':
      if (type.kind === 'date') return type
      if (type.kind === 'time') return { ...type, precision: Math.max(3, type.precision) }
      return type.kind === 'timestamp' || type.kind === 'unknown' || interval ? 'ambiguous' : undefined
    case '-':
      if (type.kind === 'date') return first ? type : daySecond
      if (type.kind === 'time' || type.kind === 'timestamp') return first ? 'ambiguous' : daySecond
      if (interval) return first ? type : 'ambiguous'
      return type.kind === 'unknown' ? 'ambiguous' : undefined
    case '*':
      if (interval) return type
      return type.kind === 'unknown' ? 'ambiguous' : undefined
    case '/':
      if (interval) return first ? type : undefined
      return type.kind === 'unknown' ? 'ambiguous' : undefined
    default:
      return type.kind === 'unknown' ? { kind: 'tinyint' } : undefined
  }
}

/** An interval can be multiplied by these two, so that a NULL beside them may be a number or an interval. */
export function isScale(type: TrinoType): boolean {
  return type.kind === 'bigint' || type.kind === 'double'
}
