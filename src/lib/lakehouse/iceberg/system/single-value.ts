import type { IcebergType } from '../metadata/model.js'
import type { SystemValue } from './system-table.js'

/** Decodes a bound (spec, Appendix D, "Binary single-value serialization"). */
export function decodeBound(bytes: Buffer, type: IcebergType): SystemValue {
  if (typeof type !== 'string') return null
  switch (type) {
    case 'boolean':
      return bytes[0] !== 0
    case 'int':
      return bytes.readInt32LE()
    case 'long':
      // A column that was widened has bounds of its old type.
      return bytes.length === 4 ? BigInt(bytes.readInt32LE()) : bytes.readBigInt64LE()
    case 'float':
      return bytes.readFloatLE()
    case 'double':
      return bytes.length === 4 ? bytes.readFloatLE() : bytes.readDoubleLE()
    case 'date':
      return dateText(bytes.readInt32LE())
    case 'time':
      return timeText(bytes.readBigInt64LE())
    case 'timestamp':
      return timestampText(bytes.readBigInt64LE(), ' ')
    case 'timestamptz':
      return `${timestampText(bytes.readBigInt64LE(), ' ')}+00`
    case 'string':
      return bytes.toString('utf8')
    case 'uuid':
      return uuidText(bytes)
  }
  if (type.startsWith('decimal')) return decimalText(bytes, type)
  return bytes
}

/** A partition value as Avro holds it. */
export function partitionValue(value: unknown, type: IcebergType): SystemValue {
  if (value === null || value === undefined || typeof type !== 'string') return null
  if (type === 'date') return dateText(Number(value))
  if (type === 'time') return timeText(BigInt(value as bigint))
  if (type === 'timestamp') return timestampText(BigInt(value as bigint), ' ')
  if (type === 'timestamptz') return `${timestampText(BigInt(value as bigint), ' ')}+00`
  if (Buffer.isBuffer(value)) {
    if (type === 'uuid') return uuidText(value)
    return type.startsWith('decimal') ? decimalText(value, type) : value
  }
  return value as SystemValue
}

/** A bound as text, as Iceberg's `toHumanString` prints it; transformed values as what they stand for. */
export function humanText(bytes: Buffer | null | undefined, type: IcebergType, transform = 'identity'): string {
  if (!bytes) return 'null'
  if (transform === 'year') return String(1970 + bytes.readInt32LE())
  if (transform === 'month') {
    const months = bytes.readInt32LE()
    return `${pad(1970 + Math.floor(months / 12), 4)}-${pad((((months % 12) + 12) % 12) + 1)}`
  }
  if (transform === 'hour') {
    const hours = bytes.readInt32LE()
    return `${dateText(Math.floor(hours / 24))}-${pad(((hours % 24) + 24) % 24)}`
  }
  if (type === 'timestamp' || type === 'timestamptz') {
    const text = timestampText(bytes.readBigInt64LE(), 'T')
    return type === 'timestamp' ? text : `${text}+00:00`
  }
  const value = decodeBound(bytes, type)
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value)
}

export function dateText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10)
}

function timeText(micros: bigint): string {
  return timestampText(micros, ' ').slice(11)
}

/** With as many fraction digits as needed, in threes, as Java prints times. */
function timestampText(micros: bigint, separator: string): string {
  const second = 1_000_000n
  const fraction = ((micros % second) + second) % second
  const text = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', separator)
  if (fraction === 0n) return text
  const digits = String(fraction).padStart(6, '0')
  return `${text}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`
}

function decimalText(bytes: Uint8Array, type: string): string {
  const scale = Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0)
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  if ((bytes[0] ?? 0) >= 128) value -= 1n << BigInt(8 * bytes.length)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const sign = value < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}
