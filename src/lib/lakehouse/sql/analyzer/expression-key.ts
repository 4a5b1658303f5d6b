import type { Expression } from '../ast.js'
import { type Field, nameParts, resolveField, type Scope } from './scope.js'

const fieldNumbers = new WeakMap<Field, number>()
let count = 0

function fieldNumber(field: Field): number {
  let number = fieldNumbers.get(field)
  if (number === undefined) {
    number = ++count
    fieldNumbers.set(field, number)
  }
  return number
}

/**
 * Equal for expressions that are the same for GROUP BY, DISTINCT and window functions: the tree without positions,
 * column names replaced by what they resolve to.
 */
export function expressionKey(expression: Expression, scope: Scope | undefined): string {
  return JSON.stringify(expression, function (this: unknown, key: string, value: unknown) {
    if (key === 'loc') return undefined
    if (typeof value === 'bigint') return `${value}n`
    if (isReference(value)) {
      const parts = nameParts(value)
      if (!parts) return value
      const names = parts.map(part => part.name.toLowerCase())
      const resolved =
        key === 'field' || key === 'name' || key === 'alias'
          ? undefined
          : quietly(() => resolveField(scope, names, value))
      return resolved ? `#${fieldNumber(resolved.field)}` : names.join('.')
    }
    return value
  })
}

function isReference(value: unknown): value is Expression {
  const kind = (value as { kind?: string } | null)?.kind
  return kind === 'identifier' || kind === 'dereference'
}

function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
