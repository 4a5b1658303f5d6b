import { TrinoError } from '../trino-error.js'
import type { RowField, TrinoType } from './type.js'

/** The DuckDB type of a value while a statement runs (the table in type.ts). */
export function duckdbType(type: TrinoType): string {
  switch (type.kind) {
    case 'unknown':
      return 'INTEGER'
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'double':
    case 'date':
    case 'uuid':
    case 'json':
      return type.kind.toUpperCase()
    case 'real':
      return 'FLOAT'
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'varchar':
    case 'char':
    case 'ipaddress':
      return 'VARCHAR'
    case 'varbinary':
      return 'BLOB'
    case 'time':
      return type.withTimeZone ? 'TIMETZ' : 'TIME'
    case 'timestamp':
      if (type.precision > 9)
        throw new TrinoError(
          'NOT_SUPPORTED',
          `timestamp(${type.precision}) is not supported: nanoseconds (9) are the finest`,
        )
      if (type.withTimeZone) return 'STRUCT(t TIMESTAMPTZ, z VARCHAR)'
      return type.precision > 6 ? 'TIMESTAMP_NS' : 'TIMESTAMP'
    case 'interval day to second':
    case 'interval year to month':
      return 'INTERVAL'
    case 'array':
      return `${duckdbType(type.element)}[]`
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`
    case 'row':
      return `STRUCT(${type.fields.map((field, i) => `${quoteIdentifier(structKey(field, i))} ${duckdbType(field.type)}`).join(', ')})`
    case 'function':
      throw new TrinoError('NOT_SUPPORTED', 'A lambda is not a value')
  }
}

/** The DuckDB type of a column in a table: as `duckdbType`, with TIMESTAMPTZ for timestamps with zone. */
export function storedDuckdbType(type: TrinoType): string {
  if (type.kind === 'timestamp' && type.withTimeZone) return 'TIMESTAMPTZ'
  if (type.kind === 'array') return `${storedDuckdbType(type.element)}[]`
  if (type.kind === 'map') return `MAP(${storedDuckdbType(type.key)}, ${storedDuckdbType(type.value)})`
  if (type.kind === 'row')
    return `STRUCT(${type.fields.map((field, i) => `${quoteIdentifier(structKey(field, i))} ${storedDuckdbType(field.type)}`).join(', ')})`
  return duckdbType(type)
}

/** The DuckDB STRUCT key of a row's field. */
export function structKey(field: RowField, index: number): string {
  return field.name?.toLowerCase() ?? `field${index}`
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Whether a timestamp with time zone occurs in the type, whose stored and working forms differ. */
export function holdsZone(type: TrinoType): boolean {
  switch (type.kind) {
    case 'timestamp':
      return type.withTimeZone
    case 'array':
      return holdsZone(type.element)
    case 'map':
      return holdsZone(type.key) || holdsZone(type.value)
    case 'row':
      return type.fields.some(field => holdsZone(field.type))
    default:
      return false
  }
}
