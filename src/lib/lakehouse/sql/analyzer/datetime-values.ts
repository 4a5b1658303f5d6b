import type { AtTimeZone, CurrentValue, Extract as ExtractExpression } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { quoteString } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext } from './analysis.js'
import { callFunction } from './calls.js'
import { castSql } from './casts.js'
import { analyzeExpression } from './expressions.js'
import { zoneName } from './literals.js'
import { type Typed, typed, VARCHAR } from './typed.js'

/** `current_timestamp` and its kin: the statement's start, in UTC as Athena's sessions are. */
export function currentValue(expression: CurrentValue, context: ExpressionContext): Typed {
  const { analysis, catalog, schema } = context.query
  const precision = expression.precision ?? 3
  if (precision > 12) {
    const name = /current_timestamp/.test(expression.what)
      ? 'TIMESTAMP WITH TIME ZONE'
      : /localtimestamp/.test(expression.what)
        ? 'TIMESTAMP'
        : 'TIME'
    throw new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', `${name} precision must be in range [0, 12]: ${precision}`)
  }
  const start = new Date(analysis.session.startMillis).toISOString()
  const date = start.slice(0, 10)
  const time = start.slice(11, 23)
  switch (expression.what) {
    case 'current_date':
      return { sql: `DATE '${date}'`, type: { kind: 'date' }, nullable: false }
    case 'current_time':
      return { sql: `CAST('${time}+00' AS TIMETZ)`, type: { kind: 'time', precision, withTimeZone: true } }
    case 'localtime':
      return { sql: `TIME '${time}'`, type: { kind: 'time', precision, withTimeZone: false } }
    case 'localtimestamp':
      return roundedTo(
        { sql: `TIMESTAMP '${date} ${time}'`, type: { kind: 'timestamp', precision: 3, withTimeZone: false } },
        precision,
      )
    case 'current_timestamp':
      return {
        ...roundedTo(
          { sql: `t_zoned(${analysis.now}, 'UTC')`, type: { kind: 'timestamp', precision: 3, withTimeZone: true } },
          precision,
        ),
        ...(precision >= 3 ? { instant: analysis.now } : {}),
      }
    case 'current_user':
      return typed(quoteString(analysis.session.user), VARCHAR)
    case 'current_catalog':
      return typed(quoteString(catalog), VARCHAR)
    case 'current_schema':
      return schema === undefined ? typed('CAST(NULL AS VARCHAR)', VARCHAR) : typed(quoteString(schema), VARCHAR)
    case 'current_path':
      return typed("''", VARCHAR)
  }
}

function roundedTo(value: Typed, precision: number): Typed {
  const type = { ...(value.type as Extract<TrinoType, { withTimeZone: boolean }>), precision }
  return { sql: castSql(value.sql, value.type, type), type, nullable: false }
}

export function atTimeZone(expression: AtTimeZone, context: ExpressionContext): Typed {
  const value = analyzeExpression(expression.value, context)
  const zone = analyzeExpression(expression.zone, context)
  if (value.type.kind === 'time') {
    const name = typeof zone.literal === 'string' ? zoneName(zone.literal) : undefined
    const offset = name === 'UTC' ? '+00:00' : name
    if (!offset || !/^[+-]/.test(offset))
      throw new TrinoError(
        'NOT_SUPPORTED',
        'A time at a time zone other than an offset is not supported',
        expression.loc,
      )
    const minutes = (offset[0] === '-' ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)))
    const local = value.type.withTimeZone ? `CAST(timezone('UTC', ${value.sql}) AS TIME)` : value.sql
    const sql = `CAST((CAST((${local} + to_minutes(${minutes})) AS VARCHAR) || '${offset}') AS TIMETZ)`
    return typed(sql, { ...value.type, withTimeZone: true })
  }
  if (value.type.kind !== 'timestamp')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Type of value must be a time or timestamp with or without time zone (actual ${typeName(value.type)})`,
      expression.value.loc,
    )
  const type: TrinoType = { ...value.type, withTimeZone: true }
  const sql = castSql(value.sql, value.type, type)
  if (zone.type.kind === 'interval day to second')
    return typed(`t_at_timezone(${sql}, t_offset_text(t_interval_millis(${zone.sql}) // 60000, ':'))`, type)
  if (zone.type.kind !== 'varchar' && zone.type.kind !== 'char')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `Type of time zone must be a varchar or interval (actual ${typeName(zone.type)})`,
      expression.zone.loc,
    )
  if (typeof zone.literal === 'string') {
    const name = zoneName(zone.literal)
    if (!name)
      throw new TrinoError('INVALID_FUNCTION_ARGUMENT', `'${zone.literal}' is not a valid time zone`, expression.loc)
    return typed(`t_at_timezone(${sql}, ${quoteString(name)})`, type)
  }
  return typed(`t_at_timezone(${sql}, ${zone.sql})`, type)
}

const extractFunctions: Record<string, string> = {
  day_of_month: 'day',
  dow: 'day_of_week',
  doy: 'day_of_year',
  yow: 'year_of_week',
  week: 'week',
}
const extractFields = new Set(
  'year quarter month week day day_of_month day_of_week dow day_of_year doy year_of_week yow hour minute second timezone_hour timezone_minute'.split(
    ' ',
  ),
)

export function extract(expression: ExtractExpression, context: ExpressionContext): Typed {
  const field = expression.field.toLowerCase()
  if (!extractFields.has(field)) throw invalidField(expression)
  const value = analyzeExpression(expression.value, context)
  if (value.type.kind === 'date' && /hour|minute|second/.test(field)) throw cannotExtract(expression, value)
  const name = extractFunctions[field] ?? field
  try {
    return callFunction(name, [value], expression, context)
  } catch (error) {
    if (error instanceof TrinoError && error.errorName === 'FUNCTION_NOT_FOUND') throw cannotExtract(expression, value)
    throw error
  }
}

function cannotExtract(expression: ExtractExpression, value: Typed): TrinoError {
  return new TrinoError(
    'TYPE_MISMATCH',
    `Cannot extract ${expression.field.toUpperCase()} from ${typeName(value.type)}`,
    expression.value.loc,
  )
}

function invalidField(expression: ExtractExpression): TrinoError {
  return new TrinoError(
    'SYNTAX_ERROR',
    `Invalid EXTRACT field ${expression.field}, valid fields are: YEAR, QUARTER, MONTH, WEEK, DAY, DAY_OF_MONTH, DAY_OF_WEEK, DOW, DAY_OF_YEAR, DOY, YEAR_OF_WEEK, YOW, HOUR, MINUTE, SECOND, TIMEZONE_MINUTE, TIMEZONE_HOUR`,
    expression.loc,
  )
}
