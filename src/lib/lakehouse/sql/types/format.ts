import type { TrinoType } from './type.js'

/** A DuckDB value as the Node client gives it (`getRowObjects` and kin), or a plain one. */
type Value = unknown

/**
 * Athena's text of a value in GetQueryResults and the results file; null stays null (a cell without VarCharValue).
 * Arrays `[a, b]`, maps `{k=v}`, rows `{a=1}`, binary as hex pairs, as Athena's own results show them.
 */
export function formatAthenaText(value: Value, type: TrinoType): string | null {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'double':
    case 'real':
      return javaDouble(Number(value), type.kind === 'real')
    case 'decimal':
      return decimalText(value, type.scale)
    case 'varbinary':
      return [...bytesOf(value)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    case 'date':
      return dateText(daysOf(value))
    case 'timestamp':
      return timestampText(value, type)
    case 'time':
      return type.withTimeZone ? zonedTimeText(value, type.precision) : timeText(microsOf(value), type.precision)
    case 'interval day to second':
      return daySecondText(value)
    case 'interval year to month':
      return yearMonthText(value)
    case 'array':
      return `[${itemsOf(value)
        .map(item => formatAthenaText(item, type.element) ?? 'null')
        .join(', ')}]`
    case 'map':
      return `{${entriesOf(value)
        .map(([key, item]) => `${formatAthenaText(key, type.key)}=${formatAthenaText(item, type.value) ?? 'null'}`)
        .join(', ')}}`
    case 'row': {
      const fields = fieldsOf(value)
      return `{${type.fields.map((field, i) => `${field.name ?? `field${i}`}=${formatAthenaText(fields[i], field.type) ?? 'null'}`).join(', ')}}`
    }
    default:
      return String(value)
  }
}

/** As Java's Double.toString and Float.toString: `1.0`, `1.0E10`, `1.0E-5`. */
export function javaDouble(value: number, single = false): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const shortest = single ? shortestFloat(value) : String(value)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(shortest) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const leading = whole === '0' ? -(fraction.length - fraction.replace(/^0+/, '').length) : whole.length
  const point = leading + Number(exponent)
  const trimmed = digits.replace(/0+$/, '') || '0'
  if (point > -3 && point <= 7) {
    if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${trimmed}`
    const padded = trimmed.padEnd(point, '0')
    return `${sign}${padded.slice(0, point)}.${padded.slice(point) || '0'}`
  }
  return `${sign}${trimmed[0]}.${trimmed.slice(1) || '0'}E${point - 1}`
}

/** The fewest digits that still read back as the same 32-bit float. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

function decimalText(value: Value, scale: number): string {
  const given = value as { value?: bigint; scale?: number }
  if (typeof given === 'object' && typeof given.value === 'bigint') {
    const negative = given.value < 0n
    const digits = (negative ? -given.value : given.value).toString().padStart(scale + 1, '0')
    const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
    return negative ? `-${text}` : text
  }
  return String(value)
}

function bytesOf(value: Value): Uint8Array {
  return (value as { bytes?: Uint8Array }).bytes ?? (value as Uint8Array)
}

function daysOf(value: Value): number {
  return (value as { days: number }).days
}

function dateText(days: number): string {
  const date = new Date(days * 86400000)
  const year = date.getUTCFullYear()
  const shown =
    year >= 0 && year <= 9999
      ? String(year).padStart(4, '0')
      : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(4, '0')}`
  return `${shown}-${String(date.getUTCMonth() + 1).padStart(2, '0')}-${String(date.getUTCDate()).padStart(2, '0')}`
}

function microsOf(value: Value): bigint {
  return (value as { micros: bigint }).micros
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

const dayNanos = 86400000000000n

function nanosText(nanos: bigint, precision: number): string {
  const days = floorDivide(nanos, dayNanos)
  return `${dateText(Number(days))} ${clock(nanos - days * dayNanos, precision)}`
}

function clock(nanosOfDay: bigint, precision: number): string {
  const seconds = nanosOfDay / 1000000000n
  const two = (n: bigint) => String(n).padStart(2, '0')
  const text = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
  if (precision === 0) return text
  const fraction = String(nanosOfDay % 1000000000n)
    .padStart(9, '0')
    .padEnd(precision, '0')
    .slice(0, precision)
  return `${text}.${fraction}`
}

function timeText(micros: bigint, precision: number): string {
  return clock(micros * 1000n, precision)
}

function zonedTimeText(value: Value, precision: number): string {
  const { micros, offset } = value as { micros: bigint; offset: number }
  const minutes = Math.abs(Math.trunc(offset / 60))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${timeText(micros, precision)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function nanosOf(value: Value): bigint {
  const given = value as {
    micros?: bigint
    nanos?: bigint
    nanoseconds?: bigint
    millis?: bigint
    milliseconds?: bigint
    seconds?: bigint
  }
  if (given.micros !== undefined) return given.micros * 1000n
  if (given.nanos !== undefined) return given.nanos
  if (given.nanoseconds !== undefined) return given.nanoseconds
  const millis = given.millis ?? given.milliseconds
  return millis !== undefined ? millis * 1000000n : (given.seconds ?? 0n) * 1000000000n
}

function timestampText(value: Value, type: Extract<TrinoType, { withTimeZone: boolean }>): string {
  if (!type.withTimeZone) return nanosText(nanosOf(value), type.precision)
  const [instant, zone] = fieldsOf(value)
  const nanos = nanosOf(instant)
  return `${nanosText(nanos + zoneOffsetNanos(String(zone), nanos), type.precision)} ${zone}`
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>()

function zoneOffsetNanos(zone: string, nanos: bigint): bigint {
  if (zone === 'UTC') return 0n
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(zone)
  if (offset) return BigInt((offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]))) * 60000000000n
  let format = zoneFormats.get(zone)
  if (!format) {
    const two = 'numeric' as const
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: two,
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
    zoneFormats.set(zone, format)
  }
  const seconds = floorDivide(nanos, 1000000000n)
  const parts = format.formatToParts(Number(seconds) * 1000)
  const part = (name: string) => Number(parts.find(item => item.type === name)?.value)
  const local =
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) / 1000
  return (BigInt(local) - seconds) * 1000000000n
}

function daySecondText(value: Value): string {
  const { days = 0, micros = 0n, months = 0 } = value as { days?: number; micros?: bigint; months?: number }
  const millis = (BigInt(months * 30 + days) * 86400000000n + micros) / 1000n
  const size = millis < 0n ? -millis : millis
  const two = (n: bigint) => String(n).padStart(2, '0')
  return `${millis < 0n ? '-' : ''}${size / 86400000n} ${two((size / 3600000n) % 24n)}:${two((size / 60000n) % 60n)}:${two((size / 1000n) % 60n)}.${String(size % 1000n).padStart(3, '0')}`
}

function yearMonthText(value: Value): string {
  const months = (value as { months: number }).months
  return `${months < 0 ? '-' : ''}${Math.trunc(Math.abs(months) / 12)}-${Math.abs(months) % 12}`
}

/** The elements of a list value. */
export function itemsOf(value: Value): Value[] {
  return (value as { items?: Value[] }).items ?? (value as Value[])
}

/** The pairs of a map value. */
export function entriesOf(value: Value): [Value, Value][] {
  return (value as { entries: { key: Value; value: Value }[] }).entries.map(({ key, value: item }) => [key, item])
}

/** The field values of a struct value, in order. */
export function fieldsOf(value: Value): Value[] {
  return Object.values((value as { entries: Record<string, Value> }).entries)
}
