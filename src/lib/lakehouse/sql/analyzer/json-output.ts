import type { JsonFunction } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { resolveTypeName, typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { castSql } from './casts.js'
import { type Typed, typed, VARCHAR } from './typed.js'

/** JSON text as what the function's RETURNING asks for; a varchar(n) is cut. */
export function jsonOutput(sql: string, expression: JsonFunction): Typed {
  const type = expression.returning ? resolveTypeName(expression.returning) : VARCHAR
  if (type.kind === 'varchar' || type.kind === 'char') return typed(castSql(sql, VARCHAR, type), type)
  if (type.kind === 'varbinary') return typed(`encode(${sql})`, type)
  throw new TrinoError(
    'TYPE_MISMATCH',
    `Cannot output JSON value as ${typeName(type)} using formatting JSON`,
    expression.loc,
  )
}

const SCALARS: TrinoType['kind'][] = [
  ...(['boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal'] as const),
  ...(['varchar', 'char', 'date', 'time', 'timestamp'] as const),
]

/** The type of JSON_VALUE: a scalar. */
export function jsonValueType(expression: JsonFunction): TrinoType {
  const type = expression.returning ? resolveTypeName(expression.returning) : VARCHAR
  if (SCALARS.includes(type.kind)) return type
  throw new TrinoError('TYPE_MISMATCH', `Invalid return type of function JSON_VALUE: ${typeName(type)}`, expression.loc)
}
