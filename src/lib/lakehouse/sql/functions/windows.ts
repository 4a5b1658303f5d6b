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

/** Window functions (Trino docs, "Window functions"). Aggregates with OVER are in aggregates.ts. */
export const windowFunctions: FunctionGroup = {
  functions: [
    window('row_number', ['() -> bigint', same('row_number')]),
    window('rank', ['() -> bigint', same('rank')]),
    window('dense_rank', ['() -> bigint', same('dense_rank')]),
    window('percent_rank', ['() -> double', same('percent_rank')]),
    window('cume_dist', ['() -> double', same('cume_dist')]),
    window('ntile', ['(bigint) -> bigint', same('ntile')]),
    window('first_value', ['(T) -> T', same('first_value')]),
    window('last_value', ['(T) -> T', same('last_value')]),
    window('nth_value', ['(T, bigint) -> T', same('nth_value')]),
    window('lag', ['(T) -> T', same('lag')], ['(T, bigint) -> T', same('lag')], ['(T, bigint, T) -> T', same('lag')]),
    window(
      'lead',
      ['(T) -> T', same('lead')],
      ['(T, bigint) -> T', same('lead')],
      ['(T, bigint, T) -> T', same('lead')],
    ),
  ],
  macros: [],
}
