import type { Unnest } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { structKey } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { QueryContext } from './analysis.js'
import { analyzeExpression } from './expressions.js'
import type { AnalyzedRelation } from './relations.js'
import type { Field, Scope } from './scope.js'
import { BIGINT, type Typed } from './typed.js'

/**
 * UNNEST: arrays side by side, the shorter filled with NULLs; a map gives keys and values, an array of rows its fields.
 * DuckDB's `unnest` in one SELECT does the filling; `c0`, `c1`, … are the columns.
 */
export function unnestRelation(unnest: Unnest, context: QueryContext, left: Field[]): AnalyzedRelation {
  const scope: Scope = { kind: 'query', fields: left, parent: context.outer }
  const lists: string[] = []
  const columns: { sql: string; name?: string; type: Field['type'] }[] = []
  const list = (sql: string) => {
    lists.push(sql)
    return `u.u${lists.length - 1}`
  }
  const before = context.correlation?.found
  for (const expression of unnest.expressions) {
    const value: Typed = analyzeExpression(expression, { query: context, scope, clause: 'UNNEST' })
    const { type } = value
    if (type.kind === 'map') {
      columns.push({ sql: list(`map_keys(${value.sql})`), type: type.key })
      columns.push({ sql: list(`map_values(${value.sql})`), type: type.value })
    } else if (type.kind !== 'array') {
      throw new TrinoError('INVALID_FUNCTION_ARGUMENT', `Cannot unnest type: ${typeName(type)}`)
    } else if (type.element.kind === 'row') {
      const row = list(value.sql)
      for (const [i, field] of type.element.fields.entries())
        columns.push({
          sql: `struct_extract(${row}, '${structKey(field, i).replaceAll("'", "''")}')`,
          name: field.name,
          type: field.type,
        })
    } else {
      columns.push({ sql: list(value.sql), type: type.element })
    }
  }
  if (context.correlation?.found && !before) context.correlation.unnested = true
  const items = lists.map((sql, i) => `unnest(${sql}) AS u${i}`)
  if (unnest.ordinality) {
    const lengths = lists.map(sql => `coalesce(len(${sql}), 0)`)
    items.push(`unnest(range(1, ${lengths.length > 1 ? `greatest(${lengths.join(', ')})` : lengths[0]} + 1)) AS o`)
    columns.push({ sql: 'u.o', name: undefined, type: BIGINT })
  }
  const alias = context.analysis.nextAlias('r')
  const outputs = columns.map((column, i) => `${column.sql} AS c${i}`)
  const sql = `LATERAL (SELECT ${outputs.join(', ')} FROM (SELECT ${items.join(', ')}) AS u) AS ${alias}`
  return {
    sql,
    lateral: true,
    fields: columns.map((column, i) => ({
      name: column.name,
      label: column.name,
      relation: [],
      type: column.type,
      value: { sql: `${alias}.c${i}`, type: column.type },
      hidden: false,
    })),
  }
}
