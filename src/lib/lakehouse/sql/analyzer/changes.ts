import type { Delete, Expression, Identifier, Insert, QualifiedName, Update } from '../ast.js'
import type { ResolvedRelation } from '../resolver.js'
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
export function changeTarget(name: QualifiedName, context: QueryContext, what: string): Target {
  const table = { name, loc: name.loc }
  const full = relationName(table, context)
  const resolved = context.analysis.resolver.relation(full)
  if (!resolved) throw missingRelation(table, full, context)
  if (resolved.kind === 'view') throw new TrinoError('NOT_SUPPORTED', `${what} views is not supported`, name.loc)
  return resolved
}

/** Whether a value may be stored in a column: as implicit coercions, and numbers and texts that fit at run time. */
export function assign(value: Typed, column: TrinoType): Typed | undefined {
  if (canCoerce(value.type, column)) return coerced(value, column)
  const from = value.type
  if (from.kind === 'decimal' && column.kind === 'decimal')
    return { sql: castSql(value.sql, from, column), type: column }
  if (
    isNumeric(from) &&
    isNumeric(column) &&
    from.kind !== 'double' &&
    from.kind !== 'real' &&
    column.kind === 'decimal'
  )
    return { sql: castSql(value.sql, from, column), type: column }
  if (from.kind === 'varchar' && column.kind === 'varchar')
    return { sql: castSql(value.sql, from, column), type: column }
  if (from.kind === 'timestamp' && column.kind === 'timestamp' && from.withTimeZone === column.withTimeZone)
    return { sql: castSql(value.sql, from, column), type: column }
  if (from.kind === 'time' && column.kind === 'time' && from.withTimeZone === column.withTimeZone)
    return { sql: castSql(value.sql, from, column), type: column }
  if (from.kind === 'array' && column.kind === 'array' && assign({ sql: '', type: from.element }, column.element))
    return { sql: castSql(value.sql, from, column), type: column }
  if (
    from.kind === 'row' &&
    column.kind === 'row' &&
    from.fields.length === column.fields.length &&
    from.fields.every((field, i) => assign({ sql: '', type: field.type }, column.fields[i]!.type))
  )
    return { sql: castSql(value.sql, from, column), type: column }
  if (
    from.kind === 'map' &&
    column.kind === 'map' &&
    assign({ sql: '', type: from.key }, column.key) &&
    assign({ sql: '', type: from.value }, column.value)
  )
    return { sql: castSql(value.sql, from, column), type: column }
  return undefined
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

export function pinnedStored(value: Typed, type: TrinoType): string {
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
  const set = assignments(statement.set, target, expressionContext, 'UPDATE').map(
    ({ column, sql }) => `${quoteIdentifier(column)} = ${sql}`,
  )
  const where =
    statement.where &&
    analyzeCondition(statement.where, { ...expressionContext, clause: 'WHERE clause' }, 'WHERE clause')
  return `UPDATE ${target.target} AS ${alias} SET ${set.join(', ')}${where ? ` WHERE ${where}` : ''}`
}

export function targetColumn(target: Target, column: Identifier, message: (name: string) => string) {
  const found = target.columns.find(candidate => !candidate.hidden && candidate.name === column.name.toLowerCase())
  if (!found) throw new TrinoError('COLUMN_NOT_FOUND', message(column.name), column.loc)
  return found
}

/** The values of a SET, in stored form, by column. */
export function assignments(
  set: { column: Identifier; value: Expression }[],
  target: Target,
  context: ExpressionContext,
  what: 'UPDATE' | 'MERGE',
): { column: string; sql: string }[] {
  const seen = new Set<string>()
  return set.map(({ column, value: expression }) => {
    const found = targetColumn(
      target,
      column,
      name =>
        `${what === 'UPDATE' ? 'The UPDATE SET target column' : 'Merge column name'} ${name} ${what === 'UPDATE' ? "doesn't exist" : 'does not exist in target table'}`,
    )
    if (seen.has(found.name))
      throw new TrinoError(
        'DUPLICATE_COLUMN_NAME',
        `The target column name '${found.name}' appears more than once`,
        column.loc,
      )
    seen.add(found.name)
    const value = analyzeExpression(expression, context)
    const assigned = assign(value, found.type)
    if (!assigned)
      throw new TrinoError(
        'TYPE_MISMATCH',
        `${what} table column types don't match SET expressions: Table: [${typeName(found.type)}], Expressions: [${typeName(value.type)}]`,
        expression.loc,
      )
    return { column: found.name, sql: pinnedStored(assigned, found.type) }
  })
}
