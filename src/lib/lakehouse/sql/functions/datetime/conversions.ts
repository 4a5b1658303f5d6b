import type { FunctionDefinition, FunctionGroup, SignatureDefinition } from '../definition.js'
import { GROUP, local, ZONE_MACROS } from './shapes.js'

/** Unix time, ISO 8601, zones, durations and the current time. */

const define = (name: string, ...signatures: SignatureDefinition[]): FunctionDefinition => ({
  name,
  kind: 'scalar',
  group: GROUP,
  signatures,
})
const sig = (signature: string, emit: SignatureDefinition['emit'], more: Partial<SignatureDefinition> = {}) => ({
  signature,
  emit,
  ...more,
})

/** Milliseconds are the precision of from_unixtime and from_iso8601_timestamp, rounded half up. */
const unix = (seconds: string) => `t_from_unixtime(${seconds})`
const zoned = (t: string, z: string) => `struct_pack(t := ${t}, z := ${z})`

const unixTime: FunctionDefinition[] = [
  define(
    'from_unixtime',
    sig('(double) -> timestamp(3) with time zone', ([x]) => `t_zoned(${unix(x!)}, 'UTC')`),
    sig(
      '(double, varchar(x)) -> timestamp(3) with time zone',
      ([x, z]) => `t_at_timezone(t_zoned(${unix(x!)}, 'UTC'), ${z})`,
    ),
    sig(
      '(double, bigint, bigint) -> timestamp(3) with time zone',
      ([x, hours, minutes]) => `t_zoned(${unix(x!)}, t_offset_text((${hours}) * 60 + (${minutes}), ':'))`,
    ),
  ),
  define(
    'to_unixtime',
    sig('(timestamp(p)) -> double', ([x]) => `(epoch_us(${x}) / 1e6)`),
    sig('(timestamp(p) with time zone) -> double', ([x]) => `(epoch_us((${x}).t) / 1e6)`),
  ),
]

const iso8601: FunctionDefinition[] = [
  define(
    'from_iso8601_timestamp',
    sig('(varchar(x)) -> timestamp(3) with time zone', ([x]) => `t_from_iso8601_timestamp(${x})`),
  ),
  define(
    'from_iso8601_date',
    sig('(varchar(x)) -> date', ([x]) => `t_from_iso8601_date(${x})`),
  ),
  define(
    'to_iso8601',
    sig('(date) -> varchar(16)', ([x]) => `strftime(${x}, '%Y-%m-%d')`),
    sig('(timestamp(p)) -> varchar', ([x], call) => isoText(x!, precisionOf(call.argTypes[0])), {
      returns: ([type]) => ({ kind: 'varchar', length: isoLength(precisionOf(type), 22) }),
    }),
    sig(
      '(timestamp(p) with time zone) -> varchar',
      ([x], call) => `(${isoText(local(x!), precisionOf(call.argTypes[0]))} || t_iso_offset(${x}))`,
      { returns: ([type]) => ({ kind: 'varchar', length: isoLength(precisionOf(type), 28) }) },
    ),
  ),
]

function precisionOf(type: { kind: string } | undefined): number {
  return type && 'precision' in type && typeof type.precision === 'number' ? type.precision : 3
}

/** Trino's lengths: to_iso8601(timestamp(0)) is varchar(22), (3) is varchar(26). */
const isoLength = (precision: number, base: number) => base + (precision > 0 ? precision + 1 : 0)

function isoText(timestamp: string, precision: number): string {
  const seconds = `strftime(${timestamp}, '%Y-%m-%dT%H:%M:%S')`
  return precision === 0 ? seconds : `(${seconds} || '.' || strftime(${timestamp}, '%n')[1:${precision}])`
}

const zones: FunctionDefinition[] = [
  define(
    'at_timezone',
    sig(
      '(timestamp(p) with time zone, varchar(x)) -> timestamp(p) with time zone',
      ([x, z]) => `t_at_timezone(${x}, ${z})`,
    ),
    sig('(time(p) with time zone, varchar(x)) -> time(p) with time zone', ([x, z]) => `timezone(${z}, ${x})`),
  ),
  define(
    'with_timezone',
    sig('(timestamp(p), varchar(x)) -> timestamp(p) with time zone', ([x, z]) => `t_in_zone(${x}, t_zone_name(${z}))`),
  ),
  define(
    'timezone',
    sig('(timestamp(p) with time zone) -> varchar', ([x]) => `(${x}).z`),
  ),
  define(
    'current_timezone',
    sig('() -> varchar', () => `'UTC'`),
  ),
  define(
    'now',
    sig('() -> timestamp(3) with time zone', (_args, call) => zoned(call.now, `'UTC'`)),
  ),
]

const DURATION_UNITS: Record<string, string> = {
  ns: '1e-6',
  us: '1e-3',
  ms: '1',
  s: '1e3',
  m: '6e4',
  h: '3.6e6',
  d: '8.64e7',
}

const durations: FunctionDefinition[] = [
  define(
    'parse_duration',
    sig('(varchar(x)) -> interval day to second', ([x]) => `t_parse_duration(${x})`),
  ),
  define(
    'to_milliseconds',
    sig('(interval day to second) -> bigint', ([x]) => `t_interval_millis(${x})`),
  ),
  define(
    'human_readable_seconds',
    sig('(double) -> varchar', ([x]) => `t_human_readable_seconds(${x})`),
  ),
  define(
    'date',
    sig('(varchar(x)) -> date', ([x]) => `t_varchar_to_date(${x})`),
    sig('(timestamp(p)) -> date', ([x]) => `CAST(${x} AS DATE)`),
    sig('(timestamp(p) with time zone) -> date', ([x]) => `CAST(${local(x!)} AS DATE)`),
  ),
]

const ISO_TIMESTAMP =
  '^([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?|[0-9]{4}-[0-9]{3}|[0-9]{4}-W[0-9]{2}(?:-[1-7])?)(?:T([0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$'
const invalidFormat = `t_fail('INVALID_FUNCTION_ARGUMENT', 'Invalid format: "' || x || '"')`
const plural = (n: string, unit: string) =>
  `CASE WHEN ${n} = 0 THEN NULL WHEN ${n} = 1 THEN '1 ${unit}' ELSE ${n} || ' ${unit}s' END`

const macros = [
  ...ZONE_MACROS,
  `CREATE MACRO t_zoned(t, z) AS CASE WHEN t IS NULL OR z IS NULL THEN NULL ELSE struct_pack(t := t, z := z) END`,
  `CREATE MACRO t_from_unixtime(x) AS CASE WHEN abs(x) > 9.2e12 THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'Millis overflow: 9223372036854775807') ELSE make_timestamptz(CAST(round(x * 1000) AS BIGINT) * 1000) END`,
  // Moving a zoned value keeps its instant; an unknown zone must fail even where nothing reads the local time.
  `CREATE MACRO t_at_timezone(x, z) AS CASE WHEN x IS NULL OR z IS NULL THEN NULL WHEN t_wall(x.t, t_zone_name(z)) IS NULL THEN NULL ELSE struct_pack(t := x.t, z := t_zone_name(z)) END`,
  `CREATE MACRO t_iso_offset(x) AS CASE WHEN x.z = 'UTC' THEN 'Z' ELSE t_offset_text(t_offset_minutes(x), ':') END`,
  // ISO week dates: Monday of week 1 is the Monday of the week with 4 January.
  `CREATE MACRO t_iso_date(x) AS CASE
    WHEN x LIKE '____-W%' THEN CAST(date_trunc('week', make_date(CAST(x[1:4] AS INTEGER), 1, 4)) AS DATE) + (CAST(x[7:8] AS INTEGER) - 1) * 7 + CAST(coalesce(nullif(x[10:10], ''), '1') AS INTEGER) - 1
    WHEN length(x) = 8 AND x[5:5] = '-' THEN make_date(CAST(x[1:4] AS INTEGER), 1, 1) + CAST(x[6:8] AS INTEGER) - 1
    WHEN length(x) = 4 THEN make_date(CAST(x AS INTEGER), 1, 1)
    WHEN length(x) = 7 THEN TRY_CAST(x || '-01' AS DATE)
    ELSE TRY_CAST(x AS DATE) END`,
  `CREATE MACRO t_from_iso8601_date(x) AS CASE WHEN x IS NULL THEN NULL WHEN NOT regexp_matches(x, '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?|-[0-9]{3}|-W[0-9]{2}(-[1-7])?)?$') THEN ${invalidFormat} ELSE coalesce(t_iso_date(x), ${invalidFormat}) END`,
  `CREATE MACRO t_iso_time(x) AS TRY_CAST(CASE length(x) WHEN 0 THEN '00:00:00' WHEN 2 THEN x || ':00:00' WHEN 5 THEN x || ':00' ELSE replace(x, ',', '.')[1:12] END AS TIME)`,
  `CREATE MACRO t_iso_zone(z) AS CASE WHEN z IN ('', 'Z', 'UTC') THEN 'UTC' WHEN length(z) = 3 THEN z || ':00' WHEN length(z) = 5 THEN z[1:3] || ':' || z[4:5] ELSE z END`,
  `CREATE MACRO t_from_iso8601_timestamp(x) AS CASE WHEN x IS NULL THEN NULL WHEN NOT regexp_matches(x, '${ISO_TIMESTAMP}') THEN ${invalidFormat} ELSE t_in_zone(coalesce(t_iso_date(regexp_extract(x, '${ISO_TIMESTAMP}', 1)) + t_iso_time(regexp_extract(x, '${ISO_TIMESTAMP}', 2)), ${invalidFormat}), t_iso_zone(regexp_extract(x, '${ISO_TIMESTAMP}', 3))) END`,
  `CREATE MACRO t_duration_millis(n, unit) AS CASE unit ${Object.entries(DURATION_UNITS)
    .map(([unit, millis]) => `WHEN '${unit}' THEN n * ${millis}`)
    .join(' ')} END`,
  `CREATE MACRO t_parse_duration(x) AS CASE WHEN x IS NULL THEN NULL WHEN NOT regexp_matches(x, '^\\s*[0-9]+(\\.[0-9]+)?\\s*(ns|us|ms|s|m|h|d)\\s*$') THEN t_fail('INVALID_FUNCTION_ARGUMENT', 'duration is not a valid data duration string: ' || x) ELSE to_milliseconds(CAST(round(t_duration_millis(CAST(regexp_extract(x, '[0-9]+(\\.[0-9]+)?') AS DOUBLE), regexp_extract(x, '[a-z]+'))) AS BIGINT)) END`,
  `CREATE MACRO t_human_readable(s) AS CASE WHEN s = 0 THEN '0 seconds' ELSE concat_ws(', ', ${[
    plural('s // 604800', 'week'),
    plural('s // 86400 % 7', 'day'),
    plural('s // 3600 % 24', 'hour'),
    plural('s // 60 % 60', 'minute'),
    plural('s % 60', 'second'),
  ].join(', ')}) END`,
  `CREATE MACRO t_human_readable_seconds(x) AS CASE WHEN x IS NULL THEN NULL ELSE t_human_readable(CAST(round(abs(x)) AS BIGINT)) END`,
]

export const dateTimeConversions: FunctionGroup = {
  functions: [...unixTime, ...iso8601, ...zones, ...durations],
  macros,
}
