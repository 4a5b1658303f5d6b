import {
  canCoerce,
  commonSuperType,
  integerAsDecimal,
  isComparable,
  isInteger,
  isOrderable,
} from '../types/coercion.js'
import { sameType } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { NumberPattern, Signature, TypePattern } from './signature.js'

/** What a signature's variables stand for in one call. */
export interface Bindings {
  types: Map<string, TrinoType>
  numbers: Map<string, number | undefined>
}

/** An argument as the matcher sees it: its type, or a lambda that is typed once its parameters are. */
export type ArgumentShape = { type: TrinoType } | { lambda: number; typed: (params: TrinoType[]) => TrinoType }

export interface SignatureMatch {
  bindings: Bindings
  argTypes: TrinoType[]
  returnType: TrinoType
}

/** The patterns of a call's arguments, variadic ones repeated; undefined when the count is wrong. */
function patternsFor(signature: Signature, count: number): TypePattern[] | undefined {
  const { args } = signature
  if (!signature.variadic) return args.length === count ? args : undefined
  if (count < args.length - 1) return undefined
  const last = args.at(-1) as TypePattern
  const fixed = args.slice(0, -1)
  return [...fixed, ...Array.from({ length: count - fixed.length }, () => last)]
}

/**
 * Trino's signature binding: plain arguments first, then lambdas with the parameter types found. `coerce` allows implicit
 * coercions; without it types must be equal.
 */
export function matchSignature(
  signature: Signature,
  args: ArgumentShape[],
  coerce: boolean,
): SignatureMatch | undefined {
  const patterns = patternsFor(signature, args.length)
  if (!patterns) return undefined
  const bindings: Bindings = { types: new Map(), numbers: new Map() }
  for (const [i, arg] of args.entries()) {
    const pattern = patterns[i] as TypePattern
    if ('lambda' in arg) {
      if (pattern.kind !== 'function' || pattern.args.length !== arg.lambda) return undefined
    } else if (pattern.kind === 'function' || !bind(pattern, arg.type, bindings, coerce)) return undefined
  }
  for (const [i, arg] of args.entries()) {
    const pattern = patterns[i] as TypePattern
    if (!('lambda' in arg) || pattern.kind !== 'function') continue
    const result = arg.typed(pattern.args.map(param => substitute(param, bindings)))
    if (!bind(pattern.result, result, bindings, true)) return undefined
  }
  if (!satisfied(signature, bindings)) return undefined
  const argTypes = patterns.map(pattern => substitute(pattern, bindings))
  for (const [i, arg] of args.entries()) {
    const wanted = argTypes[i] as TrinoType
    if ('type' in arg && !(coerce ? canCoerce(arg.type, wanted) : sameType(arg.type, wanted))) return undefined
  }
  return { bindings, argTypes, returnType: substitute(signature.result, bindings) }
}

function satisfied(signature: Signature, bindings: Bindings): boolean {
  for (const [name, constraints] of signature.constraints) {
    const type = bindings.types.get(name)
    if (!type) continue
    if (constraints.includes('orderable') && !isOrderable(type)) return false
    if (constraints.includes('comparable') && !isComparable(type)) return false
  }
  return true
}

function bind(pattern: TypePattern, actual: TrinoType, bindings: Bindings, coerce: boolean): boolean {
  if (actual.kind === 'unknown' && pattern.kind !== 'variable') {
    if (coerce) bindUnknown(pattern, bindings)
    return coerce
  }
  switch (pattern.kind) {
    case 'variable': {
      const bound = bindings.types.get(pattern.name)
      if (!bound) {
        bindings.types.set(pattern.name, actual)
        return true
      }
      if (sameType(bound, actual)) return true
      if (!coerce) return false
      const common = commonSuperType(bound, actual)
      if (common) bindings.types.set(pattern.name, common)
      return common !== undefined
    }
    case 'exact':
      return coerce ? canCoerce(actual, pattern.type) : sameType(actual, pattern.type)
    case 'decimal': {
      const decimal =
        actual.kind === 'decimal' ? actual : coerce && isInteger(actual) ? integerAsDecimal(actual) : undefined
      if (!decimal) return false
      bindNumber(pattern.precision, decimal.precision, bindings)
      bindNumber(pattern.scale, decimal.scale, bindings)
      return true
    }
    case 'varchar':
      if (actual.kind !== 'varchar') return false
      bindNumber(pattern.length, actual.length, bindings)
      return true
    case 'char':
      if (actual.kind !== 'char') {
        if (!coerce || actual.kind !== 'varchar' || actual.length === undefined) return false
      }
      bindNumber(pattern.length, (actual as { length: number }).length, bindings)
      return true
    case 'time':
    case 'timestamp': {
      if (coerce && pattern.kind === 'timestamp' && actual.kind === 'date') {
        bindNumber(pattern.precision, 0, bindings)
        return true
      }
      if (actual.kind !== pattern.kind) return false
      if (actual.withTimeZone !== pattern.withTimeZone && !(coerce && pattern.withTimeZone)) return false
      bindNumber(pattern.precision, actual.precision, bindings)
      return true
    }
    case 'array':
      return actual.kind === 'array' && bind(pattern.element, actual.element, bindings, coerce)
    case 'map':
      return (
        actual.kind === 'map' &&
        bind(pattern.key, actual.key, bindings, coerce) &&
        bind(pattern.value, actual.value, bindings, coerce)
      )
    case 'row':
      return (
        actual.kind === 'row' &&
        actual.fields.length === pattern.fields.length &&
        pattern.fields.every((field, i) => bind(field.type, actual.fields[i]?.type as TrinoType, bindings, coerce))
      )
    case 'any-row':
      if (actual.kind !== 'row') return false
      bindings.types.set('row', actual)
      return true
    case 'function':
      return false
  }
}

/** An untyped NULL takes the smallest type of a pattern: varchar(0), decimal(1,0), timestamp(0). */
function bindUnknown(pattern: TypePattern, bindings: Bindings) {
  if (pattern.kind === 'decimal') {
    bindNumber(pattern.precision, 1, bindings)
    bindNumber(pattern.scale, 0, bindings)
  } else if (pattern.kind === 'varchar' || pattern.kind === 'char') bindNumber(pattern.length, 0, bindings)
  else if (pattern.kind === 'time' || pattern.kind === 'timestamp') bindNumber(pattern.precision, 0, bindings)
}

function bindNumber(pattern: NumberPattern, value: number | undefined, bindings: Bindings) {
  if (typeof pattern === 'number') return
  if (!bindings.numbers.has(pattern)) bindings.numbers.set(pattern, value)
  else {
    const bound = bindings.numbers.get(pattern)
    bindings.numbers.set(pattern, bound === undefined || value === undefined ? undefined : Math.max(bound, value))
  }
}

/** The type that a pattern stands for under the bindings; a variable that nothing bound is `unknown`. */
function substitute(pattern: TypePattern, bindings: Bindings): TrinoType {
  const number = (value: NumberPattern) => (typeof value === 'number' ? value : bindings.numbers.get(value))
  switch (pattern.kind) {
    case 'variable':
      return bindings.types.get(pattern.name) ?? { kind: 'unknown' }
    case 'exact':
      return pattern.type
    case 'decimal':
      return { kind: 'decimal', precision: number(pattern.precision) ?? 38, scale: number(pattern.scale) ?? 0 }
    case 'varchar': {
      const length = number(pattern.length)
      return length === undefined ? { kind: 'varchar' } : { kind: 'varchar', length }
    }
    case 'char':
      return { kind: 'char', length: number(pattern.length) ?? 1 }
    case 'time':
    case 'timestamp':
      return { kind: pattern.kind, precision: number(pattern.precision) ?? 3, withTimeZone: pattern.withTimeZone }
    case 'array':
      return { kind: 'array', element: substitute(pattern.element, bindings) }
    case 'map':
      return { kind: 'map', key: substitute(pattern.key, bindings), value: substitute(pattern.value, bindings) }
    case 'row':
      return {
        kind: 'row',
        fields: pattern.fields.map(({ name, type }) => ({ name, type: substitute(type, bindings) })),
      }
    case 'any-row':
      return bindings.types.get('row') ?? { kind: 'row', fields: [] }
    case 'function':
      return {
        kind: 'function',
        args: pattern.args.map(arg => substitute(arg, bindings)),
        result: substitute(pattern.result, bindings),
      }
  }
}
