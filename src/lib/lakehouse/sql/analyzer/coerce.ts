import type { Expression } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType } from '../types/coercion.js'
import { sameType, typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { castSql } from './casts.js'
import type { Typed } from './typed.js'

/** DuckDB SQL of a value coerced to a type; a cast only where the representation changes. */
export function coerceTo(value: Typed, type: TrinoType): string {
  if (sameType(value.type, type)) return value.sql
  if (value.type.kind === 'unknown')
    return value.sql === 'NULL' ? castSql('NULL', value.type, type) : castSql(value.sql, value.type, type)
  return castSql(value.sql, value.type, type)
}

export function coerced(value: Typed, type: TrinoType): Typed {
  if (sameType(value.type, type)) return value
  return { ...value, sql: coerceTo(value, type), type, instant: undefined }
}

/** The common type of several expressions, Trino's error where there is none. */
export function unify(
  values: Typed[],
  mismatch: (index: number, value: TrinoType, expected: TrinoType) => TrinoError,
): TrinoType {
  let type: TrinoType = { kind: 'unknown' }
  for (const [i, value] of values.entries()) {
    const common = commonSuperType(type, value.type)
    if (!common) throw mismatch(i, value.type, type)
    type = common
  }
  return type
}

export function requireBoolean(value: Typed, at: Expression, what: string): string {
  if (value.type.kind === 'boolean') return value.sql
  if (value.type.kind === 'unknown') return 'CAST(NULL AS BOOLEAN)'
  throw new TrinoError('TYPE_MISMATCH', `${what} must evaluate to a boolean (actual: ${typeName(value.type)})`, at.loc)
}
