import type { Expression, Query, QueryBody, SortItem, Values } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { commonSuperType } from '../types/coercion.js'
import { duckdbType } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { type QueryContext, undecorrelated } from './analysis.js'
import { sameRepresentation } from './casts.js'
import { coerceTo, unify } from './coerce.js'
import { withClause } from './common-tables.js'
import { sortable } from './comparisons.js'
import { analyzeExpression } from './expressions.js'
import { tableRelation } from './relations.js'
import type { Field, Scope } from './scope.js'
import { analyzeSelect } from './select.js'
import { setOperation } from './set-operations.js'
import { requireOrderable, sortText } from './sorting.js'
import type { Typed } from './typed.js'

/** A column of a query's result. In DuckDB it is called `c0`, `c1`, … by position. */
export interface QueryColumn {
  /** Lower case; undefined for an unnamed one. */
  name?: string
  /** As written. */
  label?: string
  type: TrinoType
}

export interface AnalyzedQuery {
  sql: string
  columns: QueryColumn[]
}

/** What stands behind a query's body. */
export interface Tail {
  orderBy: SortItem[]
  offset?: Expression
  limit?: Expression
  withTies: boolean
}

export function analyzeQuery(query: Query, context: QueryContext): AnalyzedQuery {
  const { prefix, context: inner } = query.with ? withClause(query.with, context) : { prefix: '', context }
  const tail: Tail = {
    orderBy: query.orderBy,
    offset: query.offset,
    limit: query.limit,
    withTies: query.withTies ?? false,
  }
  if (tail.withTies && tail.orderBy.length === 0)
    throw new TrinoError('MISSING_ORDER_BY', 'FETCH FIRST WITH TIES clause requires ORDER BY', query.loc)
  const result =
    query.body.kind === 'select'
      ? analyzeSelect(query.body, inner, tail)
      : withTail(analyzeBody(query.body, inner), tail, inner)
  return { ...result, sql: prefix + result.sql }
}

export function analyzeBody(body: QueryBody, context: QueryContext): AnalyzedQuery {
  switch (body.kind) {
    case 'query':
      return analyzeQuery(body, context)
    case 'select':
      return analyzeSelect(body, context, { orderBy: [], withTies: false })
    case 'set-operation':
      return setOperation(body, context)
    case 'values':
      return body.rows.length > 1
        ? undecorrelated(context.correlation, () => valuesBody(body, context))
        : valuesBody(body, context)
    case 'table-body': {
      const relation = tableRelation({ kind: 'table', name: body.name, loc: body.loc }, context)
      const fields = relation.fields.filter(field => !field.hidden)
      return {
        sql: `SELECT ${fields.map((field, i) => `${field.value.sql} AS c${i}`).join(', ')} FROM ${relation.sql}`,
        columns: fields.map(({ name, label, type }) => ({ name, label, type })),
      }
    }
  }
}

/** ORDER BY, OFFSET and LIMIT over a body whose columns are all that they can see. */
function withTail(body: AnalyzedQuery, tail: Tail, context: QueryContext): AnalyzedQuery {
  if (tail.orderBy.length === 0 && !tail.offset && !tail.limit) return body
  const alias = context.analysis.nextAlias('r')
  const scope: Scope = { kind: 'query', fields: columnFields(body.columns, alias), parent: context.outer }
  const order = tail.orderBy.map(item => {
    const position = ordinal(item.value, body.columns.length, 'ORDER BY')
    const value =
      position !== undefined ? scope.fields[position]!.value : analyzeExpression(item.value, { query: context, scope })
    requireOrderable(value, item)
    return sortText(sortable(value), item)
  })
  return {
    columns: body.columns,
    sql: limited(
      `SELECT ${body.columns.map((_, i) => `${alias}.c${i} AS c${i}`).join(', ')}`,
      `FROM (${body.sql}) AS ${alias}`,
      order,
      tail,
      context,
      body.columns.length,
    ),
  }
}

/** The fields by which a query's columns are read under a DuckDB alias. */
export function columnFields(columns: QueryColumn[], alias: string, relation: string[] = []): Field[] {
  return columns.map((column, i) => ({
    name: column.name,
    label: column.label,
    relation,
    type: column.type,
    value: { sql: `${alias}.c${i}`, type: column.type },
    hidden: false,
  }))
}

/** The 0-based select item that an ordinal in ORDER BY or GROUP BY stands for. */
export function ordinal(expression: Expression, count: number, clause: string): number | undefined {
  if (expression.kind !== 'long') return undefined
  const position = Number(expression.value)
  if (position < 1 || position > count)
    throw new TrinoError(
      'INVALID_COLUMN_REFERENCE',
      `${clause} position ${position} is not in select list`,
      expression.loc,
    )
  return position - 1
}

/** Puts ORDER BY, OFFSET and LIMIT behind a SELECT; WITH TIES by rank, which DuckDB's LIMIT has not. */
export function limited(
  select: string,
  rest: string,
  order: string[],
  tail: Tail,
  context: QueryContext,
  columns: number,
): string {
  const orderBy = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
  const limit = tail.limit && rowCount(tail.limit, context, true)
  const offset = tail.offset && rowCount(tail.offset, context, false)
  if (tail.withTies && limit !== undefined) {
    const names = Array.from({ length: columns }, (_, i) => `c${i}`).join(', ')
    // What is not an output column's position is computed beside the outputs.
    const extra: string[] = []
    const keys = order.map((item, i) => {
      const [, sql = '', direction = ''] = /^(.*) ((?:ASC|DESC) NULLS (?:FIRST|LAST))$/s.exec(item) ?? []
      if (/^\d+$/.test(sql)) return `c${Number(sql) - 1} ${direction}`
      extra.push(`${sql} AS o${i}`)
      return `o${i} ${direction}`
    })
    const inner = [select, ...extra].join(', ')
    const ranked = `SELECT *, rank() OVER (ORDER BY ${keys.join(', ')}) AS ties, row_number() OVER (ORDER BY ${keys.join(', ')}) AS place FROM (${inner} ${rest})`
    const skip = offset ?? '0'
    return `SELECT ${names} FROM (${ranked}) WHERE place > ${skip} AND ties <= ${limit} + ${skip} ORDER BY place`
  }
  return `${select} ${rest}${orderBy}${limit !== undefined ? ` LIMIT ${limit}` : ''}${offset !== undefined ? ` OFFSET ${offset}` : ''}`
}

function rowCount(expression: Expression, context: QueryContext, limit: boolean): string {
  const value = analyzeExpression(expression, { query: context, scope: { kind: 'query', fields: [] } })
  if (typeof value.literal !== 'bigint')
    throw new TrinoError('TYPE_MISMATCH', `${limit ? 'LIMIT' : 'OFFSET'} must be an integer constant`, expression.loc)
  return String(value.literal)
}

function valuesBody(body: Values, context: QueryContext): AnalyzedQuery {
  const scope: Scope = { kind: 'query', fields: [], parent: context.outer }
  const rows = body.rows.map(row => {
    if (row.kind === 'row') return row.items.map(item => analyzeExpression(item, { query: context, scope }))
    const value = analyzeExpression(row, { query: context, scope })
    return value.type.kind === 'row' ? spread(value) : [value]
  })
  const width = rows[0]!.length
  for (const row of rows)
    if (row.length !== width)
      throw new TrinoError('TYPE_MISMATCH', `Values rows have mismatched sizes: ${width} vs ${row.length}`, body.loc)
  const types = Array.from({ length: width }, (_, i) =>
    unify(
      rows.map(row => row[i]!),
      (_index, found, expected) =>
        new TrinoError(
          'TYPE_MISMATCH',
          `Values rows have mismatched types: ${rowName(rows[0]!)} vs ${rowName(rows.find(row => !commonSuperType(row[i]!.type, expected)) ?? [{ sql: '', type: found }])}`,
          body.loc,
        ),
    ),
  )
  const names = types.map((_, i) => `c${i}`)
  const lines = rows.map((row, r) => `(${row.map((value, i) => typedValue(value, types[i]!, r === 0)).join(', ')})`)
  return {
    sql: `SELECT * FROM (VALUES ${lines.join(', ')}) AS v(${names.join(', ')})`,
    columns: types.map(type => ({ type })),
  }
}

function rowName(row: Typed[]): string {
  return `row(${row.map(value => typeName(value.type)).join(', ')})`
}

function spread(value: Typed): Typed[] {
  if (value.type.kind !== 'row') return [value]
  return value.type.fields.map((field, i) => ({ sql: `struct_extract_at(${value.sql}, ${i + 1})`, type: field.type }))
}

/** The first row of VALUES pins the DuckDB type of literals. */
function typedValue(value: Typed, type: TrinoType, pin: boolean): string {
  const sql = coerceTo(value, type)
  return pin && value.literal !== undefined ? pinned(sql, type) : sql
}

/** A literal in exactly the DuckDB type of its Trino type. */
export function pinned(sql: string, type: TrinoType): string {
  return type.kind === 'varchar' || type.kind === 'unknown' || sql.startsWith('CAST(')
    ? sql
    : `CAST(${sql} AS ${duckdbType(type)})`
}

/** The columns of a query re-selected in other types; the query itself where nothing changes. */
export function coerceColumns(query: AnalyzedQuery, types: TrinoType[], context: QueryContext): AnalyzedQuery {
  const columns = query.columns.map((column, i) => ({ ...column, type: types[i]! }))
  if (query.columns.every((column, i) => sameRepresentation(column.type, types[i]!))) return { sql: query.sql, columns }
  const alias = context.analysis.nextAlias('r')
  const items = query.columns.map(
    (column, i) => `${coerceTo({ sql: `${alias}.c${i}`, type: column.type }, types[i]!)} AS c${i}`,
  )
  return { sql: `SELECT ${items.join(', ')} FROM (${query.sql}) AS ${alias}`, columns }
}
