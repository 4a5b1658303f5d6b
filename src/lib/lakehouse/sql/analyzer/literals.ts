import type { IntervalLiteral, LongLiteral, TypedLiteral } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { duckdbType, quoteString } from '../types/duckdb-type.js'
import { resolveTypeName, typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { castSql } from './casts.js'
import { BIGINT, DOUBLE, INTEGER, stringLiteral, type Typed } from './typed.js'

export function booleanLiteral(value: boolean): Typed {
  return { sql: value ? 'true' : 'false', type: { kind: 'boolean' }, literal: value, nullable: false }
}

/** The sign belongs to the literal: -2147483648 is an integer. */
export function longLiteral({ value, loc }: LongLiteral): Typed {
  if (value > 9223372036854775807n || value < -9223372036854775808n)
    throw new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', `Invalid numeric literal: ${value}`, loc)
  const type = value <= 2147483647n && value >= -2147483648n ? INTEGER : BIGINT
  // DuckDB reads these two as a wider type's literal, negated.
  if (value === -2147483648n || value === -9223372036854775808n)
    return { sql: `CAST(${value} AS ${duckdbType(type)})`, type, literal: value, nullable: false }
  return { sql: value < 0n ? `(${value})` : String(value), type, literal: value, nullable: false }
}

/** Precision and scale are those of the digits as written, leading zeros out. */
export function decimalLiteral(text: string): Typed {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text.replaceAll('_', '')) ?? []
  const digits = whole.replace(/^0+/, '')
  const precision = Math.max(1, digits.length + fraction.length)
  const scale = fraction.length
  const type: TrinoType = { kind: 'decimal', precision, scale }
  const written = `${sign}${digits || '0'}${fraction ? `.${fraction}` : ''}`
  return {
    sql: `CAST(${quoteString(written)} AS DECIMAL(${precision},${scale}))`,
    type,
    literal: written,
    nullable: false,
  }
}

export function doubleLiteral(text: string): Typed {
  const value = Number(text.replaceAll('_', ''))
  return {
    sql: `CAST(${quoteString(text.replaceAll('_', ''))} AS DOUBLE)`,
    type: DOUBLE,
    literal: value,
    nullable: false,
  }
}

export function binaryLiteral(hex: string): Typed {
  return { sql: `unhex(${quoteString(hex)})`, type: { kind: 'varbinary' }, nullable: false }
}

export function typedLiteral(literal: TypedLiteral): Typed {
  const { value, loc } = literal
  const name = literal.type.name
  const invalid = (message: string) => new TrinoError('INVALID_LITERAL', message, loc)
  switch (name) {
    case 'date': {
      const match = /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})\s*$/.exec(value)
      if (!match || !validDate(match)) throw invalid(`'${value}' is not a valid DATE literal`)
      return {
        sql: `DATE '${pad(match[1]!, 4)}-${pad(match[2]!)}-${pad(match[3]!)}'`,
        type: { kind: 'date' },
        literal: value,
        nullable: false,
      }
    }
    case 'timestamp':
      return timestampLiteral(value, invalid)
    case 'time':
      return timeLiteral(value, invalid)
    case 'decimal': {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value.trim())) throw invalid(`'${value}' is not a valid DECIMAL literal`)
      return decimalLiteral(value.trim())
    }
    case 'json':
      if (!validJson(value)) throw invalid(`'${value}' is not a valid JSON literal`)
      return { ...castLiteral(`t_json_parse(${quoteString(value)})`, { kind: 'json' }), literal: value }
    case 'char': {
      const type: TrinoType = { kind: 'char', length: [...value].length }
      return { sql: quoteString(value), type, literal: value, nullable: false }
    }
    default: {
      const type = resolveTypeName(literal.type)
      if (!literalShape(type.kind, value.trim()))
        throw invalid(`'${value}' is not a valid ${written(literal.type.name)} literal`)
      const text = stringLiteral(value)
      try {
        return { ...castLiteral(castSql(text.sql, text.type, type), type), literal: numericLiteral(type, value) }
      } catch (error) {
        if (error instanceof TrinoError)
          throw invalid(`'${value}' is not a valid ${typeName(type).toUpperCase()} literal`)
        throw error
      }
    }
  }
}

const written = (name: string) => name.toUpperCase()

const BITS: Record<string, number> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 }

/** Whether a literal's text can be cast to its type, for the types whose literals Trino checks before running. */
function literalShape(kind: string, text: string): boolean {
  const bits = BITS[kind]
  if (bits)
    return (
      /^[+-]?\d+$/.test(text) && BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
    )
  if (kind === 'double' || kind === 'real') return /^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i.test(text)
  if (kind === 'boolean') return /^(true|false|t|f|1|0)$/i.test(text)
  return true
}

function validJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function castLiteral(sql: string, type: TrinoType): Typed {
  return { sql, type, nullable: false }
}

function numericLiteral(type: TrinoType, value: string) {
  return /^(tinyint|smallint|integer|bigint)$/.test(type.kind) && /^-?\d+$/.test(value) ? BigInt(value) : value
}

const pad = (digits: string, width = 2) => digits.padStart(width, '0')

function validDate([, year, month, day]: RegExpExecArray | RegExpMatchArray): boolean {
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)))
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}

const timestampPattern =
  /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?)?\s*([A-Za-z+-].*?)?\s*$/

/** `2024-01-01 10:00:00.123 Europe/Paris`: the fraction's digits are the precision, a zone makes it zoned. */
function timestampLiteral(value: string, invalid: (message: string) => TrinoError): Typed {
  const match = timestampPattern.exec(value)
  const bad = () => invalid(`'${value}' is not a valid TIMESTAMP literal`)
  if (!match || !validDate(match)) throw bad()
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw bad()
  const text = `${pad(year!, 4)}-${pad(month!)}-${pad(day!)} ${pad(hour)}:${pad(minute)}:${pad(second)}${fraction ? `.${fraction}` : ''}`
  const precision = fraction.length
  const local = precision > 6 ? `TIMESTAMP_NS '${text}'` : `TIMESTAMP '${text}'`
  if (!zone)
    return { sql: local, type: { kind: 'timestamp', precision, withTimeZone: false }, literal: value, nullable: false }
  const type: TrinoType = { kind: 'timestamp', precision, withTimeZone: true }
  const name = zoneName(zone)
  if (!name) throw bad()
  if (name === 'UTC') {
    const instant = `TIMESTAMPTZ '${text}+00'`
    return { sql: `t_zoned(${instant}, 'UTC')`, type, instant, nullable: false }
  }
  return { sql: `t_in_zone(${local}, ${quoteString(name)})`, type, nullable: false }
}

/** A zone in the form that values keep: `UTC`, `+05:30`, `Europe/Paris`; undefined for what is none. */
export function zoneName(zone: string): string | undefined {
  if (/^(utc|z|gmt|ut)$/i.test(zone) || /^[+-]00:?00$/.test(zone)) return 'UTC'
  const offset = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone)
  if (offset) return `${offset[1]}${pad(offset[2]!)}:${offset[3] ?? '00'}`
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch {
    return undefined
  }
}

function timeLiteral(value: string, invalid: (message: string) => TrinoError): Typed {
  const match = /^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?\s*([+-]\d{1,2}(?::?\d{2})?)?\s*$/.exec(value)
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59)
    throw invalid(`'${value}' is not a valid TIME literal`)
  const [, hour, minute, second = '0', fraction = '', zone] = match
  const text = `${pad(hour!)}:${pad(minute!)}:${pad(second)}${fraction ? `.${fraction}` : ''}`
  if (zone) {
    const type: TrinoType = { kind: 'time', precision: fraction.length, withTimeZone: true }
    return {
      sql: `CAST('${text}${zoneName(zone) === 'UTC' ? '+00' : zoneName(zone)}' AS TIMETZ)`,
      type,
      nullable: false,
    }
  }
  return {
    sql: `TIME '${text}'`,
    type: { kind: 'time', precision: fraction.length, withTimeZone: false },
    nullable: false,
  }
}

const monthUnits: Partial<Record<string, number>> = { year: 12, month: 1 }
const milliUnits: Partial<Record<string, number>> = {
  week: 604800000,
  day: 86400000,
  hour: 3600000,
  minute: 60000,
  second: 1000,
}

/** Held as DuckDB intervals of months, or of days and microseconds. */
export function intervalLiteral(literal: IntervalLiteral): Typed {
  const { value, from, to, loc } = literal
  const bad = () => new TrinoError('INVALID_LITERAL', `'${value}' is not a valid INTERVAL literal`, loc)
  const negative = value.trim().startsWith('-')
  const body = value.trim().replace(/^[+-]/, '')
  const sign = (negative ? -1 : 1) * literal.sign
  if (monthUnits[from]) {
    let months: number
    if (to === 'month') {
      const match = /^(\d+)(?:-(\d+))?$/.exec(body)
      if (!match) throw bad()
      months = Number(match[1]) * 12 + Number(match[2] ?? 0)
    } else {
      if (!/^\d+$/.test(body)) throw bad()
      months = Number(body) * monthUnits[from]!
    }
    return { sql: `to_months(${sign * months})`, type: { kind: 'interval year to month' }, nullable: false }
  }
  const millis = to ? compoundMillis(body, from, to) : singleMillis(body, from)
  if (millis === undefined) throw bad()
  const total = sign * millis
  const days = Math.trunc(total / 86400000)
  const rest = total - days * 86400000
  const sql =
    rest === 0
      ? `to_days(${days})`
      : days === 0
        ? `to_milliseconds(${rest})`
        : `(to_days(${days}) + to_milliseconds(${rest}))`
  return { sql, type: { kind: 'interval day to second' }, nullable: false }
}

function singleMillis(body: string, from: string): number | undefined {
  if (!(from === 'second' ? /^\d+(\.\d{1,3}\d*)?$/ : /^\d+$/).test(body)) return undefined
  return Math.round(Number(body) * milliUnits[from]!)
}

/** `1 02:03:04.5` from its first unit to its last. */
function compoundMillis(body: string, from: string, to: string): number | undefined {
  const units = ['day', 'hour', 'minute', 'second']
  const wanted = units.slice(units.indexOf(from), units.indexOf(to) + 1)
  const parts = body.split(/[ :]+/)
  if (parts.length > wanted.length || parts.some(part => !/^\d+(\.\d+)?$/.test(part))) return undefined
  return parts.reduce((sum, part, i) => sum + Math.round(Number(part) * milliUnits[wanted[i]!]!), 0)
}
