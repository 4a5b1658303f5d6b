import { invalidArgument, type NativeFunction } from '../native.js'
import { javaDouble } from './json-text.js'

/** What an argument was in Trino: it decides which conversions fit (`java.util.Formatter`). */
type Kind = 'bigint' | 'double' | 'decimal' | 'boolean' | 'date' | 'timestamp' | 'time' | 'other'

const JAVA_TYPES: Record<Kind, string> = {
  bigint: 'java.lang.Long',
  double: 'java.lang.Double',
  decimal: 'java.math.BigDecimal',
  boolean: 'java.lang.Boolean',
  date: 'java.time.LocalDate',
  timestamp: 'java.time.LocalDateTime',
  time: 'java.time.LocalTime',
  other: 'java.lang.String',
}

interface Spec {
  flags: string
  width: number
  precision: number | undefined
  conversion: string
}

const SPEC = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT]?[a-zA-Z%])?/g

/** `String.format` for the types that Trino hands it. */
function format(pattern: string, values: (string | null)[], kinds: Kind[]): string {
  const fail = (why: string) => invalidArgument(`Invalid format string: ${pattern} (${why})`)
  let ordinary = 0
  let last = -1
  return pattern.replace(SPEC, (whole, position, flags: string, width, precision, conversion: string | undefined) => {
    if (!conversion) throw fail(`UnknownFormatConversion: Conversion = '%'`)
    if (conversion === 'n') return '\n'
    const spec: Spec = {
      flags,
      width: Number(width ?? 0),
      precision: precision === undefined ? undefined : Number(precision),
      conversion,
    }
    if (conversion === '%') return pad('%', spec)
    if (flags.includes('<')) {
      if (last < 0) throw fail(`MissingFormatArgument: Format specifier '${whole}'`)
    } else last = position === undefined ? ordinary++ : Number(position) - 1
    if (last >= values.length) throw fail(`MissingFormatArgument: Format specifier '${whole}'`)
    const value = values[last] ?? null
    const kind = kinds[last]!
    const text = converted(value, kind, spec, fail)
    return pad(/^[A-Z]/.test(conversion) && conversion !== 'T' ? text.toUpperCase() : text, spec)
  })
}

function pad(text: string, { flags, width }: Spec): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function converted(value: string | null, kind: Kind, spec: Spec, fail: (why: string) => Error): string {
  const conversion = spec.conversion.toLowerCase()
  const mismatch = () => fail(`IllegalFormatConversion: ${spec.conversion} != ${JAVA_TYPES[kind]}`)
  switch (conversion) {
    case 's':
      return shown(value, kind).slice(0, spec.precision)
    case 'b':
      return (value === null ? 'false' : kind === 'boolean' ? value : 'true').slice(0, spec.precision)
  }
  if (value === null) return 'null'
  switch (conversion) {
    case 'd':
      if (kind !== 'bigint') throw mismatch()
      return signed(value, spec)
    case 'x':
    case 'o': {
      if (kind !== 'bigint') throw mismatch()
      const digits = BigInt.asUintN(64, BigInt(value)).toString(conversion === 'x' ? 16 : 8)
      const prefix = spec.flags.includes('#') ? (conversion === 'x' ? '0x' : '0') : ''
      return prefix + (spec.flags.includes('0') ? digits.padStart(spec.width - prefix.length, '0') : digits)
    }
    case 'f':
    case 'e':
    case 'g':
      if (kind !== 'double' && kind !== 'decimal') throw mismatch()
      return decimalText(value, conversion, spec)
  }
  if (/^t[a-z]$/i.test(spec.conversion)) return dateTimePart(value, kind, spec.conversion.slice(1), mismatch)
  if (conversion === 'c' || conversion === 'h' || conversion === 'a') throw mismatch()
  throw fail(`UnknownFormatConversion: Conversion = '${spec.conversion}'`)
}

function shown(value: string | null, kind: Kind): string {
  if (value === null) return 'null'
  if (kind === 'double') return javaDouble(Number(value))
  if (kind === 'timestamp' || kind === 'time') return javaTime(value)
  return value
}

/** java.time leaves out seconds that are zero, and prints fractions in groups of three digits. */
function javaTime(value: string): string {
  const [, before = '', seconds = '', fraction = ''] =
    /^(.*?\d\d:\d\d)(:\d\d)?(?:\.(\d+))?$/.exec(value.replace(' ', 'T')) ?? []
  const digits = fraction.replace(/0+$/, '')
  if (digits) return `${before}${seconds}.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`
  return seconds === ':00' ? before : before + seconds
}

/** Sign, grouping and zero padding around the digits of a number. */
function signed(number: string, { flags, width }: Spec): string {
  const negative = number.startsWith('-')
  let [whole = '', fraction] = (negative ? number.slice(1) : number).split('.')
  if (flags.includes(',')) whole = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const open = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const close = negative && flags.includes('(') ? ')' : ''
  const rest = fraction === undefined ? '' : `.${fraction}`
  if (flags.includes('0')) whole = whole.padStart(width - open.length - rest.length - close.length, '0')
  return open + whole + rest + close
}

/** `%f`, `%e` and `%g`, rounded half up on the shortest decimal form. */
function decimalText(value: string, conversion: string, spec: Spec): string {
  const precision = spec.precision ?? 6
  if (/[a-z]{3}/i.test(value))
    return Number.isNaN(Number(value)) ? 'NaN' : value.startsWith('-') ? '-Infinity' : 'Infinity'
  if (conversion === 'f') return signed(rounded(plain(value), precision), spec)
  if (conversion === 'g') {
    const size = Math.abs(Number(value))
    const significant = precision === 0 ? 1 : precision
    if (size !== 0 && (size < 1e-4 || size >= 10 ** significant)) return scientific(value, significant - 1, spec)
    const digits = size === 0 ? 1 : Math.floor(Math.log10(size)) + 1
    return signed(rounded(plain(value), Math.max(0, significant - digits)), spec)
  }
  return scientific(value, precision, spec)
}

function scientific(value: string, precision: number, spec: Spec): string {
  const [mantissa, exponent] = Number(value).toExponential(precision).split('e') as [string, string]
  const power = Number(exponent)
  return `${signed(mantissa, spec)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** Decimal digits without an exponent. */
function plain(value: string): string {
  const [mantissa = '', exponent] = value.toLowerCase().split('e')
  if (exponent === undefined) return mantissa
  const negative = mantissa.startsWith('-')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  const text =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : `${digits.padEnd(point, '0').slice(0, point)}.${digits.slice(point) || '0'}`
  return negative ? `-${text}` : text
}

function rounded(number: string, places: number): string {
  const negative = number.startsWith('-')
  const [whole = '0', fraction = ''] = number.replace('-', '').split('.')
  let digits = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  if (Number(fraction[places] ?? '0') >= 5) digits++
  const text = digits.toString().padStart(places + 1, '0')
  const result = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
  return negative ? `-${result}` : result
}

function dateTimePart(value: string, kind: Kind, part: string, mismatch: () => Error): string {
  if (!['date', 'timestamp', 'time'].includes(kind)) throw mismatch()
  const date = /(\d+)-(\d\d)-(\d\d)/.exec(value)
  const time = /(\d\d):(\d\d):(\d\d)/.exec(value)
  const parts: Record<string, string | undefined> = {
    Y: date?.[1]?.padStart(4, '0'),
    m: date?.[2],
    d: date?.[3],
    e: date && String(Number(date[3])),
    y: date?.[1]?.slice(-2),
    F: date?.[0],
    H: time?.[1],
    M: time?.[2],
    S: time?.[3],
    T: time?.[0],
    R: time?.[0]?.slice(0, 5),
  } as Record<string, string | undefined>
  const found = parts[part]
  if (found === undefined) throw mismatch()
  return found
}

export const javaFormats: NativeFunction[] = [
  { name: 't_format', args: ['varchar', 'varchar[]', 'varchar[]'], returns: 'varchar', call: format },
]
