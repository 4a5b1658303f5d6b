import type { JsonFunction } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { typeName } from '../types/names.js'
import type { ExpressionContext } from './analysis.js'
import { castSql } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { toJson } from './json-casts.js'
import { jsonOutput } from './json-output.js'
import { jsonPathFunction } from './json-path-functions.js'
import { type Typed, VARCHAR } from './typed.js'

/** The SQL/JSON functions with their own syntax. */
export function jsonFunction(expression: JsonFunction, context: ExpressionContext): Typed {
  if (expression.name === 'json_object') return jsonObject(expression, context)
  if (expression.name === 'json_array') return jsonArray(expression, context)
  return jsonPathFunction(expression, context)
}

function jsonObject(expression: JsonFunction, context: ExpressionContext): Typed {
  const members = expression.members.map(member => {
    const key = member.key!
    const name = analyzeExpression(key, context)
    if (name.type.kind !== 'varchar' && name.type.kind !== 'char')
      throw new TrinoError(
        'INVALID_FUNCTION_ARGUMENT',
        `Invalid type of JSON object key: ${typeName(name.type)}`,
        key.loc,
      )
    return `struct_pack(k := ${castSql(name.sql, name.type, VARCHAR)}, v := ${memberJson(expression, member, context)})`
  })
  const list = members.length > 0 ? `[${members.join(', ')}]` : 'CAST([] AS STRUCT(k VARCHAR, v VARCHAR)[])'
  const kept = expression.nullOnNull === false ? `list_filter(${list}, lambda m: m.v IS NOT NULL)` : list
  // Trino has a JSON object with the same key twice in no case.
  const [error, message] = expression.uniqueKeys
    ? ['INVALID_FUNCTION_ARGUMENT', 'duplicate key passed to JSON_OBJECT function']
    : ['NOT_SUPPORTED', 'cannot construct a JSON object with duplicate key']
  const checked = members.length < 2 ? kept : `t_json_unique(${kept}, '${error}', '${message}')`
  return jsonOutput(`CAST(t_json_object_ordered(${checked}) AS VARCHAR)`, expression)
}

function jsonArray(expression: JsonFunction, context: ExpressionContext): Typed {
  const items = expression.members.map(member => memberJson(expression, member, context))
  const list = items.length > 0 ? `[${items.join(', ')}]` : 'CAST([] AS VARCHAR[])'
  const kept = expression.nullOnNull ? list : `list_filter(${list}, lambda m: m IS NOT NULL)`
  return jsonOutput(`CAST(t_json_array(list_transform(${kept}, lambda m: coalesce(m, 'null'))) AS VARCHAR)`, expression)
}

const CONSTRUCTORS = ['json_object', 'json_array', 'json_query']

/** A member as JSON text. What a JSON constructor makes is JSON without FORMAT JSON, as SQL's standard says. */
function memberJson(
  expression: JsonFunction,
  member: JsonFunction['members'][number],
  context: ExpressionContext,
): string {
  const { value } = member
  const { sql, type } = analyzeExpression(value, context)
  if (member.formatJson || (value.kind === 'json-function' && CONSTRUCTORS.includes(value.name)))
    return `CAST(${sql} AS VARCHAR)`
  switch (type.kind) {
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)'
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'decimal':
      return `CAST(${toJson(sql, type)} AS VARCHAR)`
    case 'array':
    case 'map':
    case 'row':
    case 'varbinary':
      throw new TrinoError(
        'NOT_SUPPORTED',
        `Unsupported type of value passed to ${expression.name.toUpperCase()} function: ${typeName(type)}`,
        type.kind === 'varbinary' ? value.loc : expression.loc,
      )
  }
  return `CAST(${toJson(castSql(sql, type, VARCHAR), VARCHAR)} AS VARCHAR)`
}
