import type { Dereference, Expression, Identifier } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import type { TrinoType } from '../types/type.js'
import type { Typed } from './typed.js'

/** A column that a scope offers. */
export interface Field {
  /** Lower case; undefined for an unnamed column. */
  name?: string
  /** As the query wrote it, for the output of `select *`. */
  label?: string
  /** The parts of the relation's name or alias, lower case: `[catalog, schema, table]` or `[alias]`. */
  relation: string[]
  type: TrinoType
  value: Typed
  hidden: boolean
  /** In the scope that a subquery of an aggregated query sees: not grouped, so not to be read. */
  ungrouped?: boolean
}

/**
 * The names visible in one place. A `query` scope's parent belongs to the enclosing query (correlation);
 * a `lambda` scope's parent to the same one.
 */
export interface Scope {
  kind: 'query' | 'lambda'
  fields: Field[]
  parent?: Scope
}

export interface Resolution {
  field: Field
  /** Found in an enclosing query. */
  outer: boolean
  lambda: boolean
}

/** The parts of `a.b.c` when the expression is nothing but names. */
export function nameParts(expression: Expression): Identifier[] | undefined {
  if (expression.kind === 'identifier') return [expression]
  if (expression.kind !== 'dereference') return undefined
  const base = nameParts(expression.base)
  return base && [...base, expression.field]
}

function matches(field: Field, parts: string[]): boolean {
  if (field.name !== parts[parts.length - 1]) return false
  const prefix = parts.length - 1
  if (prefix === 0) return true
  const { relation } = field
  if (prefix > relation.length) return false
  for (let i = 0; i < prefix; i++) {
    if (relation[relation.length - prefix + i] !== parts[i]) return false
  }
  return true
}

/** The field that a name stands for, by Trino's rules: innermost scope first, an error where two fit. */
export function resolveField(scope: Scope | undefined, parts: string[], at: Expression): Resolution | undefined {
  let outer = false
  for (let current = scope; current; current = current.parent) {
    const found = current.fields.filter(field => matches(field, parts))
    if (found.length > 1) throw new TrinoError('AMBIGUOUS_NAME', `Column '${parts.join('.')}' is ambiguous`, at.loc)
    const field = found[0]
    if (field) return { field, outer, lambda: current.kind === 'lambda' }
    if (current.kind === 'query') outer = true
  }
  return undefined
}

/** Whether a relation of that name is in scope, so that `t.x` is a missing column and not a row's field. */
export function hasRelation(scope: Scope | undefined, parts: string[]): boolean {
  for (let current = scope; current; current = current.parent) {
    if (current.fields.some(({ relation }) => relationMatches(relation, parts))) return true
  }
  return false
}

export function relationMatches(relation: string[], parts: string[]): boolean {
  const skip = relation.length - parts.length
  return skip >= 0 && relation.length > 0 && parts.every((part, i) => part === relation[skip + i])
}

export function columnNotFound(expression: Identifier | Dereference, parts: Identifier[]): TrinoError {
  const name = parts.map(part => part.name).join('.')
  return new TrinoError('COLUMN_NOT_FOUND', `Column '${name}' cannot be resolved`, expression.loc)
}
