import { duckdbType } from '../types/duckdb-type.js'
import type { FunctionDefinition, FunctionGroup } from './definition.js'

const bits = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 } as const
type Kind = keyof typeof bits
const kinds = Object.keys(bits) as Kind[]

const bitwise = (name: string, sql: (a: string, b: string) => string): FunctionDefinition => ({
  name,
  kind: 'scalar',
  group: 'bitwise',
  signatures: [
    {
      signature: name === 'bitwise_not' ? '(bigint) -> bigint' : '(bigint, bigint) -> bigint',
      emit: ([a, b]) => sql(a!, b!),
    },
  ],
})

const shift = (name: string, sql: (x: string, n: string, bits: number) => string): FunctionDefinition => ({
  name,
  kind: 'scalar',
  group: 'bitwise',
  signatures: kinds.map(kind => ({
    signature: `(${kind}, integer) -> ${kind}`,
    emit: ([x, n], call) => `CAST(${sql(x!, n!, bits[kind])} AS ${duckdbType(call.returnType)})`,
  })),
})

/** Bitwise functions (Trino docs, "Bitwise functions"). Shifts go through HUGEINT: DuckDB refuses to shift bits out. */
export const bitwiseFunctions: FunctionGroup = {
  functions: [
    bitwise('bitwise_and', (a, b) => `(${a} & ${b})`),
    bitwise('bitwise_or', (a, b) => `(${a} | ${b})`),
    bitwise('bitwise_xor', (a, b) => `xor(${a}, ${b})`),
    bitwise('bitwise_not', a => `(~${a})`),
    shift('bitwise_left_shift', (x, n, width) => `t_left_shift(${x}, ${n}, ${width})`),
    shift('bitwise_right_shift', (x, n, width) => `t_logical_right_shift(${x}, ${n}, ${width})`),
    shift('bitwise_right_shift_arithmetic', (x, n, width) => `t_arithmetic_right_shift(${x}, ${n}, ${width})`),
    {
      name: 'bit_count',
      kind: 'scalar',
      group: 'bitwise',
      signatures: [{ signature: '(bigint, bigint) -> bigint', emit: ([x, n]) => `t_bit_count(${x}, ${n})` }],
    },
  ],
  macros: [
    `CREATE MACRO t_two_to(n) AS CAST(2 ** n AS HUGEINT)`,
    `CREATE MACRO t_signed(u, width) AS CASE WHEN u >= t_two_to(width - 1) THEN u - t_two_to(width) ELSE u END`,
    `CREATE MACRO t_unsigned(x, width) AS CASE WHEN x < 0 THEN CAST(x AS HUGEINT) + t_two_to(width) ELSE CAST(x AS HUGEINT) END`,
    `CREATE MACRO t_left_shift(x, n, width) AS CASE WHEN n >= width THEN 0 ELSE t_signed((t_unsigned(x, width) % t_two_to(width - n)) * t_two_to(n), width) END`,
    `CREATE MACRO t_logical_right_shift(x, n, width) AS CASE WHEN n >= width THEN 0 WHEN n = 0 THEN x ELSE t_unsigned(x, width) // t_two_to(n) END`,
    `CREATE MACRO t_arithmetic_right_shift(x, n, width) AS CASE WHEN n >= width THEN (CASE WHEN x < 0 THEN -1 ELSE 0 END) WHEN x < 0 THEN -((-(CAST(x AS HUGEINT) + 1)) // t_two_to(n)) - 1 ELSE x // t_two_to(n) END`,
    `CREATE MACRO t_bit_count(x, n) AS CASE WHEN n < 2 OR n > 64 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'Bits specified in bit_count must be between 2 and 64, got ' || n) WHEN n < 64 AND (x > t_two_to(n - 1) - 1 OR x < -t_two_to(n - 1)) THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'Number must be representable with the bits specified. ' || x || ' cannot be represented with ' || n || ' bits') WHEN x >= 0 OR n = 64 THEN CAST(bit_count(x) AS BIGINT) ELSE CAST(bit_count(CAST(t_unsigned(x, n) AS BIGINT)) AS BIGINT) END`,
  ],
}
