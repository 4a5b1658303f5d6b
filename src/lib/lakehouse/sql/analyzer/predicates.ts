import type { Between, InList, IsNull, Like } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType, isOrderable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { ExpressionContext } from './analysis.js'
import { coerceTo, unify } from './coerce.js'
import { comparand, compare } from './comparisons.js'
import { analyzeExpression } from './expressions.js'
import { booleanOf, type Typed, VARCHAR } from './typed.js'

export function between(expression: Between, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  const low = analyzeExpression(expression.low, context)
  const high = analyzeExpression(expression.high, context)
  const first = commonSuperType(value.type, low.type)
  const type = first && commonSuperType(first, high.type)
  if (!type || !isOrderable(type))
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Cannot check if ${typeName(value.type)} is BETWEEN ${typeName(low.type)} and ${typeName(high.type)}`,
      expression.loc,
    )
  const not = expression.negated ? 'NOT ' : ''
  return booleanOf(`(${comparand(value, type)} ${not}BETWEEN ${comparand(low, type)} AND ${comparand(high, type)})`)
}

export function inList(expression: InList, context: ExpressionContext): Typed {
  const values = [expression.value, ...expression.list].map(item => analyzeExpression(item, context))
  const type = unify(
    values,
    (i, found, expected) =>
      new TrinoError(
        'TYPE_MISMATCH',
        `IN value and list items must be the same type: ${i === 0 ? typeName(found) : typeName(expected)}`,
        expression.list[i - 1]?.loc ?? expression.loc,
      ),
  )
  const [value, ...items] = values as [Typed, ...Typed[]]
  const not = expression.negated ? 'NOT ' : ''
  if (
    type.kind === 'row' ||
    type.kind === 'array' ||
    type.kind === 'map' ||
    type.kind === 'double' ||
    type.kind === 'real'
  ) {
    if (items.some(item => item.literal === undefined)) {
      const tests = items.map(item => compare('=', value, item, expression))
      return booleanOf(`(${not}(${tests.join(' OR ')}))`)
    }
  }
  return booleanOf(`(${comparand(value, type)} ${not}IN (${items.map(item => comparand(item, type)).join(', ')}))`)
}

export function isNull(expression: IsNull, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  return { ...booleanOf(`(${value.instant ?? value.sql} IS ${expression.negated ? 'NOT ' : ''}NULL)`), nullable: false }
}

export function like(expression: Like, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  const pattern = analyzeExpression(expression.pattern, context)
  const escaping = expression.escape && analyzeExpression(expression.escape, context)
  const check = (operand: Typed, what: string, at = expression.value) => {
    if (operand.type.kind !== 'varchar' && operand.type.kind !== 'char' && operand.type.kind !== 'unknown')
      throw new TrinoError(
        'TYPE_MISMATCH',
        `${what} must evaluate to a varchar: actual type ${typeName(operand.type)}`,
        at.loc,
      )
    return operand.type.kind === 'unknown' ? coerceTo(operand, VARCHAR) : operand.sql
  }
  const left = check(value, 'Left side of LIKE expression')
  const right = check(pattern, 'Pattern for LIKE expression', expression.pattern)
  const not = expression.negated ? 'NOT ' : ''
  if (!escaping || !expression.escape) return booleanOf(`(${left} ${not}LIKE ${right})`)
  const character = check(escaping, 'Escape for LIKE expression', expression.escape)
  if (typeof escaping.literal === 'string') {
    if ([...escaping.literal].length !== 1)
      throw new TrinoError('INVALID_FUNCTION_ARGUMENT', 'Escape string must be a single character')
    if (typeof pattern.literal === 'string') checkEscapes(pattern.literal, escaping.literal)
  }
  return booleanOf(`(${left} ${not}LIKE ${right} ESCAPE ${character})`)
}

function checkEscapes(pattern: string, character: string) {
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    if (characters[i] !== character) continue
    const next = characters[++i]
    if (next !== '%' && next !== '_' && next !== character)
      throw new TrinoError(
        'INVALID_FUNCTION_ARGUMENT',
        "Escape character must be followed by '%', '_' or the escape character itself",
      )
  }
}
