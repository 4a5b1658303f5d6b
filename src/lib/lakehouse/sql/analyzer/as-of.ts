import type { Expression } from '../ast.js'
import type { AsOf } from '../resolver.js'
import { TrinoError } from '../trino-error.js'
import { isInteger } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import type { QueryContext } from './analysis.js'
import { constantValue } from './constants.js'
import { analyzeExpression } from './expressions.js'

/** The value of `FOR TIMESTAMP|VERSION AS OF expression`. */
export function asOfValue(kind: 'timestamp' | 'version', expression: Expression, context: QueryContext): AsOf {
  const value = analyzeExpression(expression, { query: context, scope: { kind: 'query', fields: [] } })
  const { type } = value
  if (kind === 'version') {
    const constant = constantValue(expression, context)
    if (isInteger(type) && typeof constant === 'bigint') return { kind: 'version', id: constant }
    if (type.kind === 'varchar' && typeof constant === 'string') return { kind: 'version', ref: constant }
    throw new TrinoError('INVALID_ARGUMENTS', `Unsupported type for table version: ${typeName(type)}`, expression.loc)
  }
  if (type.kind !== 'date' && type.kind !== 'timestamp')
    throw new TrinoError(
      'INVALID_ARGUMENTS',
      `Type ${typeName(type)} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date.`,
      expression.loc,
    )
  const constant = constantValue(expression, context)
  if (constant === null || typeof constant !== 'object')
    throw new TrinoError('INVALID_ARGUMENTS', 'Pointer value cannot be NULL', expression.loc)
  return { kind: 'timestamp', epochMicros: constant.epochMicros }
}
