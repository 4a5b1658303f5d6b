import type { SortItem } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { isOrderable } from '../types/coercion.js'
import { typeName } from '../types/names.js'
import { sortable } from './comparisons.js'
import { formatExpression } from './format-expression.js'
import type { Typed } from './typed.js'

/** One ORDER BY item. NULLs come last in both directions unless the query says otherwise. */
export function sortItemSql(value: Typed, item: SortItem): string {
  requireOrderable(value, item)
  return sortText(sortable(value), item)
}

export function sortText(sql: string, item: SortItem): string {
  return `${sql} ${item.descending ? 'DESC' : 'ASC'} NULLS ${item.nulls === 'first' ? 'FIRST' : 'LAST'}`
}

export function requireOrderable(value: Typed, item: SortItem) {
  if (!isOrderable(value.type))
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Type ${typeName(value.type)} is not orderable, and therefore cannot be used in ORDER BY: ${formatExpression(item.value)}`,
      item.loc,
    )
}
