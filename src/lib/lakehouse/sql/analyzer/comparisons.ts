import type { Comparison, ComparisonOperator, DistinctFrom, Expression } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType, isComparable, isNumeric, isOrderable } from '../types/coercion.js'
import { holdsZone } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { coerced, coerceTo } from './coerce.js'
import { analyzeExpression } from './expressions.js'
import { toStored } from './stored-form.js'
import { booleanOf, instantOf, type Typed } from './typed.js'

export function comparison(expression: Comparison, context: ExpressionContext): Typed {
  const left = analyzeExpression(expression.left, context)
  const right = analyzeExpression(expression.right, context)
  return booleanOf(compare(expression.operator, left, right, expression))
}

export function distinctFrom(expression: DistinctFrom, context: ExpressionContext): Typed {
  const left = analyzeExpression(expression.left, context)
  const right = analyzeExpression(expression.right, context)
  const { a, b } = comparands(left, right, 'IS DISTINCT FROM', expression, isComparable)
  return booleanOf(`(${a} IS ${expression.negated ? 'NOT ' : ''}DISTINCT FROM ${b})`)
}

/** DuckDB SQL of a comparison; plain wherever DuckDB compares as Trino does, so that scans can prune by it. */
export function compare(operator: ComparisonOperator, left: Typed, right: Typed, at: Expression): string {
  const equality = operator === '=' || operator === '<>'
  const { a, b, type } = comparands(left, right, operator, at, equality ? isComparable : isOrderable)
  switch (type.kind) {
    case 'real':
    case 'double':
      return compareFloats(operator, { ...left, sql: a }, { ...right, sql: b })
    case 'row':
      if (equality) return rowEquality(operator, a, b, type)
      break
    case 'array':
      if (equality) return operator === '=' ? `t_array_equals(${a}, ${b})` : `(NOT t_array_equals(${a}, ${b}))`
      break
    case 'map':
      return operator === '=' ? `t_map_equals(${a}, ${b})` : `(NOT t_map_equals(${a}, ${b}))`
  }
  return `(${a} ${operator} ${b})`
}

/** NaN equals nothing and orders before nothing in Trino; DuckDB holds it equal to itself and greatest. */
function compareFloats(operator: ComparisonOperator, left: Typed, right: Typed): string {
  const a = left.sql
  const b = right.sql
  const plain = `${a} ${operator} ${b}`
  const guards = [left, right].filter(
    side => side.literal === undefined && side.type.kind !== 'decimal' && /real|double/.test(side.type.kind),
  )
  if (guards.length === 0) return `(${plain})`
  if (operator === '<>') return guards.length === 1 ? `(${plain})` : `(${plain} OR isnan(${a}))`
  const tested =
    operator === '='
      ? guards.slice(0, guards.length === 1 ? 0 : 1)
      : guards.filter(side => guards.length === 2 || (operator.startsWith('>') ? side === left : side === right))
  return `(${[plain, ...tested.map(side => `NOT isnan(${side.sql})`)].join(' AND ')})`
}

function rowEquality(
  operator: '=' | '<>' | string,
  a: string,
  b: string,
  type: Extract<TrinoType, { kind: 'row' }>,
): string {
  const equal = type.fields.some(
    field => field.type.kind === 'array' || field.type.kind === 'map' || field.type.kind === 'row',
  )
    ? `(${a} = ${b})`
    : `t_row_equals(${a}, ${b}, [${type.fields.map((_, i) => `struct_extract_at(${a}, ${i + 1}) = struct_extract_at(${b}, ${i + 1})`).join(', ')}])`
  return operator === '=' ? equal : `(NOT ${equal})`
}

export interface Comparands {
  a: string
  b: string
  type: TrinoType
}

/** Both sides as DuckDB compares them: coerced only where their representations differ. */
export function comparands(
  left: Typed,
  right: Typed,
  operator: string,
  at: Expression,
  allowed: (type: TrinoType) => boolean = isComparable,
): Comparands {
  const type = commonSuperType(left.type, right.type)
  if (!type || !allowed(type))
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Cannot apply operator: ${typeName(left.type)} ${shownOperator(operator)} ${typeName(right.type)}`,
      at.loc,
    )
  return { a: comparand(left, type), b: comparand(right, type), type }
}

/** A value for comparison, grouping by equality, IN and ORDER BY with others of a common type. */
export function comparand(value: Typed, type: TrinoType): string {
  if (type.kind === 'timestamp' && type.withTimeZone) {
    if (value.type.kind === 'timestamp' && value.type.withTimeZone) return instantOf(value)
    return value.type.kind === 'unknown' ? 'CAST(NULL AS TIMESTAMPTZ)' : `(${coerceTo(value, type)}).t`
  }
  if (holdsZone(type)) return toStored(coerced(value, type))
  if (isNumeric(value.type) && isNumeric(type)) {
    // A decimal against a double compares as double in both engines; other mixtures lose nothing either.
    return value.sql
  }
  if (value.type.kind === 'date' && type.kind === 'timestamp' && !type.withTimeZone) return value.sql
  if (value.type.kind === 'timestamp' && type.kind === 'timestamp' && !value.type.withTimeZone && type.precision <= 6)
    return value.sql
  if (value.type.kind === 'varchar' && type.kind === 'varchar') return value.sql
  return coerceTo(value, type)
}

/** The value that sorts and groups as Trino's does: the instant of a zoned timestamp, else itself. */
export function sortable(value: Typed): string {
  return holdsZone(value.type) ? toStored(value) : value.sql
}

/** Trino resolves `>` as `<` with the sides turned, and says so. */
function shownOperator(operator: string): string {
  return operator === '>' ? '<' : operator === '>=' ? '<=' : operator === '<>' ? '=' : operator
}
