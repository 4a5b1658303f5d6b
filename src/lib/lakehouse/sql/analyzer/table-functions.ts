import type { TableFunctionRelation } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isInteger } from '../types/coercion.js'
import type { QueryContext } from './analysis.js'
import { coerceTo } from './coerce.js'
import { analyzeExpression } from './expressions.js'
import { formatName } from './format-expression.js'
import type { AnalyzedRelation } from './relations.js'
import { BIGINT } from './typed.js'

/** `TABLE(sequence(start, stop, step))`; Trino's others are not here. */
export function tableFunction(relation: TableFunctionRelation, context: QueryContext): AnalyzedRelation {
  const name = formatName(relation.name).toLowerCase()
  if (name !== 'sequence')
    throw new TrinoError('FUNCTION_NOT_FOUND', `Table function '${name}' not registered`, relation.loc)
  const order = ['start', 'stop', 'step']
  const values: Record<string, string> = {}
  for (const [i, arg] of relation.args.entries()) {
    const key = arg.name?.name.toLowerCase() ?? order[i]
    if (!key || !order.includes(key))
      throw new TrinoError(
        'INVALID_FUNCTION_ARGUMENT',
        `Unexpected argument name: ${arg.name?.name.toUpperCase()}`,
        relation.loc,
      )
    const value = analyzeExpression(arg.value, { query: context, scope: { kind: 'query', fields: [] } })
    if (!isInteger(value.type))
      throw new TrinoError(
        'TYPE_MISMATCH',
        `Invalid argument ${key.toUpperCase()}. Expected type: bigint`,
        arg.value.loc,
      )
    values[key] = coerceTo(value, BIGINT)
  }
  if (values.stop === undefined) throw new TrinoError('MISSING_ARGUMENT', 'Missing argument: STOP', relation.loc)
  const alias = context.analysis.nextAlias('r')
  const sql = `(SELECT unnest(generate_series(${values.start ?? '0'}, ${values.stop}, ${values.step ?? '1'})) AS c0) AS ${alias}`
  return {
    sql,
    fields: [
      {
        name: 'sequential_number',
        label: 'sequential_number',
        relation: [],
        type: BIGINT,
        value: { sql: `${alias}.c0`, type: BIGINT },
        hidden: false,
      },
    ],
  }
}
