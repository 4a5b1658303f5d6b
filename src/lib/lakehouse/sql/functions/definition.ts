import type { Location } from '../ast.js'
import type { TrinoType } from '../types/type.js'

/**
 * One function of Athena engine version 3. A definition is data: the analyzer picks the signature by Trino's rules,
 * coerces the arguments to it and asks `emit` for DuckDB SQL.
 */
export interface FunctionDefinition {
  /** Lower case. */
  name: string
  aliases?: string[]
  kind: 'scalar' | 'aggregate' | 'window'
  /** The documentation's group: `date and time`, `string`, … */
  group: string
  signatures: SignatureDefinition[]
}

export interface SignatureDefinition {
  /**
   * Arguments and result in Trino's notation. One-letter upper case names are type variables (`T`, `K`, `V`),
   * `p`, `s`, `n`, `x` inside parentheses are numeric ones; a trailing `...` repeats the last argument (zero or more).
   * `(array(T), function(T, boolean)) -> array(T)`, `(varchar, timestamp(p)) -> timestamp(p)`, `(T, T...) -> T`.
   * A constraint may follow: `where T: orderable`, `where T: comparable`.
   */
  signature: string
  /** DuckDB SQL of the call. `args` are DuckDB SQL already coerced to the signature's types; a lambda is `lambda x, y: …`. */
  emit: (args: string[], call: FunctionCallContext) => string
  /** Where the result type is not plain from the signature (decimal arithmetic, varchar lengths). */
  returns?: (
    argTypes: TrinoType[],
    call: { literal: (index: number) => string | number | bigint | boolean | null | undefined },
  ) => TrinoType
  /** Argument names of `NULL`-tolerant aggregates and the like belong in `emit`; set this when the call may not be folded or repeated. */
  volatile?: boolean
}

export interface FunctionCallContext {
  argTypes: TrinoType[]
  returnType: TrinoType
  location: Location
  /** The value of an argument that is a literal in the query (patterns, units, paths), else undefined. */
  literal: (index: number) => string | number | bigint | boolean | null | undefined
  /** The statement's start, constant within it, as DuckDB SQL of type TIMESTAMPTZ. */
  now: string
  /**
   * For aggregates and window functions: the DuckDB call with the query's own DISTINCT, ORDER BY, FILTER, IGNORE NULLS and
   * OVER attached, `fn(DISTINCT args ORDER BY …) FILTER (WHERE …) OVER (…)`. Wrap it freely: `coalesce(${call.aggregate('sum', args)}, 0)`.
   */
  aggregate: (duckdbFunction: string, args: string[]) => string
}

/**
 * A group of functions: one file each in this folder, exporting one `FunctionGroup`.
 * `macros` are DuckDB `CREATE MACRO` statements, run once a DuckDB instance in this order. Their names start with `t_`.
 * A run-time failure is raised with the shared macro `t_fail('ERROR_NAME', 'message')` (failure.ts), which the engine maps to a TrinoError.
 */
export interface FunctionGroup {
  functions: FunctionDefinition[]
  macros: string[]
}
