import type { JsonBehavior, JsonFunction } from '../ast.js'
import { parseJsonPath } from '../functions/native/sql-json-path.js'
import { TrinoError } from '../trino-error.js'
import { quoteString } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { lambdaName } from './bound.js'
import { castSql, NoCast } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { toJson } from './json-casts.js'
import { jsonOutput, jsonValueType } from './json-output.js'
import { type Typed, typed, VARCHAR } from './typed.js'

/**
 * JSON_EXISTS, JSON_VALUE and JSON_QUERY. The path is evaluated once a row, to the list of items it finds (JSON text each);
 * NULL stands for a failure that ON ERROR answers.
 */
export function jsonPathFunction(expression: JsonFunction, context: ExpressionContext): Typed {
  const input = inputText(expression, context)
  const call = `t_json_path(${input}, ${quoteString(checkedPath(expression))}, ${passedVariables(expression, context)})`
  const found = expression.onError?.kind === 'error' ? call : `TRY(${call})`
  const items = lambdaName()
  const { sql, type } = { json_exists: exists, json_value: value, json_query: queried }[
    expression.name as 'json_exists' | 'json_value' | 'json_query'
  ](expression, items, context)
  const answer = `list_extract(list_transform([${found}], lambda ${items}: ${sql}), 1)`
  return typed(`(CASE WHEN ${input} IS NULL THEN NULL ELSE ${answer} END)`, type)
}

function inputText(expression: JsonFunction, context: ExpressionContext): string {
  const input = analyzeExpression(expression.input!, context)
  switch (input.type.kind) {
    case 'varchar':
    case 'char':
      return input.sql
    case 'json':
    case 'unknown':
      return `CAST(${input.sql} AS VARCHAR)`
  }
  const type = typeName(input.type)
  throw new TrinoError(
    'TYPE_MISMATCH',
    `Cannot read input of type ${type} as JSON using formatting JSON`,
    expression.loc,
  )
}

function checkedPath(expression: JsonFunction): string {
  const path = expression.path ?? ''
  try {
    parseJsonPath(path)
  } catch (error) {
    if (error instanceof TrinoError) throw new TrinoError(error.errorName, error.message, expression.loc)
    throw error
  }
  return path
}

/** The PASSING arguments as the text of one JSON object. */
function passedVariables(expression: JsonFunction, context: ExpressionContext): string {
  if (expression.passing.length === 0) return "'{}'"
  const members = expression.passing.map(({ value, name }) => {
    const passed = analyzeExpression(value, context)
    const json = passed.type.kind === 'unknown' ? 'NULL' : toJson(passed.sql, passed.type)
    return `${quoteString(`${JSON.stringify(name)}:`)} || coalesce(CAST(${json} AS VARCHAR), 'null')`
  })
  return `('{' || ${members.join(" || ',' || ")} || '}')`
}

function exists(expression: JsonFunction, items: string) {
  const onError = { true: 'true', unknown: 'NULL' }[expression.onError?.kind as string] ?? 'false'
  return {
    sql: `CASE WHEN ${items} IS NULL THEN ${onError} ELSE len(${items}) > 0 END`,
    type: { kind: 'boolean' } as TrinoType,
  }
}

function value(expression: JsonFunction, items: string, context: ExpressionContext) {
  const type = jsonValueType(expression)
  const refused = (why: string) => `cannot extract SQL scalar from JSON: JSON path found ${why}`
  const onError = (why: string) => behavior(expression.onError, type, 'JSON_VALUE_RESULT_ERROR', refused(why), context)
  const onEmpty = behavior(expression.onEmpty, type, 'JSON_VALUE_RESULT_ERROR', refused('no items'), context)
  const unfit = onError('an item that cannot be converted to an SQL value')
  const item = `list_extract(${items}, 1)`
  const converted = (sql: string, from: TrinoType) => {
    try {
      const cast = castSql(sql, from, type)
      if ((type.kind === 'varchar' && type.length === undefined) || expression.onError?.kind === 'error') return cast
      return unfit === 'NULL' ? `TRY(${cast})` : `coalesce(TRY(${cast}), ${unfit})`
    } catch (error) {
      if (error instanceof NoCast) return unfit
      throw error
    }
  }
  const sql = `CASE WHEN ${items} IS NULL THEN ${onError('an item that cannot be converted to an SQL value')} WHEN len(${items}) = 0 THEN ${onEmpty} WHEN len(${items}) > 1 THEN ${onError('multiple items')} WHEN ${item} = 'null' THEN NULL WHEN left(${item}, 1) IN ('[', '{') THEN ${unfit} WHEN left(${item}, 1) = '"' THEN ${converted(`t_json_text(${item})`, VARCHAR)} WHEN ${item} IN ('true', 'false') THEN ${converted(`(${item} = 'true')`, { kind: 'boolean' })} WHEN regexp_matches(${item}, '[.E]') THEN ${converted(`CAST(${item} AS DOUBLE)`, { kind: 'double' })} ELSE ${converted(`CAST(${item} AS BIGINT)`, { kind: 'bigint' })} END`
  return { sql, type }
}

function queried(expression: JsonFunction, items: string, context: ExpressionContext) {
  const refused = (why: string) => `conversion from JSON failed: JSON path found ${why}`
  const on = (given: JsonBehavior | undefined, why: string) =>
    behavior(given, VARCHAR, 'JSON_OUTPUT_CONVERSION_ERROR', refused(why), context)
  const item = `list_extract(${items}, 1)`
  const single =
    expression.quotes === 'omit' ? `CASE WHEN left(${item}, 1) = '"' THEN t_json_text(${item}) ELSE ${item} END` : item
  const wrapped = `'[' || array_to_string(${items}, ',') || ']'`
  const many = {
    unconditional: `ELSE ${wrapped}`,
    conditional: `WHEN len(${items}) = 1 AND left(${item}, 1) IN ('[', '{') THEN ${item} ELSE ${wrapped}`,
    without: `WHEN len(${items}) > 1 THEN ${on(expression.onError, 'multiple items')} ELSE ${single}`,
  }[expression.wrapper ?? 'without']
  const sql = `CASE WHEN ${items} IS NULL THEN ${on(expression.onError, 'no items')} WHEN len(${items}) = 0 THEN ${on(expression.onEmpty, 'no items')} ${many} END`
  return jsonOutput(sql, expression)
}

/** What ON EMPTY or ON ERROR answers; NULL where the query does not say. */
function behavior(
  given: JsonBehavior | undefined,
  type: TrinoType,
  name: string,
  message: string,
  context: ExpressionContext,
): string {
  switch (given?.kind) {
    case 'error':
      return `t_fail('${name}', ${quoteString(message)})`
    case 'empty-array':
      return "'[]'"
    case 'empty-object':
      return "'{}'"
    case 'default': {
      const fallback = analyzeExpression(given.value, context)
      return castSql(fallback.sql, fallback.type, type)
    }
  }
  return 'NULL'
}
