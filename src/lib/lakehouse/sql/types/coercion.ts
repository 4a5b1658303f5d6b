import { sameType } from './names.js'
import type { TrinoType } from './type.js'

/** Trino's implicit coercions (its TypeCoercion): what widens to what, and the common super type of two types. */

const integers = ['tinyint', 'smallint', 'integer', 'bigint'] as const
const decimalDigits: Record<string, number> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 }

export function isInteger(type: TrinoType): boolean {
  return (integers as readonly string[]).includes(type.kind)
}

export function isNumeric(type: TrinoType): boolean {
  return isInteger(type) || type.kind === 'decimal' || type.kind === 'real' || type.kind === 'double'
}

/** The decimal that holds every value of an integer type. */
export function integerAsDecimal(type: TrinoType): Extract<TrinoType, { kind: 'decimal' }> {
  return { kind: 'decimal', precision: decimalDigits[type.kind] ?? 19, scale: 0 }
}

export function canCoerce(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'unknown' || sameType(from, to)) return true
  const common = commonSuperType(from, to)
  return common !== undefined && sameType(common, to)
}

/** The least type that both coerce to, or undefined. */
export function commonSuperType(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (sameType(a, b)) return a
  if (a.kind === 'unknown') return b
  if (b.kind === 'unknown') return a
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b)
  return commonOther(a, b) ?? commonOther(b, a)
}

function commonNumeric(a: TrinoType, b: TrinoType): TrinoType {
  if (a.kind === 'double' || b.kind === 'double') return { kind: 'double' }
  if (a.kind === 'real' || b.kind === 'real') return { kind: 'real' }
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const left = a.kind === 'decimal' ? a : integerAsDecimal(a)
    const right = b.kind === 'decimal' ? b : integerAsDecimal(b)
    const scale = Math.max(left.scale, right.scale)
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale)
    return { kind: 'decimal', precision: Math.min(38, whole + scale), scale }
  }
  const rank = (type: TrinoType) => (integers as readonly string[]).indexOf(type.kind)
  return rank(a) >= rank(b) ? a : b
}

function commonOther(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    if (a.length === undefined || b.length === undefined) return { kind: 'varchar' }
    return { kind: 'varchar', length: Math.max(a.length, b.length) }
  }
  if (a.kind === 'char' && b.kind === 'char') return { kind: 'char', length: Math.max(a.length, b.length) }
  if (a.kind === 'varchar' && b.kind === 'char') {
    const length = Math.max(a.length ?? 65536, b.length)
    return length > 65536 ? { kind: 'varchar' } : { kind: 'char', length }
  }
  if (a.kind === 'date' && b.kind === 'timestamp') return b
  if (a.kind === 'time' && b.kind === 'time') {
    return {
      kind: 'time',
      precision: Math.max(a.precision, b.precision),
      withTimeZone: a.withTimeZone || b.withTimeZone,
    }
  }
  if (a.kind === 'timestamp' && b.kind === 'timestamp') {
    return {
      kind: 'timestamp',
      precision: Math.max(a.precision, b.precision),
      withTimeZone: a.withTimeZone || b.withTimeZone,
    }
  }
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonSuperType(a.element, b.element)
    return element && { kind: 'array', element }
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonSuperType(a.key, b.key)
    const value = commonSuperType(a.value, b.value)
    return key && value && { kind: 'map', key, value }
  }
  if (a.kind === 'row' && b.kind === 'row') return commonRow(a, b)
  return undefined
}

function commonRow(
  a: Extract<TrinoType, { kind: 'row' }>,
  b: Extract<TrinoType, { kind: 'row' }>,
): TrinoType | undefined {
  if (a.fields.length !== b.fields.length) return undefined
  const fields = []
  for (const [i, left] of a.fields.entries()) {
    const right = b.fields[i]
    const type = right && commonSuperType(left.type, right.type)
    if (!type) return undefined
    fields.push({ name: left.name === right.name ? left.name : undefined, type })
  }
  return { kind: 'row', fields }
}

export function isComparable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'function':
      return false
    case 'array':
      return isComparable(type.element)
    case 'map':
      return isComparable(type.key) && isComparable(type.value)
    case 'row':
      return type.fields.every(field => isComparable(field.type))
    default:
      return true
  }
}

export function isOrderable(type: TrinoType): boolean {
  switch (type.kind) {
    case 'map':
    case 'json':
    case 'function':
      return false
    case 'array':
      return isOrderable(type.element)
    case 'row':
      return type.fields.every(field => isOrderable(field.type))
    default:
      return true
  }
}
