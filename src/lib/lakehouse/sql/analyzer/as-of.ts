import type { Expression } from '../ast.js'
import type { AsOf } from '../resolver.js'
import { TrinoError } from '../trino-error.js'
import { typeName } from '../types/names.js'
import type { QueryContext } from './analysis.js'
import { constantValue } from './constants.js'
import { analyzeExpression } from './expressions.js'
import { formatExpression } from './format-expression.js'

/** The value of `FOR TIMESTAMP|VERSION AS OF expression`. */
export function asOfValue(kind: 'timestamp' | 'version', expression: Expression, context: QueryContext): AsOf {
  const value = analyzeExpression(expression, { query: context, scope: { kind: 'query', fields: [] } })
  const { type } = value
  if (kind === 'version') {
    const constant = constantValue(expression, context)
    if (type.kind === 'bigint' && typeof constant === 'bigint') return { kind: 'version', id: constant }
    if (type.kind === 'varchar' && typeof constant === 'string') return { kind: 'version', ref: constant }
    if (constant === null) throw nullPointer(expression)
    throw new TrinoError('NOT_SUPPORTED', `Unsupported type for table version: ${typeName(type)}`)
  }
  if (type.kind !== 'date' && type.kind !== 'timestamp')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Type ${typeName(type)} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date.`,
      expression.loc,
    )
  const constant = constantValue(expression, context)
  if (constant === null || typeof constant !== 'object') throw nullPointer(expression)
  if (constant.epochMicros >= BigInt(context.analysis.session.startMillis) * 1000n) {
    const shown = expression.kind === 'typed-literal' ? expression.value : formatExpression(expression)
    throw new TrinoError('INVALID_ARGUMENTS', `Pointer value '${shown}' is not in the past`, expression.loc)
  }
  return { kind: 'timestamp', epochMicros: constant.epochMicros }
}

function nullPointer(expression: Expression): TrinoError {
  return new TrinoError('INVALID_ARGUMENTS', 'Pointer value cannot be NULL', expression.loc)
}
