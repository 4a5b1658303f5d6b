import { TrinoError } from '../trino-error.js'
import { isInteger } from '../types/coercion.js'
import { duckdbType, quoteIdentifier, structKey } from '../types/duckdb-type.js'
import { sameType, typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { bound, lambdaName } from './bound.js'
import { fromJson, toJson } from './json-casts.js'

/** Thrown for a pair of types without a cast; the caller says where. */
export class NoCast extends TrinoError {
  constructor(from: TrinoType, to: TrinoType) {
    super('TYPE_MISMATCH', `Cannot cast ${typeName(from)} to ${typeName(to)}`)
  }
}

/** DuckDB SQL of Trino's CAST. Macros (functions/casts.ts) carry Trino's text forms and messages. */
export function castSql(sql: string, from: TrinoType, to: TrinoType): string {
  if (sameType(from, to)) return sql
  return bound(sql, value => castValue(value, from, to))
}

function castValue(sql: string, from: TrinoType, to: TrinoType): string {
  if (from.kind === 'unknown') return `CAST(${sql} AS ${duckdbType(to)})`
  if (to.kind === 'json') return toJson(sql, from)
  if (from.kind === 'json') return fromJson(sql, to)
  switch (to.kind) {
    case 'unknown':
      throw new NoCast(from, to)
    case 'boolean':
      if (from.kind === 'varchar' || from.kind === 'char') return `t_varchar_to_boolean(${sql})`
      return isScalarNumber(from) ? `(${sql} <> 0)` : refuse(from, to)
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return toInteger(sql, from, to)
    case 'real':
    case 'double':
      if (from.kind === 'varchar' || from.kind === 'char') return `t_varchar_to_${to.kind}(${sql})`
      if (from.kind === 'double' && to.kind === 'real') return `t_to_real(${sql})`
      return isScalarNumber(from) || from.kind === 'boolean' ? plain(sql, to) : refuse(from, to)
    case 'decimal':
      if (from.kind === 'varchar' || from.kind === 'char')
        return `CAST(t_varchar_to_decimal(${sql}, ${to.precision}, ${to.scale}) AS ${duckdbType(to)})`
      if (from.kind === 'boolean') return `CAST(CAST(${sql} AS INTEGER) AS ${duckdbType(to)})`
      // By the shortest text, as BigDecimal.valueOf has it: 1.005e0 rounds to 1.01, though its binary value is below.
      if (from.kind === 'real' || from.kind === 'double') return plain(`CAST(${sql} AS VARCHAR)`, to)
      return isScalarNumber(from) ? plain(sql, to) : refuse(from, to)
    case 'varchar':
    case 'char':
      return toText(sql, from, to)
    case 'date':
      return toDate(sql, from, to)
    case 'time':
    case 'timestamp':
      return toMoment(sql, from, to)
    case 'uuid':
      if (from.kind === 'varchar' || from.kind === 'char') return `t_varchar_to_uuid(${sql})`
      if (from.kind === 'varbinary') return `t_varbinary_to_uuid(${sql})`
      return refuse(from, to)
    case 'ipaddress':
      return from.kind === 'varchar' ? `t_varchar_to_ipaddress(${sql})` : refuse(from, to)
    case 'varbinary':
      if (from.kind === 'varchar') return `encode(${sql})`
      if (from.kind === 'uuid') return `unhex(replace(CAST(${sql} AS VARCHAR), '-', ''))`
      return refuse(from, to)
    case 'array': {
      if (from.kind !== 'array') return refuse(from, to)
      if (sameRepresentation(from.element, to.element)) return sql
      const e = lambdaName()
      return `list_transform(${sql}, lambda ${e}: ${castSql(e, from.element, to.element)})`
    }
    case 'map':
      return from.kind === 'map' ? castMap(sql, from, to) : refuse(from, to)
    case 'row':
      return from.kind === 'row' && from.fields.length === to.fields.length ? castRow(sql, from, to) : refuse(from, to)
    default:
      return refuse(from, to)
  }
}

function refuse(from: TrinoType, to: TrinoType): never {
  throw new NoCast(from, to)
}

function plain(sql: string, to: TrinoType): string {
  return `CAST(${sql} AS ${duckdbType(to)})`
}

function isScalarNumber(type: TrinoType): boolean {
  return isInteger(type) || type.kind === 'decimal' || type.kind === 'real' || type.kind === 'double'
}

/** Whether DuckDB holds both types' values alike, so that a cast has nothing to do. */
export function sameRepresentation(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'varchar' && to.kind === 'varchar')
    return to.length === undefined || (from.length !== undefined && from.length <= to.length)
  if (from.kind === 'timestamp' && to.kind === 'timestamp')
    return (
      from.withTimeZone === to.withTimeZone && from.precision <= to.precision && from.precision > 6 === to.precision > 6
    )
  if (from.kind === 'time' && to.kind === 'time')
    return from.withTimeZone === to.withTimeZone && from.precision <= to.precision
  if (from.kind === 'array' && to.kind === 'array') return sameRepresentation(from.element, to.element)
  if (from.kind === 'map' && to.kind === 'map')
    return sameRepresentation(from.key, to.key) && sameRepresentation(from.value, to.value)
  if (from.kind === 'row' && to.kind === 'row')
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => {
        const other = to.fields[i]!
        return structKey(field, i) === structKey(other, i) && sameRepresentation(field.type, other.type)
      })
    )
  return sameType(from, to)
}

function toInteger(sql: string, from: TrinoType, to: TrinoType): string {
  switch (from.kind) {
    case 'varchar':
    case 'char':
      return `t_varchar_to_${to.kind}(${sql})`
    case 'real':
    case 'double':
      return `CAST(t_float_to_integer(${sql}, '${to.kind}') AS ${duckdbType(to)})`
    case 'decimal':
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return plain(sql, to)
    default:
      return refuse(from, to)
  }
}

function toText(sql: string, from: TrinoType, to: Extract<TrinoType, { kind: 'varchar' | 'char' }>): string {
  if (from.kind === 'varchar' || from.kind === 'char') {
    if (to.kind === 'char') return `t_to_char(${sql}, ${to.length})`
    if (to.length === undefined || (from.length !== undefined && from.length <= to.length)) return sql
    return `left(${sql}, ${to.length})`
  }
  if (to.kind === 'char') return refuse(from, to)
  const text = textOf(sql, from)
  if (text === undefined) return refuse(from, to)
  if (to.length === undefined) return text
  return `t_bounded_text(${text}, ${to.length})`
}

/** Trino's text of a value, for casts to varchar and for printing. */
export function textOf(sql: string, type: TrinoType): string | undefined {
  switch (type.kind) {
    case 'decimal':
      // DuckDB leaves the zero out where all digits are behind the point.
      return type.precision === type.scale ? `t_fraction_text(CAST(${sql} AS VARCHAR))` : `CAST(${sql} AS VARCHAR)`
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'date':
    case 'uuid':
      return `CAST(${sql} AS VARCHAR)`
    case 'double':
      return `t_double_text(${sql})`
    case 'real':
      return `t_real_text(${sql})`
    case 'timestamp':
      return type.withTimeZone
        ? `t_zoned_text(${sql}, ${type.precision})`
        : `t_timestamp_text(${sql}, ${type.precision})`
    case 'time':
      return type.withTimeZone
        ? `t_zoned_time_text(${sql}, ${type.precision})`
        : `t_time_text(${sql}, ${type.precision})`
    case 'ipaddress':
      return sql
    case 'interval day to second':
      return `t_day_second_text(${sql})`
    case 'interval year to month':
      return `t_year_month_text(${sql})`
    default:
      return undefined
  }
}

function toDate(sql: string, from: TrinoType, to: TrinoType): string {
  if (from.kind === 'varchar' || from.kind === 'char') return `t_varchar_to_date(${sql})`
  if (from.kind !== 'timestamp') return refuse(from, to)
  return from.withTimeZone ? `CAST(t_local(${sql}) AS DATE)` : `CAST(${sql} AS DATE)`
}

function toMoment(sql: string, from: TrinoType, to: Extract<TrinoType, { kind: 'time' | 'timestamp' }>): string {
  const text = from.kind === 'varchar' || from.kind === 'char'
  if (to.kind === 'time') {
    if (to.withTimeZone) {
      if (text) return `t_varchar_to_time_tz(${sql})`
      return from.kind === 'time' ? `CAST(${sql} AS TIMETZ)` : refuse(from, to)
    }
    if (text) return `t_round_time(t_varchar_to_time(${sql}), ${to.precision})`
    if (from.kind === 'time')
      return from.precision > to.precision ? `t_round_time(CAST(${sql} AS TIME), ${to.precision})` : plain(sql, to)
    if (from.kind !== 'timestamp') return refuse(from, to)
    return `t_round_time(CAST(${from.withTimeZone ? `t_local(${sql})` : sql} AS TIME), ${to.precision})`
  }
  if (to.withTimeZone) {
    if (text) return `t_varchar_to_zoned(${sql}, ${to.precision})`
    if (from.kind === 'date') return `t_in_zone(CAST(${sql} AS TIMESTAMP), 'UTC')`
    if (from.kind !== 'timestamp') return refuse(from, to)
    if (!from.withTimeZone) return `t_in_zone(${rounded(sql, from.precision, to.precision)}, 'UTC')`
    return from.precision > to.precision ? `t_round_zoned(${sql}, ${to.precision})` : sql
  }
  if (text) {
    const general = rounded(`t_varchar_to_timestamp(${sql})`, 9, to.precision)
    // The common forms, up to microseconds, at DuckDB's own pace; the rest, and what is refused, the long way.
    const common = '[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?'
    const short = `(CASE WHEN regexp_full_match(${sql}, '${common}') THEN TRY_CAST(${sql} AS TIMESTAMP) ELSE NULL END)`
    return to.precision > 6 ? general : `coalesce(${rounded(short, 6, to.precision)}, ${general})`
  }
  if (from.kind === 'date') return `CAST(${sql} AS ${duckdbType(to)})`
  if (from.kind === 'time') return `(CURRENT_DATE + ${sql})`
  if (from.kind !== 'timestamp') return refuse(from, to)
  return rounded(from.withTimeZone ? `t_local(${sql})` : sql, from.precision, to.precision)
}

function rounded(sql: string, from: number, to: number): string {
  if (from <= to) return to > 6 && from <= 6 ? `CAST(${sql} AS TIMESTAMP_NS)` : sql
  if (from <= 6 || to < 6) return `t_round_timestamp(${from > 6 ? `t_round_nanos(${sql})` : sql}, ${to})`
  if (to > 6) return `CAST(${sql} AS TIMESTAMP_NS)`
  // Nanoseconds are cut by DuckDB's cast, rounded by Trino's.
  return `t_round_nanos(${sql})`
}

function castMap(
  sql: string,
  from: Extract<TrinoType, { kind: 'map' }>,
  to: Extract<TrinoType, { kind: 'map' }>,
): string {
  if (sameRepresentation(from, to)) return sql
  const part = (list: string, a: TrinoType, b: TrinoType) => {
    if (sameRepresentation(a, b)) return list
    const e = lambdaName()
    return `list_transform(${list}, lambda ${e}: ${castSql(e, a, b)})`
  }
  const keys = part(`map_keys(${sql})`, from.key, to.key)
  const values = part(`map_values(${sql})`, from.value, to.value)
  return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE map(${keys}, ${values}) END)`
}

function castRow(
  sql: string,
  from: Extract<TrinoType, { kind: 'row' }>,
  to: Extract<TrinoType, { kind: 'row' }>,
): string {
  if (sameRepresentation(from, to)) return sql
  const fields = to.fields.map((field, i) => {
    const source = from.fields[i]!
    const value = castSql(`struct_extract_at(${sql}, ${i + 1})`, source.type, field.type)
    return `${quoteIdentifier(structKey(field, i))} := ${value}`
  })
  return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END)`
}
