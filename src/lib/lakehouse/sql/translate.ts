import { type QueryContext, startAnalysis } from './analyzer/analysis.js'
import { asOfValue as evaluateAsOf } from './analyzer/as-of.js'
import { changeTarget, deleteSql, insertSource, updateSql } from './analyzer/changes.js'
import { createTableSource, namedColumns } from './analyzer/create-table.js'
import { analyzeCondition } from './analyzer/expressions.js'
import { mergeStatements } from './analyzer/merge.js'
import { evaluateProperties } from './analyzer/properties.js'
import { analyzeQuery, type QueryColumn } from './analyzer/queries.js'
import { tableFields } from './analyzer/relations.js'
import type { CreateTableAs, CreateView, Delete, Expression, Insert, Merge, Property, Query, Update } from './ast.js'
import { allMacros, functionRegistry } from './functions/groups.js'
import type { AsOf, RelationResolver, ResolvedRelation, SqlSession } from './resolver.js'
import { quoteIdentifier } from './types/duckdb-type.js'
import type { TrinoType } from './types/type.js'

/** The analyzer's door: Athena statements in, typed DuckDB SQL out. Every function throws a TrinoError for what Trino refuses. */

/** A column of a result, as Athena's ColumnInfo needs it. */
export interface OutputColumn {
  name: string
  type: TrinoType
  nullable: boolean
}

export type TableRelation = Extract<ResolvedRelation, { kind: 'table' }>

/** What a statement runs with. */
export interface TranslationContext {
  session: SqlSession
  resolver: RelationResolver
  /** The expressions given for `?`, in order: EXECUTE … USING or StartQueryExecution's ExecutionParameters, parsed. */
  parameters?: Expression[]
}

export interface TranslatedQuery {
  /** A DuckDB SELECT. Its columns are in order and in the working form of types/type.ts; their DuckDB names are not the output names. */
  sql: string
  columns: OutputColumn[]
  /** Tables and views read, views' own tables included. */
  relations: ResolvedRelation[]
}

export interface TranslatedInsert {
  target: TableRelation
  /** All columns of the target (hidden ones left out), in table order. */
  columns: OutputColumn[]
  /** A DuckDB SELECT that yields `columns` by name and order in stored form, NULL for columns that the statement does not name. */
  sql: string
  relations: ResolvedRelation[]
}

export interface TranslatedChange {
  target: TableRelation
  /** DuckDB statements on `target.target`, to run in order in one transaction; the first one tells how many rows change. */
  statements: string[]
  relations: ResolvedRelation[]
}

export interface TranslatedCreateTableAs {
  columns: OutputColumn[]
  /** A DuckDB SELECT that yields `columns` by name and order in stored form (no rows for WITH NO DATA). */
  sql: string
  properties: Record<string, PropertyValue>
  relations: ResolvedRelation[]
}

export interface TranslatedView {
  columns: OutputColumn[]
  /** The query's text to store: as Trino keeps it, from the statement's text. */
  sql: string
  relations: ResolvedRelation[]
}

export type PropertyValue = string | number | bigint | boolean | PropertyValue[] | null

function start({ session, resolver, parameters }: TranslationContext): QueryContext {
  const analysis = startAnalysis(session, resolver, functionRegistry, parameters)
  return { analysis, ctes: new Map(), catalog: session.catalog, schema: session.schema }
}

/** Unnamed columns are `_col0`, `_col1`, … by position. */
function outputColumns(columns: QueryColumn[]): OutputColumn[] {
  return columns.map((column, i) => ({ name: column.label ?? `_col${i}`, type: column.type, nullable: true }))
}

export function translateQuery(query: Query, context: TranslationContext): TranslatedQuery {
  const started = start(context)
  const { sql, columns } = analyzeQuery(query, started)
  return { sql, columns: outputColumns(columns), relations: started.analysis.relations }
}

export function translateInsert(statement: Insert, context: TranslationContext): TranslatedInsert {
  const started = start(context)
  const target = changeTarget(statement, started, 'Inserting into')
  const sql = insertSource(statement, target, started)
  return { target, columns: tableColumns(target), sql, relations: started.analysis.relations }
}

function tableColumns(target: TableRelation): OutputColumn[] {
  return target.columns.filter(column => !column.hidden).map(({ name, type }) => ({ name, type, nullable: true }))
}

export function translateDelete(statement: Delete, context: TranslationContext): TranslatedChange {
  const started = start(context)
  const target = changeTarget(statement, started, 'Deleting from')
  return { target, statements: [deleteSql(statement, target, started)], relations: started.analysis.relations }
}

export function translateUpdate(statement: Update, context: TranslationContext): TranslatedChange {
  const started = start(context)
  const target = changeTarget(statement, started, 'Updating')
  return { target, statements: [updateSql(statement, target, started)], relations: started.analysis.relations }
}

export function translateMerge(statement: Merge, context: TranslationContext): TranslatedChange {
  const started = start(context)
  const target = changeTarget(statement, started, 'Merging into')
  return { target, statements: mergeStatements(statement, target, started), relations: started.analysis.relations }
}

export function translateCreateTableAs(statement: CreateTableAs, context: TranslationContext): TranslatedCreateTableAs {
  const started = start(context)
  const properties = evaluateProperties(statement.properties, started)
  const { sql, columns } = createTableSource(statement, started)
  return { columns: outputColumns(columns), sql, properties, relations: started.analysis.relations }
}

/** `text` is the whole statement's text, which the query's location points into. */
export function translateView(statement: CreateView, text: string, context: TranslationContext): TranslatedView {
  const started = start(context)
  const { columns } = analyzeQuery(statement.query, started)
  const names = statement.columns
  const named = outputColumns(namedColumns(columns, statement))
  const sql = text.slice(statement.query.loc.start, statement.query.loc.end)
  return { columns: named, sql: names ? renamed(sql, named) : sql, relations: started.analysis.relations }
}

/** A view with a column list keeps the names in its query. */
function renamed(sql: string, columns: OutputColumn[]): string {
  return `SELECT * FROM (\n${sql}\n) AS v (${columns.map(column => quoteIdentifier(column.name)).join(', ')})`
}

/** A DuckDB boolean over a table's columns by their own names, for OPTIMIZE … WHERE and partition filters. */
export function translatePredicate(where: Expression, table: TableRelation, context: TranslationContext): string {
  const query = start(context)
  const alias = quoteIdentifier(table.name.name)
  const fields = tableFields(table, alias).map((field, i) => {
    const bare = quoteIdentifier(table.columns[i]!.name)
    const sql = field.value.sql.replaceAll(`${alias}.${bare}`, bare)
    return { ...field, value: { ...field.value, sql, instant: field.value.instant && bare } }
  })
  return analyzeCondition(where, { query, scope: { kind: 'query', fields }, clause: 'WHERE clause' }, 'WHERE clause')
}

/** `WITH (key = value, …)`: names in lower case, constant values. */
export function propertyValues(properties: Property[], context: TranslationContext): Record<string, PropertyValue> {
  return evaluateProperties(properties, start(context))
}

/** The value of `FOR TIMESTAMP|VERSION AS OF expression`. */
export function asOfValue(kind: 'timestamp' | 'version', value: Expression, context: TranslationContext): AsOf {
  return evaluateAsOf(kind, value, start(context))
}

/**
 * The statements that emitted SQL relies on: settings, then every macro. Run once a DuckDB instance, in this order.
 * `integer_division` stays off: with it, dividing a double by zero gives NULL.
 */
export function preludeMacros(): string[] {
  const settings = ["TimeZone = 'UTC'", "default_null_order = 'nulls_last'", 'integer_division = false']
  return [...settings.map(setting => `SET GLOBAL ${setting}`), ...allMacros()]
}
