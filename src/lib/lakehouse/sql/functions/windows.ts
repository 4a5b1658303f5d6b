import { TrinoError } from '../trino-error.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup } from './definition.js'

const window = (
  name: string,
  ...signatures: [string, (args: string[], call: FunctionCallContext) => string][]
): FunctionDefinition => ({
  name,
  kind: 'window',
  group: 'window',
  signatures: signatures.map(([signature, emit]) => ({ signature, emit })),
})

const same = (fn: string) => (args: string[], call: FunctionCallContext) => call.aggregate(fn, args)

/** An offset: checked here where it is a literal, at run time else. */
function atLeast(sql: string, least: number, message: string, call: FunctionCallContext, index: number): string {
  const value = call.literal(index)
  if (typeof value === 'bigint') {
    if (value < BigInt(least)) throw new TrinoError('INVALID_FUNCTION_ARGUMENT', message)
    return sql
  }
  return `(CASE WHEN ${sql} < ${least} THEN t_fail('INVALID_FUNCTION_ARGUMENT', '${message}') ELSE ${sql} END)`
}

function shifted(name: string): FunctionDefinition {
  const emit = ([x, n, ...rest]: string[], call: FunctionCallContext) =>
    call.aggregate(name, [x!, ...(n ? [atLeast(n, 0, 'Offset must be at least 0', call, 1)] : []), ...rest])
  return window(name, ['(T) -> T', emit], ['(T, bigint) -> T', emit], ['(T, bigint, T) -> T', emit])
}

/** Window functions (Trino docs, "Window functions"). Aggregates with OVER are in aggregates.ts. */
export const windowFunctions: FunctionGroup = {
  functions: [
    window('row_number', ['() -> bigint', same('row_number')]),
    window('rank', ['() -> bigint', same('rank')]),
    window('dense_rank', ['() -> bigint', same('dense_rank')]),
    window('percent_rank', ['() -> double', same('percent_rank')]),
    window('cume_dist', ['() -> double', same('cume_dist')]),
    window('ntile', [
      '(bigint) -> bigint',
      ([n], call) => call.aggregate('ntile', [atLeast(n!, 1, 'Buckets must be greater than 0', call, 0)]),
    ]),
    window('first_value', ['(T) -> T', same('first_value')]),
    window('last_value', ['(T) -> T', same('last_value')]),
    window('nth_value', [
      '(T, bigint) -> T',
      ([x, n], call) => call.aggregate('nth_value', [x!, atLeast(n!, 1, 'Offset must be at least 1', call, 1)]),
    ]),
    shifted('lag'),
    shifted('lead'),
  ],
  macros: [
    `CREATE MACRO t_frame_offset(n) AS list_transform([n], lambda v: CASE WHEN v < 0 OR v IS NULL THEN t_fail('INVALID_WINDOW_FRAME', 'Window frame offset value must not be negative or null') ELSE v END)[1]`,
  ],
}
