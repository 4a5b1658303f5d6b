import { duckdbType } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { type Decimal, rescaled, unscaled } from './decimals.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup, SignatureDefinition } from './definition.js'

const sig = (
  signature: string,
  emit: (args: string[], call: FunctionCallContext) => string,
  returns?: SignatureDefinition['returns'],
): SignatureDefinition => ({ signature, emit, returns })

const aggregate = (name: string, signatures: SignatureDefinition[], aliases?: string[]): FunctionDefinition => ({
  name,
  aliases,
  kind: 'aggregate',
  group: 'aggregate',
  signatures,
})

/** An aggregate that DuckDB has with Trino's meaning, cast to the result's type where DuckDB's is wider. */
const same =
  (fn: string, cast = false) =>
  (args: string[], call: FunctionCallContext) => {
    const sql = call.aggregate(fn, args)
    return cast ? `CAST(${sql} AS ${duckdbType(call.returnType)})` : sql
  }

/** The argument without NaN, which Trino's min and max pass over where they can. */
const extreme = (fn: string) => (args: string[], call: FunctionCallContext) => {
  const type = call.argTypes[0]!
  if (type.kind === 'timestamp' && type.withTimeZone)
    return `t_zoned(${call.aggregate(fn, [`(${args[0]}).t`])}, ${call.aggregate(fn === 'max' ? 'arg_max' : 'arg_min', [`(${args[0]}).z`, `(${args[0]}).t`])})`
  if (type.kind !== 'double' && type.kind !== 'real') return call.aggregate(fn, args)
  const none = `CAST('${fn === 'max' ? '-Infinity' : 'Infinity'}' AS ${duckdbType(type)})`
  const value = call.aggregate(fn, [`CASE WHEN isnan(${args[0]}) THEN NULL ELSE ${args[0]} END`])
  return `coalesce(${value}, CASE WHEN ${call.aggregate('count', [args[0]!])} > 0 THEN CAST('NaN' AS ${duckdbType(type)}) ELSE NULL END${none ? '' : ''})`
}

const double = '(double, double) -> double'
const statistic = (name: string, fn: string, aliases?: string[]) =>
  aggregate(
    name,
    [
      sig('(double) -> double', same(fn)),
      sig('(bigint) -> double', ([x], call) => call.aggregate(fn, [`CAST(${x} AS DOUBLE)`])),
    ],
    aliases,
  )

/** Statistics that Trino answers with NULL where they are no number (one point, no variance). */
const finite = (fn: string) => (args: string[], call: FunctionCallContext) =>
  `CAST(t_finite_number(${call.aggregate(fn, args)}) AS ${duckdbType(call.returnType)})`

/** A sum of so wide decimals can pass 38 digits, which DuckDB does not notice. */
const decimalSum = (args: string[], call: FunctionCallContext) => {
  const sum = same('sum', true)(args, call)
  const [type] = call.argTypes
  return type?.kind === 'decimal' && type.precision > 28 ? `t_decimal_sum(${sum})` : sum
}

/** DuckDB corrects for the sample's size, Trino does not. */
const skewness = ([x]: string[], call: FunctionCallContext) => {
  const n = call.aggregate('count', [x!])
  return `(${call.aggregate('skewness', [x!])} * (${n} - 2) / sqrt(${n} * (${n} - 1)))`
}

const functions: FunctionDefinition[] = [
  aggregate('count', [
    sig('() -> bigint', (_, call) => call.aggregate('count', ['*'])),
    sig('(T) -> bigint', ([x], call) => call.aggregate('count', [isZoned(call.argTypes[0]!) ? `(${x}).t` : x!])),
  ]),
  aggregate('count_if', [
    sig('(boolean) -> bigint', ([x], call) => call.aggregate('count', [`CASE WHEN ${x} THEN 1 ELSE NULL END`])),
  ]),
  aggregate('sum', [
    sig('(bigint) -> bigint', ([x], call) => `CAST(${call.aggregate('sum', [x!])} AS BIGINT)`),
    sig('(double) -> double', same('sum')),
    sig('(real) -> real', same('sum', true)),
    sig('(decimal(p,s)) -> decimal(38,s)', decimalSum),
    sig(
      '(interval day to second) -> interval day to second',
      ([x], call) => `to_microseconds(CAST(${call.aggregate('sum', [`t_interval_micros(${x})`])} AS BIGINT))`,
    ),
    sig(
      '(interval year to month) -> interval year to month',
      ([x], call) => `to_months(CAST(${call.aggregate('sum', [`t_interval_months(${x})`])} AS INTEGER))`,
    ),
  ]),
  aggregate('avg', [
    sig('(bigint) -> double', same('avg')),
    sig('(double) -> double', same('avg')),
    sig('(real) -> real', same('avg', true)),
    sig('(decimal(p,s)) -> decimal(p,s)', ([x], call) => {
      const type = call.argTypes[0] as Decimal
      const sum = call.aggregate('sum', [unscaled(x!, type)])
      const average = `t_half_up(${sum}, CAST(nullif(${call.aggregate('count', [x!])}, 0) AS HUGEINT))`
      return `CAST(${rescaled(average, type.scale)} AS ${duckdbType(call.returnType)})`
    }),
    sig(
      '(interval day to second) -> interval day to second',
      ([x], call) =>
        `to_milliseconds(CAST(round(${call.aggregate('avg', [`t_interval_micros(${x})`])} / 1000) AS BIGINT))`,
    ),
    sig(
      '(interval year to month) -> interval year to month',
      ([x], call) => `to_months(CAST(round(${call.aggregate('avg', [`t_interval_months(${x})`])}) AS INTEGER))`,
    ),
  ]),
  aggregate('min', [
    sig('(T) -> T where T: orderable', extreme('min')),
    sig('(T, bigint) -> array(T) where T: orderable', same('min')),
  ]),
  aggregate('max', [
    sig('(T) -> T where T: orderable', extreme('max')),
    sig('(T, bigint) -> array(T) where T: orderable', same('max')),
  ]),
  aggregate('min_by', [
    sig('(T, K) -> T where K: orderable', ([x, y], call) => call.aggregate('arg_min_null', [x!, key(y!, call)])),
    sig('(T, K, bigint) -> array(T) where K: orderable', ([x, y, n], call) =>
      call.aggregate('arg_min', [x!, key(y!, call), n!]),
    ),
  ]),
  aggregate('max_by', [
    sig('(T, K) -> T where K: orderable', ([x, y], call) => call.aggregate('arg_max_null', [x!, key(y!, call)])),
    sig('(T, K, bigint) -> array(T) where K: orderable', ([x, y, n], call) =>
      call.aggregate('arg_max', [x!, key(y!, call), n!]),
    ),
  ]),
  aggregate('arbitrary', [sig('(T) -> T', same('any_value'))], ['any_value']),
  aggregate('bool_and', [sig('(boolean) -> boolean', same('bool_and'))], ['every']),
  aggregate('bool_or', [sig('(boolean) -> boolean', same('bool_or'))]),
  aggregate('array_agg', [sig('(T) -> array(T)', same('array_agg'))]),
  aggregate('listagg', [
    sig('(varchar(x)) -> varchar', ([x], call) => call.aggregate('string_agg', [x!, `''`])),
    sig('(varchar(x), varchar(y)) -> varchar', ([x, y], call) => call.aggregate('string_agg', [x!, y!])),
  ]),
  aggregate('map_agg', [
    sig(
      '(K, V) -> map(K, V)',
      ([k, v], call) =>
        `t_map_of_entries(${call.aggregate('array_agg', [`CASE WHEN ${k} IS NULL THEN NULL ELSE struct_pack(k := ${k}, v := ${v}) END`])})`,
    ),
  ]),
  aggregate('multimap_agg', [
    sig(
      '(K, V) -> map(K, array(V))',
      ([k, v], call) =>
        `t_multimap_of_entries(${call.aggregate('array_agg', [`CASE WHEN ${k} IS NULL THEN NULL ELSE struct_pack(k := ${k}, v := ${v}) END`])})`,
    ),
  ]),
  aggregate('map_union', [
    sig('(map(K, V)) -> map(K, V)', ([m], call) => `t_map_union(${call.aggregate('array_agg', [m!])})`),
  ]),
  aggregate('histogram', [
    sig(
      '(T) -> map(T, bigint)',
      ([x], call) => `CAST(${call.aggregate('histogram', [x!])} AS ${duckdbType(call.returnType)})`,
    ),
  ]),
  aggregate('approx_distinct', [
    sig('(T) -> bigint', ([x], call) => call.aggregate('count', [`DISTINCT ${x}`])),
    sig('(T, double) -> bigint', ([x], call) => call.aggregate('count', [`DISTINCT ${x}`])),
  ]),
  aggregate('approx_percentile', [
    sig('(bigint, double) -> bigint', ([x, p], call) => percentile(x!, p!, call)),
    sig('(double, double) -> double', ([x, p], call) => percentile(x!, p!, call)),
    sig('(real, double) -> real', ([x, p], call) => percentile(x!, p!, call)),
    sig('(bigint, array(double)) -> array(bigint)', ([x, p], call) => percentile(x!, p!, call)),
    sig('(double, array(double)) -> array(double)', ([x, p], call) => percentile(x!, p!, call)),
    sig('(real, array(double)) -> array(real)', ([x, p], call) => percentile(x!, p!, call)),
    sig(
      '(bigint, double, double) -> bigint',
      ([x, w, p], call) =>
        `t_weighted_percentile(${call.aggregate('array_agg', [`struct_pack(v := ${x}, w := ${w})`])}, ${parameter(p!, 2, call)})`,
    ),
    sig(
      '(double, double, double) -> double',
      ([x, w, p], call) =>
        `t_weighted_percentile(${call.aggregate('array_agg', [`struct_pack(v := ${x}, w := ${w})`])}, ${parameter(p!, 2, call)})`,
    ),
  ]),
  aggregate('geometric_mean', [
    sig('(double) -> double', same('geometric_mean')),
    sig('(bigint) -> double', ([x], call) => call.aggregate('geometric_mean', [`CAST(${x} AS DOUBLE)`])),
    sig('(real) -> real', same('geometric_mean', true)),
  ]),
  aggregate('checksum', [
    sig('(T) -> varbinary', ([x], call) => `t_checksum(${call.aggregate('sum', [`CAST(hash(${x}) AS HUGEINT)`])})`),
  ]),
  aggregate('bitwise_and_agg', [sig('(bigint) -> bigint', same('bit_and'))]),
  aggregate('bitwise_or_agg', [sig('(bigint) -> bigint', same('bit_or'))]),
  aggregate('bitwise_xor_agg', [sig('(bigint) -> bigint', same('bit_xor'))]),
  statistic('stddev', 'stddev_samp', ['stddev_samp']),
  statistic('stddev_pop', 'stddev_pop'),
  statistic('variance', 'var_samp', ['var_samp']),
  statistic('var_pop', 'var_pop'),
  aggregate('skewness', [
    sig('(double) -> double', skewness),
    sig('(bigint) -> double', ([x], call) => skewness([`CAST(${x} AS DOUBLE)`], call)),
  ]),
  statistic('kurtosis', 'kurtosis'),
  aggregate('corr', [sig(double, finite('corr')), sig('(real, real) -> real', finite('corr'))]),
  aggregate('covar_pop', [sig(double, same('covar_pop')), sig('(real, real) -> real', same('covar_pop', true))]),
  aggregate('covar_samp', [sig(double, same('covar_samp')), sig('(real, real) -> real', same('covar_samp', true))]),
  aggregate('regr_slope', [sig(double, finite('regr_slope')), sig('(real, real) -> real', finite('regr_slope'))]),
  aggregate('regr_intercept', [
    sig(double, finite('regr_intercept')),
    sig('(real, real) -> real', finite('regr_intercept')),
  ]),
  aggregate('numeric_histogram', [
    sig('(bigint, double, double) -> map(double, double)', ([n, x, w], call) => histogramOf(n!, x!, w!, call)),
    sig('(bigint, double) -> map(double, double)', ([n, x], call) => histogramOf(n!, x!, '1.0::DOUBLE', call)),
    sig('(bigint, real, double) -> map(real, real)', ([n, x, w], call) => histogramOf(n!, x!, w!, call)),
    sig('(bigint, real) -> map(real, real)', ([n, x], call) => histogramOf(n!, x!, '1.0::DOUBLE', call)),
  ]),
  aggregate('reduce_agg', [
    sig(
      '(T, S, function(S, T, S), function(S, S, S)) -> S',
      ([x, start, input], call) =>
        `list_reduce(list_transform(${call.aggregate('array_agg', [x!])}, lambda q: q), ${input}, ${start})`,
    ),
  ]),
  aggregate('approx_most_frequent', [
    sig(
      '(bigint, varchar, bigint) -> map(varchar, bigint)',
      ([n, x], call) => `t_most_frequent(t_histogram(${call.aggregate('array_agg', [x!])}), ${parameter(n!, 0, call)})`,
    ),
    sig(
      '(bigint, bigint, bigint) -> map(bigint, bigint)',
      ([n, x], call) => `t_most_frequent(t_histogram(${call.aggregate('array_agg', [x!])}), ${parameter(n!, 0, call)})`,
    ),
  ]),
]

function histogramOf(n: string, x: string, w: string, call: FunctionCallContext): string {
  const items = call.aggregate('array_agg', [`struct_pack(v := ${x}, w := ${w})`])
  const parts = `list_transform(q, lambda e: CAST(e.v AS DOUBLE)), list_transform(q, lambda e: e.w)`
  const made = `t_numeric_histogram(${parts}, ${parameter(n, 0, call)})`
  return `CAST(list_transform([${items}], lambda q: ${made})[1] AS ${duckdbType(call.returnType)})`
}

/** Trino's digests answer the value at place floor(n * p), counted from 0. */
function percentile(x: string, p: string, call: FunctionCallContext): string {
  const macro = call.argTypes[1]!.kind === 'array' ? 't_percentiles' : 't_percentile'
  return `${macro}(list_sort(${call.aggregate('list', [x])}), ${parameter(p, 1, call)})`
}

/** A parameter that should be the same in every row: as it is where it is a literal, else the rows' own. */
function parameter(sql: string, index: number, call: FunctionCallContext): string {
  const constant = call.literal(index) !== undefined || !/\b[a-z]+\d+\./.test(sql)
  return constant ? sql : call.aggregate('any_value', [sql])
}

const isZoned = (type: TrinoType) => type.kind === 'timestamp' && type.withTimeZone

function key(sql: string, call: FunctionCallContext): string {
  return isZoned(call.argTypes[1]!) ? `(${sql}).t` : sql
}

/** Aggregate functions (Trino docs, "Aggregate functions"). */
export const aggregates: FunctionGroup = {
  functions,
  macros: [
    `CREATE MACRO t_finite_number(x) AS list_transform([x], lambda v: CASE WHEN isfinite(v) THEN v ELSE NULL END)[1]`,
    `CREATE MACRO t_decimal_sum(x) AS list_transform([x], lambda v: CASE WHEN length(ltrim(replace(CAST(v AS VARCHAR), '.', ''), '-0')) > 38 THEN t_fail('NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow') ELSE v END)[1]`,
    // Sorted by key and place, so that the first of each key stands behind another key.
    `CREATE MACRO t_sorted_entries(entries) AS list_sort(list_transform(list_filter(entries, lambda e: e IS NOT NULL), lambda e, i: struct_pack(k := e.k, i := i, v := e.v)))`,
    `CREATE MACRO t_first_of_keys(sorted) AS list_filter(sorted, lambda e, i: i = 1 OR e.k IS DISTINCT FROM sorted[i - 1].k)`,
    `CREATE MACRO t_map_of_entries(entries) AS list_transform([t_sorted_entries(entries)], lambda s: CASE WHEN s IS NULL OR len(s) = 0 THEN NULL ELSE map_from_entries(list_transform(t_first_of_keys(s), lambda e: struct_pack(k := e.k, v := e.v))) END)[1]`,
    `CREATE MACRO t_multimap_of_entries(entries) AS list_transform([t_sorted_entries(entries)], lambda s: CASE WHEN s IS NULL OR len(s) = 0 THEN NULL ELSE map(list_transform(t_first_of_keys(s), lambda e: e.k), list_transform(t_first_of_keys(s), lambda e: list_transform(list_filter(s, lambda f: f.k = e.k), lambda f: f.v))) END)[1]`,
    `CREATE MACRO t_map_union(maps) AS t_map_of_entries(list_transform(flatten(list_transform(list_filter(maps, lambda m: m IS NOT NULL), lambda m: map_entries(m))), lambda e: struct_pack(k := e.key, v := e.value)))`,
    `CREATE MACRO t_histogram_of(items, ks) AS CASE WHEN len(ks) = 0 THEN NULL ELSE map(ks, list_transform(ks, lambda k: CAST(len(list_filter(items, lambda x: x = k)) AS BIGINT))) END`,
    `CREATE MACRO t_histogram(items) AS t_histogram_of(items, list_sort(list_distinct(items)))`,
    `CREATE MACRO t_most_frequent(m, n) AS CASE WHEN n < 2 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'approx_most_frequent bucket count must be greater than one') ELSE map_from_entries(list_transform(list_slice(list_sort(list_transform(map_entries(m), lambda e: struct_pack(n := e.value, k := e.key)), 'DESC'), 1, n), lambda e: struct_pack(k := e.k, v := e.n))) END`,
    `CREATE MACRO t_checksum(h) AS CASE WHEN h IS NULL THEN NULL ELSE unhex(lpad(right(to_base(CAST(abs(h) % 9223372036854775807 AS BIGINT), 16), 16), 16, '0')) END`,
    `CREATE MACRO t_percentile(sorted, p) AS CASE WHEN p < 0 OR p > 1 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'Percentile must be between 0 and 1') ELSE list_extract(sorted, least(CAST(floor(len(list_filter(sorted, lambda x: x IS NOT NULL)) * p) AS BIGINT) + 1, len(list_filter(sorted, lambda x: x IS NOT NULL)))) END`,
    `CREATE MACRO t_percentiles(sorted, ps) AS CASE WHEN sorted IS NULL THEN NULL ELSE list_transform(ps, lambda p: t_percentile(sorted, p)) END`,
    `CREATE MACRO t_weighted_percentile_of(sorted, total, p) AS (list_filter(sorted, lambda e, i: list_sum(list_transform(list_slice(sorted, 1, i), lambda f: f.w)) >= total * p)[1]).v`,
    `CREATE MACRO t_weighted_percentile(items, p) AS CASE WHEN p < 0 OR p > 1 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'Percentile must be between 0 and 1') ELSE t_weighted_percentile_of(list_sort(items), list_sum(list_transform(items, lambda e: e.w)), p) END`,
  ],
}
