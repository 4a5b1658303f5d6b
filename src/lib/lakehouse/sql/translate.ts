import type { CreateTableAs, CreateView, Delete, Expression, Insert, Merge, Property, Query, Update } from './ast.js'
import type { AsOf, RelationResolver, ResolvedRelation, SqlSession } from './resolver.js'
import { TrinoError } from './trino-error.js'
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
  /** DuckDB SELECTs to run before `sql` in its transaction; they fail with a TRINO[…] error where the statement must. */
  checks: string[]
  /** The DuckDB DELETE, UPDATE or MERGE on `target.target`. */
  sql: string
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

export function translateQuery(_query: Query, _context: TranslationContext): TranslatedQuery {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

export function translateInsert(_statement: Insert, _context: TranslationContext): TranslatedInsert {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

export function translateDelete(_statement: Delete, _context: TranslationContext): TranslatedChange {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

export function translateUpdate(_statement: Update, _context: TranslationContext): TranslatedChange {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

export function translateMerge(_statement: Merge, _context: TranslationContext): TranslatedChange {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

export function translateCreateTableAs(
  _statement: CreateTableAs,
  _context: TranslationContext,
): TranslatedCreateTableAs {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

/** `text` is the whole statement's text, which the query's location points into. */
export function translateView(_statement: CreateView, _text: string, _context: TranslationContext): TranslatedView {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

/** A DuckDB boolean over a table's columns by their own names, for OPTIMIZE … WHERE and partition filters. */
export function translatePredicate(_where: Expression, _table: TableRelation, _context: TranslationContext): string {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

/** `WITH (key = value, …)`: names in lower case, constant values. */
export function propertyValues(
  _properties: Property[],
  _context: TranslationContext,
): Record<string, PropertyValue> {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

/** The value of `FOR TIMESTAMP|VERSION AS OF expression`. */
export function asOfValue(_kind: 'timestamp' | 'version', _value: Expression, _context: TranslationContext): AsOf {
  throw new TrinoError('NOT_SUPPORTED', 'The analyzer is being written')
}

/** All `CREATE MACRO` statements that emitted SQL relies on; run once a DuckDB instance, in this order. */
export function preludeMacros(): string[] {
  return []
}
