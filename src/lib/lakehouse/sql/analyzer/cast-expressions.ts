import type { Cast } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { resolveTypeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { castSql, NoCast } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { tryCastSql } from './try-casts.js'
import type { Typed } from './typed.js'

export function explicitCast(expression: Cast, context: ExpressionContext): Typed {
  const type = namedType(expression)
  const value = analyzeExpression(expression.value, context)
  try {
    const sql = castSql(value.sql, value.type, type)
    if (sql === value.sql) return { ...value, sql, type }
    return {
      sql: expression.safe ? tryCastSql(value.sql, value.type, type) : sql,
      type,
      literal: castLiteral(value, type.kind),
    }
  } catch (error) {
    if (error instanceof NoCast) throw new TrinoError(error.errorName, error.message, expression.loc)
    throw error
  }
}

/** `CAST('abc' AS varchar)` and the like still count as literals for functions that need one. */
function castLiteral(value: Typed, kind: string): Typed['literal'] {
  if (value.literal === null) return null
  if (kind === 'varchar' && typeof value.literal === 'string' && value.type.kind === 'varchar') return value.literal
  if (/int$|integer/.test(kind) && typeof value.literal === 'bigint') return value.literal
  return undefined
}

/** Trino reports an unknown type in a cast as a mismatch, at the cast. */
function namedType(expression: Cast): TrinoType {
  try {
    return resolveTypeName(expression.type)
  } catch (error) {
    if (error instanceof TrinoError && error.errorName === 'TYPE_NOT_FOUND')
      throw new TrinoError('TYPE_MISMATCH', error.message, expression.loc)
    throw error
  }
}
