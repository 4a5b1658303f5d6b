/** Text that a type's cast takes for certain. Whatever is not of the plain form is not wrong yet: the cast itself decides. */
export interface PlainForm {
  kind: 'number' | 'date' | 'timestamp'
  /** Of a number: digits before the point, digits after it, and whether an exponent may follow. */
  digits: number
  scale: number
}

/** Digits that fit into the type whatever they are. */
const WHOLE_DIGITS: Record<string, number> = { tinyint: 2, smallint: 4, int: 9, integer: 9, bigint: 18 }

/** The plain form of a type in Trino's spelling; undefined where every value has to be asked for. */
export function plainForm(type: string): PlainForm | undefined {
  const digits = WHOLE_DIGITS[type]
  if (digits !== undefined) return { kind: 'number', digits, scale: 0 }
  if (/^(real|double|float)$/.test(type)) return { kind: 'number', digits: 15, scale: 15 }
  const decimal = /^decimal(?:\((\d+)(?:, *(\d+))?\))?$/.exec(type)
  if (decimal !== null) {
    const scale = Number(decimal[2] ?? 0)
    return { kind: 'number', digits: Number(decimal[1] ?? 38) - scale, scale }
  }
  if (type === 'date') return { kind: 'date', digits: 0, scale: 0 }
  return /^timestamp(\(\d+\))?$/.test(type) ? { kind: 'timestamp', digits: 0, scale: 0 } : undefined
}

/**
 * The end of a value of the form that begins at `start`; -1 where there is none. The hot part of a validation: no strings,
 * no regular expressions. The bytes end in a line break.
 */
export function plainEnd({ kind, digits, scale }: PlainForm, bytes: Uint8Array, start: number): number {
  if (kind === 'number') return numberEnd(bytes, start, digits, scale)
  const day = dayEnd(bytes, start)
  return day > 0 && kind === 'timestamp' && bytes[day] === 32 ? timeEnd(bytes, day + 1) : day
}

function numberEnd(bytes: Uint8Array, start: number, digits: number, scale: number): number {
  let at = start
  let byte = bytes[at]!
  if (byte === 45 || byte === 43) byte = bytes[++at]!
  const whole = at
  while (byte >= 48 && byte <= 57) byte = bytes[++at]!
  if (at === whole || at - whole > digits) return -1
  if (byte !== 46) return at
  const point = at
  byte = bytes[++at]!
  while (byte >= 48 && byte <= 57) byte = bytes[++at]!
  return at === point + 1 || at - point - 1 > scale ? -1 : at
}

/** `2018-04-01`. The last days of a month are left to the cast. */
function dayEnd(bytes: Uint8Array, start: number): number {
  if (twoDigits(bytes, start) < 0 || twoDigits(bytes, start + 2) < 0) return -1
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return -1
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  const isDay = month >= 1 && month <= 12 && day >= 1 && (day <= 28 || (day <= 30 && month !== 2))
  return isDay ? start + 10 : -1
}

/** `07:38`, `07:38:25`, `07:38:25.430`. */
function timeEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start + 2] !== 58 || !within(bytes, start, 23) || !within(bytes, start + 3, 59)) return -1
  if (bytes[start + 5] !== 58) return start + 5
  if (!within(bytes, start + 6, 59)) return -1
  if (bytes[start + 8] !== 46) return start + 8
  let at = start + 9
  while (bytes[at]! >= 48 && bytes[at]! <= 57) at++
  return at > start + 9 && at <= start + 21 ? at : -1
}

function within(bytes: Uint8Array, at: number, most: number): boolean {
  const value = twoDigits(bytes, at)
  return value >= 0 && value <= most
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48
  const ones = bytes[at + 1]! - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}
