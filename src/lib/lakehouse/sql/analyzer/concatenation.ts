import type { Binary } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { canCoerce, commonSuperType } from '../types/coercion.js'
import { duckdbType } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { coerceTo } from './coerce.js'
import { ambiguous } from './null-arithmetic.js'
import { type Typed, typed, VARCHAR } from './typed.js'

/** `||`: text, binary, and arrays with arrays or elements. */
export function concatenation(left: Typed, right: Typed, expression: Binary): Typed {
  const a = left.type
  const b = right.type
  if (a.kind === 'unknown' || b.kind === 'unknown') return withNull(a.kind === 'unknown' ? b : a, expression)
  if (a.kind === 'array' || b.kind === 'array') {
    const result = arrays(left, right)
    if (result) return result
  } else if (a.kind === 'char' && b.kind === 'char') {
    return typed(`(${left.sql} || ${right.sql})`, { kind: 'char', length: a.length + b.length })
  } else if ((a.kind === 'char' && b.kind === 'varchar') || (a.kind === 'varchar' && b.kind === 'char')) {
    const length = (a.length ?? 65536) + (b.length ?? 65536)
    if (length > 65536) throw new TrinoError('TYPE_NOT_FOUND', `Unknown type: char(${length})`, expression.loc)
    return typed(`(${left.sql} || ${right.sql})`, { kind: 'char', length })
  } else if (isText(a) && isText(b)) {
    return typed(`(${coerceTo(left, VARCHAR)} || ${coerceTo(right, VARCHAR)})`, VARCHAR)
  } else if (a.kind === 'varbinary' && b.kind === 'varbinary') {
    const type: TrinoType = { kind: 'varbinary' }
    return typed(`(${coerceTo(left, type)} || ${coerceTo(right, type)})`, type)
  }
  throw new TrinoError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${typeName(a)}, ${typeName(b)}) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)`,
    expression.loc,
  )
}

/** An untyped NULL is an array to append to, where the other side is not itself something to append to. */
function withNull(element: TrinoType, { loc }: Binary): Typed {
  if (element.kind === 'array' && element.element.kind === 'unknown')
    return typed(`CAST(NULL AS ${duckdbType(element)})`, element)
  const appendable =
    element.kind === 'unknown' ||
    element.kind === 'array' ||
    element.kind === 'varbinary' ||
    element.kind === 'char' ||
    (element.kind === 'varchar' && element.length === undefined)
  if (appendable) {
    const { errorName, message } = ambiguous()
    throw new TrinoError(errorName, message, loc)
  }
  const type: TrinoType = { kind: 'array', element }
  return typed(`CAST(NULL AS ${duckdbType(type)})`, type)
}

function isText(type: TrinoType): boolean {
  return type.kind === 'varchar' || type.kind === 'char'
}

function arrays(left: Typed, right: Typed): Typed | undefined {
  const common = commonSuperType(left.type, right.type)
  if (common?.kind === 'array') {
    return typed(`t_array_concat(${coerceTo(left, common)}, ${coerceTo(right, common)})`, common)
  }
  const array = left.type.kind === 'array' ? left : right
  const element = array === left ? right : left
  if (array.type.kind !== 'array') return undefined
  const joined = canCoerce(element.type, array.type.element)
    ? array.type.element
    : commonSuperType(element.type, array.type.element)
  if (!joined) return undefined
  const type: TrinoType = { kind: 'array', element: joined }
  const list = coerceTo(array, type)
  const item = `[${coerceTo(element, joined)}]`
  return typed(array === left ? `t_array_concat(${list}, ${item})` : `t_array_concat(${item}, ${list})`, type)
}
