import type { SignatureDefinition } from '../definition.js'

/** The group as Trino's documentation names it. */
export const GROUP = 'date and time'

/**
 * SQL of the local date and time of a `timestamp with time zone` (held as STRUCT(t, z), see types/type.ts).
 * DuckDB knows zone names, not offsets, so `t_local` takes both.
 */
export const local = (zoned: string) => `t_local(${zoned})`

/** SQL that puts a local timestamp back into the zone of `zoned`. */
export const inZoneOf = (timestamp: string, zoned: string) => `t_in_zone(${timestamp}, (${zoned}).z)`

type Emit = (args: string[], unit: string | undefined) => string

/**
 * The signatures of a function that takes a date, a timestamp or a timestamp with time zone as argument `at` and answers
 * by the local value alone (fields, formats): one emitter serves all three.
 */
export function onLocal(
  signature: (type: string) => string,
  at: number,
  emit: Emit,
  types: ('date' | 'timestamp(p)' | 'timestamp(p) with time zone' | 'time(p)')[] = [
    'date',
    'timestamp(p)',
    'timestamp(p) with time zone',
  ],
): SignatureDefinition[] {
  return types.map(type => ({
    signature: signature(type),
    emit: (args, call) => {
      const operands = args.map((arg, i) => (i === at && type === 'timestamp(p) with time zone' ? local(arg) : arg))
      return emit(operands, literalText(call.literal(0)))
    },
  }))
}

export function literalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A string as a DuckDB literal. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Zones: `+05:30`, `UTC`, `America/New_York`. An unknown one fails in DuckDB; the run-time error mapping names it. */
export const ZONE_MACROS = [
  `CREATE MACRO t_zone_is_offset(z) AS z[1] = '+' OR z[1] = '-'`,
  `CREATE MACRO t_zone_offset(z) AS to_minutes(CAST((CASE WHEN z[1] = '-' THEN -1 ELSE 1 END) * (CAST(z[2:3] AS INTEGER) * 60 + CAST(z[5:6] AS INTEGER)) AS INTEGER))`,
  `CREATE MACRO t_zone_name(z) AS CASE WHEN upper(z) IN ('Z', 'UTC', 'GMT', 'UT') THEN 'UTC' ELSE z END`,
  `CREATE MACRO t_wall(t, z) AS CASE WHEN z = 'UTC' THEN timezone('UTC', t) WHEN t_zone_is_offset(z) THEN timezone('UTC', t) + t_zone_offset(z) ELSE timezone(z, t) END`,
  `CREATE MACRO t_local(x) AS t_wall(x.t, x.z)`,
  `CREATE MACRO t_in_zone(ts, z) AS CASE WHEN ts IS NULL OR z IS NULL THEN NULL ELSE struct_pack(t := CASE WHEN z = 'UTC' THEN timezone('UTC', ts) WHEN t_zone_is_offset(z) THEN timezone('UTC', ts - t_zone_offset(z)) ELSE timezone(z, ts) END, z := z) END`,
  `CREATE MACRO t_offset_minutes(x) AS CAST(date_sub('minute', timezone('UTC', x.t), t_local(x)) AS BIGINT)`,
  `CREATE MACRO t_offset_text(minutes, colon) AS (CASE WHEN minutes < 0 THEN '-' ELSE '+' END) || lpad(CAST(abs(minutes) // 60 AS VARCHAR), 2, '0') || colon || lpad(CAST(abs(minutes) % 60 AS VARCHAR), 2, '0')`,
]
