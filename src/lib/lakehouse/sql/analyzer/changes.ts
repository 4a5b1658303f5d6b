import type {
  Delete,
  Expression,
  Identifier,
  Insert,
  Merge,
  MergeCase,
  QualifiedName,
  Relation,
  Update,
} from '../ast.js'
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
import { analyzeQuery, type QueryColumn } from './queries.js'
import { analyzeRelation, missingRelation, relationName, tableFields } from './relations.js'
import type { Field, Scope } from './scope.js'
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
function assign(value: Typed, column: TrinoType): Typed | undefined {
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

function targetScope(target: Target, alias: string, relation?: string[]): Scope {
  const fields = tableFields(target, alias).map(field => (relation ? { ...field, relation } : field))
  return { kind: 'query', fields }
}

export function updateSql(statement: Update, target: Target, context: QueryContext): string {
  const alias = quoteIdentifier(target.name.name)
  const scope = targetScope(target, alias)
  const expressionContext = { query: context, scope }
  const set = assignments(statement.set, target, expressionContext, 'UPDATE')
  const where =
    statement.where &&
    analyzeCondition(statement.where, { ...expressionContext, clause: 'WHERE clause' }, 'WHERE clause')
  return `UPDATE ${target.target} AS ${alias} SET ${set.join(', ')}${where ? ` WHERE ${where}` : ''}`
}

function targetColumn(target: Target, column: Identifier, message: (name: string) => string) {
  const found = target.columns.find(candidate => !candidate.hidden && candidate.name === column.name.toLowerCase())
  if (!found) throw new TrinoError('COLUMN_NOT_FOUND', message(column.name), column.loc)
  return found
}

function assignments(
  set: { column: Identifier; value: Expression }[],
  target: Target,
  context: ExpressionContext,
  what: string,
): string[] {
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
    return `${quoteIdentifier(found.name)} = ${pinnedStored(assigned, found.type)}`
  })
}

/** MERGE, and the check that no target row is matched by two source rows, which Trino makes. */
export function mergeSql(statement: Merge, target: Target, context: QueryContext): { sql: string; checks: string[] } {
  const name = statement.alias?.name ?? target.name.name
  const alias = quoteIdentifier(statement.alias ? `t_${context.analysis.nextAlias('m')}` : target.name.name)
  const relation = statement.alias ? [name.toLowerCase()] : [target.name.catalog, target.name.schema, target.name.name]
  const source = materialized(statement.source, context)
  const targetFields = targetScope(target, alias, relation).fields
  const scope: Scope = { kind: 'query', fields: [...targetFields, ...source.fields] }
  const on = analyzeCondition(statement.on, { query: context, scope, clause: 'MERGE clause' }, 'ON clause')
  const clauses = statement.cases.map(item => mergeCase(item, target, { query: context, scope }, source.fields))
  const sql = `MERGE INTO ${target.target} AS ${alias} USING ${source.sql} ON ${on} ${clauses.join(' ')}`
  return { sql, checks: mergeChecks(statement, target, alias, source.sql, on, { query: context, scope }) }
}

/** The source as a subquery with columns `c0`, …: DuckDB's MERGE takes one relation. */
function materialized(relation: Relation, context: QueryContext): { sql: string; fields: Field[] } {
  const source = analyzeRelation(relation, context)
  const alias = context.analysis.nextAlias('s')
  const columns: QueryColumn[] = source.fields
  return {
    sql: `(SELECT ${source.fields.map((field, i) => `${field.value.sql} AS c${i}`).join(', ')} FROM ${source.sql}) AS ${alias}`,
    fields: source.fields.map((field, i) => ({ ...field, value: { sql: `${alias}.c${i}`, type: columns[i]!.type } })),
  }
}

function mergeCase(item: MergeCase, target: Target, context: ExpressionContext, source: Field[]): string {
  const visible: ExpressionContext =
    item.kind === 'not-matched-insert' ? { ...context, scope: { kind: 'query', fields: source } } : context
  const and = item.condition ? ` AND ${analyzeCondition(item.condition, visible, 'WHEN clause')}` : ''
  switch (item.kind) {
    case 'matched-delete':
      return `WHEN MATCHED${and} THEN DELETE`
    case 'matched-update':
      return `WHEN MATCHED${and} THEN UPDATE SET ${assignments(item.set, target, visible, 'MERGE').join(', ')}`
    case 'not-matched-insert': {
      const all = target.columns.filter(column => !column.hidden)
      const columns = item.columns
        ? item.columns.map(column =>
            targetColumn(target, column, wrong => `Merge column name does not exist in target table: ${wrong}`),
          )
        : all
      if (columns.length !== item.values.length)
        throw new TrinoError(
          'MISMATCHED_COLUMN_ALIASES',
          `MERGE has ${item.values.length} insert values but ${columns.length} columns`,
          item.loc,
        )
      const values = item.values.map((expression, i) => {
        const value = analyzeExpression(expression, visible)
        const assigned = assign(value, columns[i]!.type)
        if (!assigned)
          throw new TrinoError(
            'TYPE_MISMATCH',
            `MERGE table column types don't match for MERGE case ${0}, SET expressions: Table: [${typeName(columns[i]!.type)}], Expressions: [${typeName(value.type)}]`,
            expression.loc,
          )
        return pinnedStored(assigned, columns[i]!.type)
      })
      return `WHEN NOT MATCHED${and} THEN INSERT (${columns.map(column => quoteIdentifier(column.name)).join(', ')}) VALUES (${values.join(', ')})`
    }
  }
}

/** Fails where two source rows would change the same target row (MERGE_TARGET_ROW_MULTIPLE_MATCHES). */
function mergeChecks(
  statement: Merge,
  target: Target,
  alias: string,
  source: string,
  on: string,
  context: ExpressionContext,
): string[] {
  const matched = statement.cases.filter(item => item.kind !== 'not-matched-insert')
  if (matched.length === 0) return []
  const conditions = matched.map(item =>
    item.condition ? analyzeCondition(item.condition, context, 'WHEN clause') : 'true',
  )
  const rows = `SELECT ${alias}.place AS place FROM (SELECT *, row_number() OVER () AS place FROM ${target.target}) AS ${alias} JOIN ${source} ON ${on} WHERE ${conditions.join(' OR ')}`
  return [
    `SELECT t_fail('MERGE_TARGET_ROW_MULTIPLE_MATCHES', 'One MERGE target table row matched more than one source row') FROM (SELECT place FROM (${rows}) GROUP BY place HAVING count(*) > 1 LIMIT 1)`,
  ]
}
