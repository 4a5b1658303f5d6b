import { JsonReader } from './json-reader.js'

/** The next value as Trino prints JSON; `sorted` puts object keys in order and keeps the last of equal ones. */
export function printValue(reader: JsonReader, sorted: boolean): string {
  const c = reader.peek()
  if (c === '"') return quote(reader.string())
  if (c === '[') {
    const items: string[] = []
    reader.array(() => items.push(printValue(reader, sorted)))
    return `[${items.join(',')}]`
  }
  if (c !== '{') return printWord(reader.word())
  if (!sorted) {
    const members: string[] = []
    reader.object(key => members.push(`${quote(key)}:${printValue(reader, false)}`))
    return `{${members.join(',')}}`
  }
  const members = new Map<string, string>()
  reader.object(key => members.set(key, printValue(reader, true)))
  const keys = [...members.keys()].sort((a, b) => (a < b ? -1 : 1))
  return `{${keys.map(key => `${quote(key)}:${members.get(key)}`).join(',')}}`
}

function printWord(word: string): string {
  if (/^[tfn]/.test(word)) return word
  if (/[.eE]/.test(word)) {
    const text = javaDouble(Number(word))
    return text.endsWith('y') ? `"${text}"` : text
  }
  return word === '-0' ? '0' : word
}

/** Jackson escapes characters beyond the basic plane when it writes UTF-8. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text)
  if (!/[\ud800-\udfff]/.test(quoted)) return quoted
  return quoted.replace(/[\u{10000}-\u{10ffff}]/gu, character =>
    [0, 1].map(i => `\\u${character.charCodeAt(i).toString(16).toUpperCase()}`).join(''),
  )
}

/** `Double.toString`: plain between 10^-3 and 10^7, else `1.0E10`. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

/** `json_parse`: the whole text, keys in order. */
export function canonicalJson(text: string): string {
  const reader = new JsonReader(text)
  const printed = printValue(reader, true)
  reader.end()
  return printed
}
