import type { Expression, Identifier, Join } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType } from '../types/coercion.js'
import type { QueryContext } from './analysis.js'
import { coerceTo } from './coerce.js'
import { compare } from './comparisons.js'
import { analyzeCondition } from './expressions.js'
import { type AnalyzedRelation, analyzeRelation } from './relations.js'
import { type Field, resolveField, type Scope } from './scope.js'

export function joinRelations(join: Join, context: QueryContext, before: Field[]): AnalyzedRelation {
  // `a JOIN b … JOIN z` is left-deep: walked in a loop.
  const chain: Join[] = []
  let first: Join['left'] = join
  while (first.kind === 'join') {
    chain.unshift(first)
    first = first.left
  }
  let left = analyzeRelation(first, context, before)
  for (const step of chain) left = joinTwo(step, left, context, before)
  return left
}

const sqlNames = {
  inner: 'INNER JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  cross: 'CROSS JOIN',
  implicit: 'CROSS JOIN',
}

function joinTwo(join: Join, left: AnalyzedRelation, context: QueryContext, before: Field[]): AnalyzedRelation {
  const right = analyzeRelation(join.right, context, [...before, ...left.fields])
  const operator = sqlNames[join.type]
  const rightSql = join.right.kind === 'join' ? `(${right.sql})` : right.sql
  if (join.type === 'cross' || join.type === 'implicit') {
    return { sql: `${left.sql} CROSS JOIN ${rightSql}`, fields: [...left.fields, ...right.fields] }
  }
  if (right.lateral && join.type !== 'inner' && join.type !== 'left')
    throw new TrinoError(
      'INVALID_COLUMN_REFERENCE',
      'LATERAL reference not allowed in RIGHT JOIN or FULL JOIN',
      join.loc,
    )
  if (join.natural) throw new TrinoError('NOT_SUPPORTED', 'Natural join not supported', join.loc)
  if (join.using) return usingJoin(join, join.using, left, { ...right, sql: rightSql }, operator)
  const fields = [...left.fields, ...right.fields]
  const scope: Scope = { kind: 'query', fields, parent: context.outer }
  const condition = join.on as Expression
  const on = analyzeCondition(condition, { query: context, scope, clause: 'JOIN clause' }, 'JOIN ON clause')
  if (right.lateral && join.type === 'left' && !(condition.kind === 'boolean' && condition.value))
    throw new TrinoError(
      'NOT_SUPPORTED',
      `LEFT JOIN involving UNNEST is only supported with condition ON TRUE`,
      join.loc,
    )
  return { sql: `${left.sql} ${operator} ${rightSql} ON ${on}`, fields }
}

/** USING: the common columns come first, once, without a relation; then the rest of both sides. */
function usingJoin(
  join: Join,
  columns: Identifier[],
  left: AnalyzedRelation,
  right: AnalyzedRelation,
  operator: string,
): AnalyzedRelation {
  const used = new Set<Field>()
  const conditions: string[] = []
  const merged: Field[] = []
  for (const column of columns) {
    const name = column.name.toLowerCase()
    const find = (side: AnalyzedRelation, what: string) => {
      const found = resolveField({ kind: 'query', fields: side.fields }, [name], column)
      if (!found)
        throw new TrinoError(
          'COLUMN_NOT_FOUND',
          `Column '${column.name}' is missing from ${what} side of join`,
          column.loc,
        )
      return found.field
    }
    const a = find(left, 'left')
    const b = find(right, 'right')
    const condition = compare('=', a.value, b.value, column)
    const type = commonSuperType(a.type, b.type)!
    used.add(a).add(b)
    conditions.push(condition)
    const x = coerceTo(a.value, type)
    const y = coerceTo(b.value, type)
    const sql = join.type === 'right' ? y : join.type === 'full' ? `coalesce(${x}, ${y})` : x
    merged.push({ name, label: column.name, relation: [], type, value: { sql, type }, hidden: false })
  }
  const rest = [...left.fields, ...right.fields].filter(field => !used.has(field))
  return { sql: `${left.sql} ${operator} ${right.sql} ON ${conditions.join(' AND ')}`, fields: [...merged, ...rest] }
}
