import type { ArrayConstructor, Dereference, RowConstructor, Subscript } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { canCoerce, isInteger } from '../types/coercion.js'
import { duckdbType, quoteIdentifier, structKey } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { coerceTo, unify } from './coerce.js'
import { analyzeExpression } from './expressions.js'
import { formatExpression } from './format-expression.js'
import { nameParts } from './scope.js'
import { type Typed, typed } from './typed.js'

export function arrayConstructor(expression: ArrayConstructor, context: ExpressionContext): Typed {
  const items = expression.items.map(item => analyzeExpression(item, context))
  const element = unify(
    items,
    (i, found, expected) =>
      new TrinoError(
        'TYPE_MISMATCH',
        `All ARRAY elements must be the same type or coercible to a common type. Cannot find common type between ${typeName(expected)} and ${typeName(found)}, all types (without duplicates): [${[...new Set(items.map(value => typeName(value.type)))].join(', ')}]`,
        expression.items[i]?.loc ?? expression.loc,
      ),
  )
  const type: TrinoType = { kind: 'array', element }
  const sql = `[${items.map(item => coerceTo(item, element)).join(', ')}]`
  const bare = items.length === 0 || items.every(item => item.literal !== undefined)
  return typed(bare ? `CAST(${sql} AS ${duckdbType(type)})` : sql, type)
}

export function rowConstructor(expression: RowConstructor, context: ExpressionContext): Typed {
  const items = expression.items.map(item => analyzeExpression(item, context))
  const type: TrinoType = { kind: 'row', fields: items.map(item => ({ type: item.type })) }
  return typed(rowSql(items, type), type)
}

function rowSql(items: Typed[], type: Extract<TrinoType, { kind: 'row' }>): string {
  const fields = items.map((item, i) => {
    const literal = item.literal !== undefined || item.type.kind === 'unknown'
    const wanted = type.fields[i]!.type
    const sql = coerceTo(item, wanted)
    return `${quoteIdentifier(structKey(type.fields[i]!, i))} := ${literal ? `CAST(${sql} AS ${duckdbType(wanted)})` : sql}`
  })
  return `struct_pack(${fields.join(', ')})`
}

export function subscript(expression: Subscript, context: ExpressionContext): Typed {
  const base = analyzeExpression(expression.base, context)
  const index = analyzeExpression(expression.index, context)
  const refuse = () =>
    new TrinoError(
      'TYPE_MISMATCH',
      `Cannot use ${typeName(index.type)} for subscript of ${typeName(base.type)}`,
      expression.index.loc,
    )
  switch (base.type.kind) {
    case 'array':
      if (!isInteger(index.type) && index.type.kind !== 'unknown') throw refuse()
      return typed(`t_array_subscript(${base.sql}, ${coerceTo(index, { kind: 'bigint' })})`, base.type.element)
    case 'map':
      if (!canCoerce(index.type, base.type.key)) throw refuse()
      return typed(`t_map_subscript(${base.sql}, ${coerceTo(index, base.type.key)})`, base.type.value)
    case 'row': {
      if (typeof index.literal !== 'bigint')
        throw new TrinoError(
          'TYPE_MISMATCH',
          'Subscript expression on ROW requires a constant index',
          expression.index.loc,
        )
      const at = Number(index.literal)
      if (at <= 0)
        throw new TrinoError(
          'INVALID_FUNCTION_ARGUMENT',
          `Invalid subscript index: ${at}. ROW indices start at 1`,
          expression.index.loc,
        )
      const field = base.type.fields[at - 1]
      if (!field)
        throw new TrinoError(
          'INVALID_FUNCTION_ARGUMENT',
          `Subscript index out of bounds: ${at}, max value is ${base.type.fields.length}`,
          expression.index.loc,
        )
      return typed(`struct_extract_at(${base.sql}, ${at})`, field.type)
    }
    default:
      throw new TrinoError(
        'TYPE_MISMATCH',
        `Cannot apply operator: ${typeName(base.type)}[${typeName(index.type)}]`,
        expression.loc,
      )
  }
}

/** `(expression).field` */
export function rowField(base: Typed, expression: Dereference): Typed {
  if (base.type.kind !== 'row')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Expression ${expressionText(expression)} is not of type ROW`,
      expression.base.loc,
    )
  const name = expression.field.name.toLowerCase()
  const found = base.type.fields.flatMap((field, i) => (field.name?.toLowerCase() === name ? [i] : []))
  if (found.length > 1)
    throw new TrinoError('AMBIGUOUS_NAME', `Ambiguous row field reference: ${expression.field.name}`, expression.loc)
  const at = found[0]
  if (at === undefined)
    throw new TrinoError(
      'INVALID_COLUMN_REFERENCE',
      `Column reference '${(nameParts(expression) ?? [expression.field]).map(part => part.name).join('.')}' is invalid`,
      expression.loc,
    )
  const field = base.type.fields[at]!
  return typed(`struct_extract(${base.sql}, '${structKey(field, at).replaceAll("'", "''")}')`, field.type)
}

function expressionText(expression: Dereference): string {
  return formatExpression(expression.base)
}
