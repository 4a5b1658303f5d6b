import { quoteString } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'

export type LiteralValue = string | number | bigint | boolean | null

/** An analyzed expression: DuckDB SQL that stands alone (a literal, a reference, a call or something in parentheses). */
export interface Typed {
  sql: string
  type: TrinoType
  /** The value, where the query has a literal here. */
  literal?: LiteralValue
  /** For a timestamp with time zone whose instant is at hand as plain TIMESTAMPTZ (a stored column): comparisons use it. */
  instant?: string
  /** False where NULL can't occur. */
  nullable?: boolean
}

export const typed = (sql: string, type: TrinoType): Typed => ({ sql, type })

/** A boolean-valued expression. */
export const booleanOf = (sql: string): Typed => ({ sql, type: { kind: 'boolean' } })

export const VARCHAR: TrinoType = { kind: 'varchar' }
export const BIGINT: TrinoType = { kind: 'bigint' }
export const INTEGER: TrinoType = { kind: 'integer' }
export const DOUBLE: TrinoType = { kind: 'double' }
export const BOOLEAN: TrinoType = { kind: 'boolean' }
export const UNKNOWN: TrinoType = { kind: 'unknown' }

/** The TIMESTAMPTZ of a timestamp with time zone. */
export function instantOf(value: Typed): string {
  return value.instant ?? `(${value.sql}).t`
}

/** A stored TIMESTAMPTZ column as a working value: its zone is UTC, as Trino's Iceberg connector reads it. */
export function zonedColumn(reference: string): string {
  return `t_zoned(${reference}, 'UTC')`
}

export function stringLiteral(value: string): Typed {
  return {
    sql: quoteString(value),
    type: { kind: 'varchar', length: [...value].length },
    literal: value,
    nullable: false,
  }
}
