import type { Delete, Expression, Identifier, Insert, Location, QualifiedName, Update } from '../ast.js'
import type { RelationColumn, ResolvedRelation } from '../resolver.js'
import { TrinoError } from '../trino-error.js'
import { canCoerce, isNumeric } from '../types/coercion.js'
import { quoteIdentifier, storedDuckdbType } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import type { ExpressionContext, QueryContext } from './analysis.js'
import { castSql } from './casts.js'
import { coerced } from './coerce.js'
import { analyzeCondition, analyzeExpression } from './expressions.js'
import { analyzeQuery } from './queries.js'
import { missingRelation, relationName, tableFields } from './relations.js'
import type { Scope } from './scope.js'
import { toStored } from './stored-form.js'
import type { Typed } from './typed.js'

export type Target = Extract<ResolvedRelation, { kind: 'table' }>

/** The table that a statement changes. */
export function changeTarget(
  { target: name, loc }: { target: QualifiedName; loc: QualifiedName['loc'] },
  context: QueryContext,
  what: string,
): Target {
  const table = { name, loc }
  const full = relationName(table, context)
  const resolved = context.analysis.resolver.relation(full)
  if (!resolved) throw missingRelation(table, full, context)
  if (resolved.kind === 'view') throw new TrinoError('NOT_SUPPORTED', `${what} views is not supported`, loc)
  return resolved
}

/**
 * A value as a column's type, or undefined where Trino does not store it: implicit coercions, and casts among numbers, among
 * dates and timestamps, and from char; never from or to varchar.
 */
export function assign(value: Typed, column: TrinoType): Typed | undefined {
  if (canCoerce(value.type, column)) return coerced(value, column)
  return assignable(value.type, column) ? { sql: castSql(value.sql, value.type, column), type: column } : undefined
}

function assignable(from: TrinoType, to: TrinoType): boolean {
  if (canCoerce(from, to)) return true
  if (isNumeric(from)) return isNumeric(to)
  switch (from.kind) {
    case 'varchar':
    case 'char':
      return to.kind === 'varchar' || to.kind === 'char'
    case 'date':
      return to.kind === 'timestamp'
    case 'timestamp':
      return to.kind === 'timestamp' || to.kind === 'date'
    case 'time':
      return to.kind === 'time'
    case 'array':
      return to.kind === 'array' && assignable(from.element, to.element)
    case 'map':
      return to.kind === 'map' && assignable(from.key, to.key) && assignable(from.value, to.value)
    case 'row':
      return (
        to.kind === 'row' &&
        from.fields.length === to.fields.length &&
        from.fields.every((field, i) => assignable(field.type, to.fields[i]!.type))
      )
    default:
      return false
  }
}

function stored(value: Typed): string {
  return value.type.kind === 'unknown' ? value.sql : toStored(value)
}

/** INSERT: the query's columns in the target's order and stored form; a column that it does not name is NULL. */
export function insertSource(statement: Insert, target: Target, context: QueryContext): string {
  const query = analyzeQuery(statement.query, context)
  const all = target.columns.filter(column => !column.hidden)
  const named = statement.columns
    ? statement.columns.map(identifier => {
        const column = all.find(candidate => candidate.name === identifier.name.toLowerCase())
        if (!column)
          throw new TrinoError(
            'COLUMN_NOT_FOUND',
            `Insert column name does not exist in target table: ${identifier.name.toLowerCase()}`,
            statement.loc,
          )
        return column
      })
    : all
  const duplicate = named.find((column, i) => named.indexOf(column) !== i)
  if (duplicate)
    throw new TrinoError(
      'DUPLICATE_COLUMN_NAME',
      `Insert column name is specified more than once: ${duplicate.name}`,
      statement.loc,
    )
  const mismatch = () =>
    new TrinoError(
      'TYPE_MISMATCH',
      `Insert query has mismatched column types: Table: [${named.map(column => typeName(column.type)).join(', ')}], Query: [${query.columns.map(column => typeName(column.type)).join(', ')}]`,
      statement.loc,
    )
  if (query.columns.length !== named.length) throw mismatch()
  const alias = context.analysis.nextAlias('r')
  const values = new Map(
    named.map((column, i) => {
      const value = assign({ sql: `${alias}.c${i}`, type: query.columns[i]!.type }, column.type)
      if (!value) throw mismatch()
      return [column.name, pinnedStored(value, column.type)]
    }),
  )
  const items = all.map(
    column =>
      `${values.get(column.name) ?? `CAST(NULL AS ${storedDuckdbType(column.type)})`} AS ${quoteIdentifier(column.name)}`,
  )
  return `SELECT ${items.join(', ')} FROM (${query.sql}) AS ${alias}`
}

function pinnedStored(value: Typed, type: TrinoType): string {
  return value.type.kind === 'unknown' ? `CAST(${value.sql} AS ${storedDuckdbType(type)})` : stored(value)
}

export function deleteSql(statement: Delete, target: Target, context: QueryContext): string {
  const scope = targetScope(target, quoteIdentifier(target.name.name))
  const where =
    statement.where &&
    analyzeCondition(statement.where, { query: context, scope, clause: 'WHERE clause' }, 'WHERE clause')
  return `DELETE FROM ${target.target} AS ${quoteIdentifier(target.name.name)}${where ? ` WHERE ${where}` : ''}`
}

export function targetScope(target: Target, alias: string, relation?: string[]): Scope {
  const fields = tableFields(target, alias).map(field => (relation ? { ...field, relation } : field))
  return { kind: 'query', fields }
}

export function updateSql(statement: Update, target: Target, context: QueryContext): string {
  const alias = quoteIdentifier(target.name.name)
  const scope = targetScope(target, alias)
  const expressionContext = { query: context, scope }
  const columns = statement.set.map(({ column }) => {
    const message = `The UPDATE SET target column ${column.name} doesn't exist`
    return targetColumn(target, column, new TrinoError('COLUMN_NOT_FOUND', message, column.loc))
  })
  const values = statement.set.map(({ value }) => value)
  const stored = storedValues(
    columns,
    values,
    expressionContext,
    "UPDATE table column types don't match SET expressions",
    statement.loc,
  )
  const set = columns.map((column, i) => `${quoteIdentifier(column.name)} = ${stored[i]}`)
  const where =
    statement.where &&
    analyzeCondition(statement.where, { ...expressionContext, clause: 'WHERE clause' }, 'WHERE clause')
  return `UPDATE ${target.target} AS ${alias} SET ${set.join(', ')}${where ? ` WHERE ${where}` : ''}`
}

export function targetColumn(target: Target, column: Identifier, missing: TrinoError): RelationColumn {
  const found = target.columns.find(candidate => !candidate.hidden && candidate.name === column.name.toLowerCase())
  if (!found) throw missing
  return found
}

/** SET and INSERT values in the stored form of their columns. `what` begins Trino's message where the types differ. */
export function storedValues(
  columns: RelationColumn[],
  expressions: Expression[],
  context: ExpressionContext,
  what: string,
  loc: Location,
): string[] {
  const seen = new Set<RelationColumn>()
  for (const column of columns) {
    if (seen.has(column))
      throw new TrinoError(
        'DUPLICATE_COLUMN_NAME',
        `The target column name '${column.name}' appears more than once`,
        loc,
      )
    seen.add(column)
  }
  const values = expressions.map(expression => analyzeExpression(expression, context))
  return columns.map((column, i) => {
    const assigned = assign(values[i]!, column.type)
    if (assigned) return pinnedStored(assigned, column.type)
    const list = (types: TrinoType[]) => types.map(typeName).join(', ')
    throw new TrinoError(
      'TYPE_MISMATCH',
      `${what}: Table: [${list(columns.map(({ type }) => type))}], Expressions: [${list(values.map(({ type }) => type))}]`,
      loc,
    )
  })
}
