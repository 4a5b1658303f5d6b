import type { JsonFunction } from '../ast.js'
import type { ExpressionContext } from './analysis.js'
import { castSql } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { toJson } from './json-casts.js'
import { jsonPathFunction } from './json-path-functions.js'
import { type Typed, typed, VARCHAR } from './typed.js'

/** The SQL/JSON functions with their own syntax. */
export function jsonFunction(expression: JsonFunction, context: ExpressionContext): Typed {
  if (expression.name === 'json_object') return jsonObject(expression, context)
  if (expression.name === 'json_array') return jsonArray(expression, context)
  return jsonPathFunction(expression, context)
}

function jsonObject(expression: JsonFunction, context: ExpressionContext): Typed {
  const members = expression.members.map(({ key, value, formatJson }) => {
    const name = analyzeExpression(key!, context)
    return `struct_pack(k := ${castSql(name.sql, name.type, VARCHAR)}, v := ${memberJson(analyzeExpression(value, context), formatJson)})`
  })
  const list = members.length > 0 ? `[${members.join(', ')}]` : 'CAST([] AS STRUCT(k VARCHAR, v VARCHAR)[])'
  const kept = expression.nullOnNull === false ? `list_filter(${list}, lambda m: m.v IS NOT NULL)` : list
  return typed(`CAST(t_json_object_ordered(${kept}) AS VARCHAR)`, VARCHAR)
}

function jsonArray(expression: JsonFunction, context: ExpressionContext): Typed {
  const items = expression.members.map(({ value, formatJson }) =>
    memberJson(analyzeExpression(value, context), formatJson),
  )
  const list = items.length > 0 ? `[${items.join(', ')}]` : 'CAST([] AS VARCHAR[])'
  const kept = expression.nullOnNull ? list : `list_filter(${list}, lambda m: m IS NOT NULL)`
  return typed(`CAST(t_json_array(list_transform(${kept}, lambda m: coalesce(m, 'null'))) AS VARCHAR)`, VARCHAR)
}

function memberJson(value: Typed, formatJson: boolean): string {
  if (value.type.kind === 'unknown') return 'CAST(NULL AS VARCHAR)'
  if (formatJson || value.type.kind === 'json') return `CAST(${value.sql} AS VARCHAR)`
  return `CAST(${toJson(value.sql, value.type)} AS VARCHAR)`
}
