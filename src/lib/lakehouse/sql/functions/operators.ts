import { decimalMacros } from './decimals.js'
import { FAIL_MACRO } from './failure.js'

const fail = (name: string, message: string) => `t_fail('${name}', ${message})`
const zero = fail('DIVISION_BY_ZERO', `'Division by zero'`)

/** Macros behind operators: what DuckDB's own operators answer otherwise than Trino's. */
export const operatorMacros: string[] = [
  FAIL_MACRO,
  `CREATE MACRO t_divide(a, b) AS CASE WHEN b = 0 THEN ${zero} ELSE a // b END`,
  `CREATE MACRO t_modulus(a, b) AS CASE WHEN b = 0 THEN ${zero} WHEN b = -1 THEN a - a ELSE a % b END`,
  `CREATE MACRO t_float_modulus(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN CAST('NaN' AS DOUBLE) ELSE CAST(a AS DOUBLE) % CAST(b AS DOUBLE) END`,
  ...decimalMacros,
  // array_to_string takes a constant separator only.
  `CREATE MACRO t_join_present(items, d) AS CASE WHEN len(items) = 0 THEN '' ELSE list_reduce(items, lambda a, b: a || d || b) END`,
  `CREATE MACRO t_join(items, d) AS t_join_present(list_filter(items, lambda e: e IS NOT NULL), d)`,
  `CREATE MACRO t_array_concat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END`,
  `CREATE MACRO t_array_subscript(a, i) AS CASE WHEN i = 0 THEN ${fail('INVALID_FUNCTION_ARGUMENT', `'SQL array indices start at 1'`)} WHEN i < 0 THEN ${fail('INVALID_FUNCTION_ARGUMENT', `'Array subscript is negative: ' || CAST(i AS VARCHAR)`)} WHEN i > len(a) THEN ${fail('INVALID_FUNCTION_ARGUMENT', `'Array subscript must be less than or equal to array length: ' || CAST(i AS VARCHAR) || ' > ' || CAST(len(a) AS VARCHAR)`)} ELSE list_extract(a, i) END`,
  `CREATE MACRO t_map_subscript(m, k) AS CASE WHEN m IS NULL OR k IS NULL THEN NULL WHEN NOT list_contains(map_keys(m), k) THEN ${fail('INVALID_FUNCTION_ARGUMENT', `'Key not present in map: ' || CAST(k AS VARCHAR)`)} ELSE m[k] END`,
  // Equal with NULLs inside: false where some pair differs, else NULL where some pair is unknown.
  `CREATE MACRO t_array_equals(a, b) AS CASE WHEN len(a) <> len(b) THEN false WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(list_filter(list_zip(a, b), lambda p: p[1] <> p[2])) > 0 THEN false WHEN len(list_filter(list_zip(a, b), lambda p: p[1] IS NULL OR p[2] IS NULL)) > 0 THEN NULL ELSE true END`,
  `CREATE MACRO t_map_equals(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN cardinality(a) <> cardinality(b) THEN false WHEN len(list_filter(map_keys(a), lambda k: NOT list_contains(map_keys(b), k))) > 0 THEN false WHEN len(list_filter(map_keys(a), lambda k: a[k] <> b[k])) > 0 THEN false WHEN len(list_filter(map_keys(a), lambda k: a[k] IS NULL OR b[k] IS NULL)) > 0 THEN NULL ELSE true END`,
  `CREATE MACRO t_row_equals(a, b, fields) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_contains(fields, false) THEN false WHEN len(list_filter(fields, lambda f: f IS NULL)) > 0 THEN NULL ELSE true END`,
  `CREATE MACRO t_interval_micros(i) AS CAST(datepart('day', i) AS BIGINT) * 86400000000 + datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000 + datepart('microsecond', i)`,
  `CREATE MACRO t_interval_times(i, x) AS to_milliseconds(CAST(trunc(t_interval_micros(i) / 1000 * x) AS BIGINT))`,
  `CREATE MACRO t_interval_over(i, x) AS to_milliseconds(CAST(trunc(t_interval_micros(i) / 1000 / x) AS BIGINT))`,
  `CREATE MACRO t_interval_times_months(i, x) AS to_months(CAST(trunc((datepart('year', i) * 12 + datepart('month', i)) * x) AS INTEGER))`,
  `CREATE MACRO t_interval_over_months(i, x) AS to_months(CAST(trunc((datepart('year', i) * 12 + datepart('month', i)) / x) AS INTEGER))`,
  `CREATE MACRO t_whole_days(i) AS CASE WHEN t_interval_micros(i) % 86400000000 <> 0 THEN ${fail('INVALID_FUNCTION_ARGUMENT', `'Cannot add hour, minutes or seconds to a date'`)} ELSE i END`,
]
