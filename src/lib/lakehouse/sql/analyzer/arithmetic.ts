import type { Binary, Unary } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType, isInteger, isNumeric } from '../types/coercion.js'
import { duckdbType } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { coerceTo } from './coerce.js'
import { concatenation } from './concatenation.js'
import { decimalArithmetic } from './decimal-arithmetic.js'
import { analyzeExpression } from './expressions.js'
import { intervalArithmetic } from './interval-arithmetic.js'
import { longLiteral } from './literals.js'
import { ambiguous, isScale, nullArithmetic } from './null-arithmetic.js'
import { type Typed, typed } from './typed.js'

export function negation(expression: Unary, context: ExpressionContext): Typed {
  const { operand, operator } = expression
  if (operator === '-' && operand.kind === 'long' && operand.value > 0n)
    return longLiteral({ ...operand, value: -operand.value })
  const value = analyzeExpression(operand, context)
  const interval = value.type.kind.startsWith('interval')
  if (value.type.kind === 'unknown' && operator === '-') throw ambiguous()
  if (!isNumeric(value.type) && !interval && value.type.kind !== 'unknown')
    throw new TrinoError('TYPE_MISMATCH', `Cannot negate ${typeName(value.type)}`, expression.loc)
  if (operator === '+') return value
  const { literal } = value
  if (literal === undefined || literal === null) return { sql: `(- ${value.sql})`, type: value.type }
  const negated = typeof literal === 'string' ? `-${literal}` : typeof literal === 'boolean' ? undefined : -literal
  return { sql: `(- ${value.sql})`, type: value.type, literal: negated }
}

export function arithmetic(expression: Binary, context: ExpressionContext): Typed {
  // A long chain (`a || b || …`) is left-deep: walked in a loop, not by recursion.
  const chain: Binary[] = []
  let leftmost: Binary['left'] = expression
  while (leftmost.kind === 'binary-operator') {
    chain.push(leftmost)
    leftmost = leftmost.left
  }
  let value: Typed
  if (context.aggregation) {
    value = analyzeExpression(expression.left, context)
    return applyOperator(expression, value, analyzeExpression(expression.right, context))
  }
  value = analyzeExpression(leftmost, context)
  for (const step of chain.reverse()) value = applyOperator(step, value, analyzeExpression(step.right, context))
  return value
}

function applyOperator(expression: Binary, left: Typed, right: Typed): Typed {
  const { operator } = expression
  const mismatch = () =>
    new TrinoError(
      'TYPE_MISMATCH',
      `Cannot apply operator: ${typeName(left.type)} ${operator} ${typeName(right.type)}`,
      expression.loc,
    )
  if (operator === '||') return concatenation(left, right, expression)
  const common = isNumeric(left.type) && isNumeric(right.type) ? commonSuperType(left.type, right.type) : undefined
  if (common) return numeric(operator, left, right, common)
  if (left.type.kind === 'unknown' || right.type.kind === 'unknown') {
    const known = left.type.kind === 'unknown' ? right : left
    if (!isNumeric(known.type)) return nullArithmetic(expression, left, right)
    if (operator === '*' && isScale(known.type)) throw ambiguous()
    return withNull(operator, known, known === left)
  }
  const result = intervalArithmetic(operator, left, right)
  if (result) return result
  throw mismatch()
}

/** A number and an untyped NULL, which is a decimal(1,0) beside a decimal. */
function withNull(operator: '+' | '-' | '*' | '/' | '%', value: Typed, first: boolean): Typed {
  const type: TrinoType = value.type.kind === 'decimal' ? { kind: 'decimal', precision: 1, scale: 0 } : value.type
  const none: Typed = { sql: castNull(type), type }
  return first ? numeric(operator, value, none, value.type) : numeric(operator, none, value, value.type)
}

const castNull = (type: TrinoType) => `CAST(NULL AS ${duckdbType(type)})`

function numeric(operator: '+' | '-' | '*' | '/' | '%', left: Typed, right: Typed, type: TrinoType): Typed {
  if (type.kind === 'decimal') return decimalArithmetic(operator, left, right)
  const a = operand(left, right, type)
  const b = operand(right, left, type)
  if (isInteger(type)) {
    if (operator === '/') return typed(nonZero(right) ? `(${a} // ${b})` : `t_divide(${a}, ${b})`, type)
    if (operator === '%') return typed(nonZero(right) ? `(${a} % ${b})` : `t_modulus(${a}, ${b})`, type)
    return typed(`(${a} ${operator} ${b})`, type)
  }
  const float = duckdbType(type)
  if (operator === '%') return typed(`CAST(t_float_modulus(${a}, ${b}) AS ${float})`, type)
  return typed(`(${a} ${operator} ${b})`, type)
}

function nonZero(value: Typed): boolean {
  return typeof value.literal === 'bigint' && value.literal !== 0n && value.literal !== -1n
}

/** A literal beside a column of the result's type needs no cast: DuckDB takes it in the column's type. */
function operand(value: Typed, other: Typed, type: TrinoType): string {
  if (
    typeof value.literal === 'bigint' &&
    isInteger(type) &&
    other.type.kind === type.kind &&
    /^\(?-?\d+\)?$/.test(value.sql)
  ) {
    if (typeof other.literal !== 'bigint') return value.sql
  }
  return coerceTo(value, type)
}
