import { duckdbType } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { bound } from './bound.js'
import { castSql } from './casts.js'

/**
 * DuckDB SQL of TRY_CAST. From text to numbers and timestamps (what every staging view does) no message is needed, so a
 * pattern that takes exactly Trino's forms stands before DuckDB's own TRY_CAST; anything else is CAST inside TRY.
 */
export function tryCastSql(sql: string, from: TrinoType, to: TrinoType): string {
  const general = (value: string) => `TRY(${castSql(value, from, to)})`
  if (from.kind !== 'varchar') return general(sql)
  switch (to.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `TRY_CAST(${matching(sql, '^\\s*[+-]?[0-9]+\\s*$')} AS ${duckdbType(to)})`
    case 'double':
    case 'decimal':
      return `TRY_CAST(${matching(sql, '^\\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\\s*$|^[+-]?(NaN|Infinity)$')} AS ${duckdbType(to)})`
    case 'timestamp': {
      if (to.withTimeZone || to.precision !== 3) return general(sql)
      // Up to microseconds: half a millisecond more, then cut. What the pattern leaves (zones, nanoseconds) goes the long way.
      const common = '^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?$'
      return bound(sql, value => {
        const moment = `TRY_CAST(${matching(value, common)} AS TIMESTAMP)`
        return `coalesce(date_trunc('millisecond', ${moment} + INTERVAL 500 MICROSECOND), ${general(value)})`
      })
    }
    default:
      return general(sql)
  }
}

/** The text where all of it matches, else NULL. */
const matching = (sql: string, pattern: string) => `nullif(regexp_extract(${sql}, '${pattern}'), '')`
