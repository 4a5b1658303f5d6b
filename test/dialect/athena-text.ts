import { parseExpression } from '../../src/lib/lakehouse/sql/parser/parse.js'
import { resolveTypeName } from '../../src/lib/lakehouse/sql/types/names.js'
import type { TrinoType } from '../../src/lib/lakehouse/sql/types/type.js'

/** The type that Trino's client protocol names, e.g. `map(varchar(1), row(a integer))`. */
export function trinoType(text: string): TrinoType {
  const cast = parseExpression(`cast(null as ${text})`)
  if (cast.kind !== 'cast') throw new Error(`not a type: ${text}`)
  return resolveTypeName(cast.type)
}

/**
 * A value of Trino's JSON as a form that compares equal to the same value in Athena's text (`comparable` below): containers
 * in Athena's brackets, doubles to 9 digits, fraction digits of times without closing zeros, map entries in key order.
 */
export function expectedText(value: unknown, type: TrinoType): string {
  if (value === null || value === undefined) return 'null'
  switch (type.kind) {
    case 'bigint':
      return roundedBigint(value)
    case 'real':
    case 'double':
      return number(value)
    case 'varbinary':
      return [...Buffer.from(String(value), 'base64')].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    case 'array':
      return `[${(value as unknown[]).map(item => expectedText(item, type.element)).join(', ')}]`
    case 'map':
      return `{${Object.entries(value as object)
        .map(([key, item]) => `${expectedText(key, type.key)}=${expectedText(item, type.value)}`)
        .sort()
        .join(', ')}}`
    case 'row':
      return `{${(value as unknown[])
        .map((item, i) => `${type.fields[i]!.name ?? `field${i}`}=${expectedText(item, type.fields[i]!.type)}`)
        .join(', ')}}`
    default:
      return withoutFractionZeros(String(value), type)
  }
}

/** Athena's text of a cell (null where it has no VarCharValue), brought to the same form. */
export function comparable(text: string | undefined, type: TrinoType): string {
  if (text === undefined) return 'null'
  if (type.kind === 'bigint') return roundedBigint(text)
  if (type.kind === 'real' || type.kind === 'double') return number(text)
  if (type.kind === 'map')
    return `{${splitTop(text.slice(1, -1))
      .map(entry => mapEntry(entry, type))
      .sort()
      .join(', ')}}`
  if (type.kind === 'array')
    return `[${splitTop(text.slice(1, -1))
      .map(item => (item === 'null' ? item : comparable(item, type.element)))
      .join(', ')}]`
  return withoutFractionZeros(text, type)
}

function mapEntry(entry: string, type: Extract<TrinoType, { kind: 'map' }>): string {
  const at = entry.indexOf('=')
  const value = entry.slice(at + 1)
  return `${comparable(entry.slice(0, at), type.key)}=${value === 'null' ? value : comparable(value, type.value)}`
}

/** Splits at `, ` outside brackets. */
function splitTop(text: string): string[] {
  if (text === '') return []
  const parts: string[] = ['']
  let depth = 0
  for (const piece of text.split(/(, |[[\]{}])/)) {
    if (piece === '[' || piece === '{') depth++
    if (piece === ']' || piece === '}') depth--
    if (piece === ', ' && depth === 0) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

/** The corpus is read as JavaScript's JSON, which rounds numbers above 2^53. */
function roundedBigint(value: unknown): string {
  return String(Number(value))
}

function number(value: unknown): string {
  const parsed = Number(value)
  return Number.isFinite(parsed) ? String(Number(parsed.toPrecision(9))) : String(value)
}

function withoutFractionZeros(text: string, type: TrinoType): string {
  if (type.kind !== 'timestamp' && type.kind !== 'time') return text
  return text.replace(/(:\d\d)\.(\d*?)0*(?=$| |[+-])/, (_, seconds, fraction) =>
    fraction ? `${seconds}.${fraction}` : seconds,
  )
}
