import { invalidInput } from '../errors.js'

/** How values of a partition key compare: as text, or as exact numbers. */
export type KeyValue = string | bigint

export interface KeyType {
  family: 'string' | 'integral' | 'decimal' | 'date' | 'timestamp'
  /** Undefined when the text is no value of the type; `complaint` says so in Glue's words. */
  read(text: string): KeyValue | undefined
  complaint(text: string): string
}

/** Decimals compare as whole numbers of 10^-38, the finest scale of the type. */
const scale = 38

const families: Record<KeyType['family'], KeyType> = {
  string: { family: 'string', read: text => text, complaint: text => text },
  integral: {
    family: 'integral',
    read: text => (/^[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined),
    complaint: text => `"${text}" is not an integer.`,
  },
  decimal: { family: 'decimal', read: readDecimal, complaint: text => `${text} is not a decimal.` },
  date: {
    family: 'date',
    read: text => (isDate(text) ? text : undefined),
    complaint: text => `${text} is not a date.`,
  },
  timestamp: {
    family: 'timestamp',
    read: readTimestamp,
    complaint: text => `Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] ${text} is not a timestamp.`,
  },
}

const byName: Record<string, KeyType['family']> = {
  string: 'string',
  char: 'string',
  varchar: 'string',
  tinyint: 'integral',
  smallint: 'integral',
  int: 'integral',
  integer: 'integral',
  bigint: 'integral',
  long: 'integral',
  decimal: 'decimal',
  date: 'date',
  timestamp: 'timestamp',
}

/** The types that Glue filters by; it refuses others (`double`, `boolean`). */
export function keyType(hiveType: string): KeyType {
  const family = byName[hiveType.toLowerCase().split('(')[0]!.trim()]
  if (!family) throw invalidInput(`Unknown type : '${hiveType}'`)
  return families[family]
}

function readDecimal(text: string): bigint | undefined {
  const parts = /^([-+]?)(\d*)\.?(\d*)$/.exec(text)
  const [, sign, whole = '', fraction = ''] = parts ?? []
  if (!parts || whole + fraction === '' || fraction.length > scale) return undefined
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'))
  return sign === '-' ? -magnitude : magnitude
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function readTimestamp(text: string): string | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2}) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?$/.exec(text)
  if (!parts || !isDate(parts[1]!)) return undefined
  return `${parts[1]} ${parts[2]}.${(parts[3] ?? '').padEnd(9, '0')}`
}
