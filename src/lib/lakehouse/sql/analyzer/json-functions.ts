import type { JsonBehavior, JsonFunction } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { quoteString } from '../types/duckdb-type.js'
import { resolveTypeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { castSql } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { toJson } from './json-casts.js'
import { booleanOf, type Typed, typed, VARCHAR } from './typed.js'

/** The SQL/JSON functions with their own syntax. Paths: member, index and wildcard steps, without filters. */
export function jsonFunction(expression: JsonFunction, context: ExpressionContext): Typed {
  if (expression.name === 'json_object') return jsonObject(expression, context)
  if (expression.name === 'json_array') return jsonArray(expression, context)
  if (!expression.input) throw new TrinoError('SYNTAX_ERROR', 'The JSON input is missing', expression.loc)
  const input = analyzeExpression(expression.input, context)
  if (expression.passing.length > 0)
    throw new TrinoError(
      'NOT_SUPPORTED',
      `PASSING in ${expression.name.toUpperCase()} is not supported`,
      expression.loc,
    )
  const path = jsonPath(expression)
  const matches = `json_extract(${parsedInput(input, expression)}, [${quoteString(path.text)}])`
  const found = path.many
    ? `json_extract(${parsedInput(input, expression)}, ${quoteString(path.text)})`
    : `list_filter(${matches}, lambda m: m IS NOT NULL)`
  switch (expression.name) {
    case 'json_exists':
      return booleanOf(`(len(${found}) > 0)`)
    case 'json_value':
      return jsonValue(expression, found, context)
    default:
      return jsonQuery(expression, found, context)
  }
}

function parsedInput(input: Typed, expression: JsonFunction): string {
  if (input.type.kind === 'json' || input.type.kind === 'unknown') return input.sql
  if (input.type.kind !== 'varchar' && input.type.kind !== 'char')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Cannot read input of type ${input.type.kind} as JSON using formatting JSON`,
      expression.loc,
    )
  const strict = expression.onError?.kind === 'error'
  return strict ? `t_json_input(${input.sql})` : `TRY_CAST(${input.sql} AS JSON)`
}

/** `lax $.a[0].*` as DuckDB's JSON path. */
function jsonPath(expression: JsonFunction): { text: string; many: boolean; strict: boolean } {
  const [, mode = 'lax', steps = ''] = /^\s*(?:(lax|strict)\s+)?\$\s*(.*?)\s*$/s.exec(expression.path ?? '') ?? []
  if (!/^(\.("[^"]*"|[A-Za-z_][\w]*|\*)|\[\s*(\d+|\*)\s*\])*$/.test(steps))
    throw new TrinoError(
      'NOT_SUPPORTED',
      `The JSON path '${expression.path}' is not supported: only member, index and wildcard steps are`,
      expression.loc,
    )
  return {
    text: `$${steps.replaceAll(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '')}`,
    many: steps.includes('*'),
    strict: mode === 'strict',
  }
}

function jsonValue(expression: JsonFunction, found: string, context: ExpressionContext): Typed {
  const type: TrinoType = expression.returning ? resolveTypeName(expression.returning) : VARCHAR
  const scalar = `list_extract(${found}, 1)`
  const text = castSql(`json_extract_string(${scalar}, '$')`, VARCHAR, type)
  const empty = behavior(
    expression.onEmpty,
    type,
    'JSON_VALUE_RESULT_ERROR',
    'cannot extract SQL scalar from JSON: JSON path found no items',
    context,
  )
  const error = behavior(
    expression.onError,
    type,
    'JSON_VALUE_RESULT_ERROR',
    'cannot extract SQL scalar from JSON: JSON path found an array or object',
    context,
  )
  const sql = `(CASE WHEN ${found} IS NULL OR len(${found}) = 0 THEN ${empty} WHEN len(${found}) > 1 OR json_type(${scalar}) IN ('ARRAY', 'OBJECT') THEN ${error} WHEN json_type(${scalar}) = 'NULL' THEN NULL ELSE ${text} END)`
  return typed(nullInput(expression, context, sql), type)
}

function jsonQuery(expression: JsonFunction, found: string, context: ExpressionContext): Typed {
  const type: TrinoType = expression.returning ? resolveTypeName(expression.returning) : VARCHAR
  if (type.kind !== 'varchar')
    throw new TrinoError('NOT_SUPPORTED', `JSON_QUERY RETURNING ${type.kind} is not supported`, expression.loc)
  const wrapped = `t_json_array(list_transform(${found}, lambda m: CAST(m AS VARCHAR)))`
  const single = `list_extract(${found}, 1)`
  const scalar =
    expression.quotes === 'omit'
      ? `(CASE WHEN json_type(${single}) = 'VARCHAR' THEN json_extract_string(${single}, '$') ELSE CAST(${single} AS VARCHAR) END)`
      : `CAST(${single} AS VARCHAR)`
  const empty = behavior(
    expression.onEmpty,
    type,
    'JSON_QUERY_RESULT_ERROR',
    'cannot extract JSON: JSON path found no items',
    context,
  )
  const error = behavior(
    expression.onError,
    type,
    'JSON_QUERY_RESULT_ERROR',
    'cannot extract JSON: JSON path found multiple items',
    context,
  )
  const none = `WHEN ${found} IS NULL OR len(${found}) = 0 THEN ${empty}`
  const sql =
    expression.wrapper === 'unconditional'
      ? `(CASE ${none} ELSE CAST(${wrapped} AS VARCHAR) END)`
      : expression.wrapper === 'conditional'
        ? `(CASE ${none} WHEN len(${found}) = 1 AND json_type(${single}) IN ('ARRAY', 'OBJECT') THEN ${scalar} ELSE CAST(${wrapped} AS VARCHAR) END)`
        : `(CASE ${none} WHEN len(${found}) > 1 THEN ${error} ELSE ${scalar} END)`
  return typed(nullInput(expression, context, sql), type)
}

/** A NULL input gives NULL whatever ON EMPTY says. */
function nullInput(expression: JsonFunction, context: ExpressionContext, sql: string): string {
  if (!expression.onEmpty && !expression.onError) return sql
  return `(CASE WHEN ${analyzeExpression(expression.input!, context).sql} IS NULL THEN NULL ELSE ${sql} END)`
}

function behavior(
  given: JsonBehavior | undefined,
  type: TrinoType,
  name: string,
  message: string,
  context: ExpressionContext,
): string {
  switch (given?.kind) {
    case undefined:
    case 'null':
      return 'NULL'
    case 'error':
      return `t_fail('${name}', '${message}')`
    case 'empty-array':
      return "'[]'"
    case 'empty-object':
      return "'{}'"
    case 'default': {
      const value = analyzeExpression(given.value, context)
      return castSql(value.sql, value.type, type)
    }
    default:
      return given?.kind === 'true' ? 'true' : given?.kind === 'false' ? 'false' : 'NULL'
  }
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
