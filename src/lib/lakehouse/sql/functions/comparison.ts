import { duckdbType } from '../types/duckdb-type.js'
import type { FunctionCallContext, FunctionGroup } from './definition.js'

/** NULL where any argument is NULL; NaN only where all are. */
const extreme = (fn: 'greatest' | 'least') => (args: string[], call: FunctionCallContext) => {
  const type = call.returnType
  const none = args.map(arg => `${arg} IS NULL`).join(' OR ')
  const zoned = type.kind === 'timestamp' && type.withTimeZone
  const values = zoned ? args.map(arg => `struct_pack(t := (${arg}).t, z := (${arg}).z)`) : args
  if (type.kind === 'double' || type.kind === 'real') {
    const numbers = args.map(arg => `(CASE WHEN isnan(${arg}) THEN NULL ELSE ${arg} END)`)
    return `(CASE WHEN ${none} THEN CAST(NULL AS ${duckdbType(type)}) ELSE coalesce(${fn}(${numbers.join(', ')}), CAST('NaN' AS ${duckdbType(type)})) END)`
  }
  return `(CASE WHEN ${none} THEN CAST(NULL AS ${duckdbType(type)}) ELSE ${fn}(${values.join(', ')}) END)`
}

/** Comparison functions (Trino docs, "Comparison functions and operators"). */
export const comparisonFunctions: FunctionGroup = {
  functions: [
    {
      name: 'greatest',
      kind: 'scalar',
      group: 'comparison',
      signatures: [{ signature: '(T, T...) -> T where T: orderable', emit: extreme('greatest') }],
    },
    {
      name: 'least',
      kind: 'scalar',
      group: 'comparison',
      signatures: [{ signature: '(T, T...) -> T where T: orderable', emit: extreme('least') }],
    },
  ],
  macros: [],
}
