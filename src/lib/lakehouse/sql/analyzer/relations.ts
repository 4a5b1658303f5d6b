import type { AliasedRelation, Join, Relation, Sampled, Table } from '../ast.js'
import type { RelationName, ResolvedRelation } from '../resolver.js'
import { TrinoError } from '../trino-error.js'
import { holdsZone, quoteIdentifier } from '../types/duckdb-type.js'
import { noCorrelation, type QueryContext } from './analysis.js'
import { asOfValue } from './as-of.js'
import { analyzeExpression } from './expressions.js'
import { joinRelations } from './joins.js'
import { analyzeQuery, columnFields } from './queries.js'
import type { Field } from './scope.js'
import { fromStored } from './stored-form.js'
import { refuseCorrelation } from './subqueries.js'
import { tableFunction } from './table-functions.js'
import { type Typed, zonedColumn } from './typed.js'
import { unnestRelation } from './unnest.js'
import { viewRelation } from './views.js'

/** A relation in FROM: a DuckDB FROM item and the fields that it offers. */
export interface AnalyzedRelation {
  sql: string
  fields: Field[]
  /** Reads columns of the relations to its left. */
  lateral?: boolean
}

/** `left` are the fields of the relations before it, which UNNEST and LATERAL see. */
export function analyzeRelation(relation: Relation, context: QueryContext, left: Field[] = []): AnalyzedRelation {
  switch (relation.kind) {
    case 'table':
      return tableRelation(relation, context)
    case 'aliased':
      return aliasedRelation(relation, context, left)
    case 'join':
      return joinRelations(relation as Join, context, left)
    case 'subquery-relation': {
      const { sql, columns } = analyzeQuery(relation.query, context)
      const alias = context.analysis.nextAlias('r')
      return { sql: `(${sql}) AS ${alias}`, fields: columnFields(columns, alias) }
    }
    case 'lateral': {
      const outer = { kind: 'query' as const, fields: left, parent: context.outer }
      const correlation = noCorrelation()
      const { sql, columns } = analyzeQuery(relation.query, { ...context, outer, correlation })
      if (correlation.found && context.correlation) context.correlation.found = true
      refuseCorrelation(relation.query, correlation)
      const alias = context.analysis.nextAlias('r')
      return { sql: `LATERAL (${sql}) AS ${alias}`, fields: columnFields(columns, alias), lateral: true }
    }
    case 'unnest':
      return unnestRelation(relation, context, left)
    case 'sampled':
      return sampledRelation(relation, context, left)
    case 'table-function':
      return tableFunction(relation, context)
  }
}

export function tableRelation(table: Table, context: QueryContext): AnalyzedRelation {
  const { parts } = table.name
  const alias = context.analysis.nextAlias('r')
  if (parts.length === 1) {
    const cte = context.ctes.get(parts[0]!.name.toLowerCase())
    if (cte) {
      if (table.asOf) throw new TrinoError('NOT_SUPPORTED', 'Time travel is not supported for WITH queries', table.loc)
      return { sql: `${cte.alias} AS ${alias}`, fields: columnFields(cte.columns, alias, [cte.name]) }
    }
  }
  const name = relationName(table, context)
  const asOf = table.asOf && asOfValue(table.asOf.kind, table.asOf.value, context)
  const resolved = context.analysis.resolver.relation(name, asOf)
  if (!resolved) throw missingRelation(table, name, context)
  context.analysis.relations.push(resolved)
  if (resolved.kind === 'view') return viewRelation(resolved, table, context)
  return { sql: `${resolved.from} AS ${alias}`, fields: tableFields(resolved, alias) }
}

/** A table's columns under a DuckDB alias, stored values turned into working ones. */
export function tableFields(table: Extract<ResolvedRelation, { kind: 'table' }>, alias: string): Field[] {
  const { catalog, schema, name } = table.name
  return table.columns.map(column => ({
    name: column.name,
    label: column.name,
    relation: [catalog, schema, name],
    type: column.type,
    value: storedColumn(`${alias}.${quoteIdentifier(column.name)}`, column.type),
    hidden: column.hidden ?? false,
  }))
}

function storedColumn(reference: string, type: Field['type']): Typed {
  if (type.kind === 'timestamp' && type.withTimeZone) return { sql: zonedColumn(reference), type, instant: reference }
  return { sql: holdsZone(type) ? fromStored(reference, type) : reference, type }
}

/** The full name of a table as written, with the context's catalog and schema. */
export function relationName(
  table: Pick<Table, 'name' | 'loc'>,
  context: Pick<QueryContext, 'catalog' | 'schema'>,
): RelationName {
  const parts = table.name.parts.map(part => part.name.toLowerCase())
  if (parts.length > 3) throw new TrinoError('SYNTAX_ERROR', `Too many dots in table name: ${parts.join('.')}`)
  const name = parts.at(-1)!
  const schema = parts.length > 1 ? parts.at(-2)! : context.schema
  if (schema === undefined)
    throw new TrinoError('MISSING_SCHEMA_NAME', 'Schema must be specified when session schema is not set', table.loc)
  return { catalog: parts.length > 2 ? parts[0]! : context.catalog, schema, name }
}

export function missingRelation(table: Pick<Table, 'loc'>, name: RelationName, context: QueryContext): TrinoError {
  const { resolver } = context.analysis
  if (!resolver.hasCatalog(name.catalog))
    return new TrinoError('CATALOG_NOT_FOUND', `Catalog '${name.catalog}' not found`, table.loc)
  if (!resolver.hasSchema(name.catalog, name.schema))
    return new TrinoError('SCHEMA_NOT_FOUND', `Schema '${name.schema}' does not exist`, table.loc)
  return new TrinoError(
    'TABLE_NOT_FOUND',
    `Table '${[name.catalog, name.schema, name.name].map(shownName).join('.')}' does not exist`,
    table.loc,
  )
}

/** A part of a name as messages print it: quoted where it has to be. */
function shownName(part: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(part) ? part : quoteIdentifier(part)
}

function aliasedRelation(aliased: AliasedRelation, context: QueryContext, left: Field[]): AnalyzedRelation {
  const relation = analyzeRelation(aliased.relation, context, left)
  const alias = aliased.alias.name.toLowerCase()
  const { columns } = aliased
  const visible = relation.fields.filter(field => !field.hidden)
  if (columns && columns.length !== visible.length)
    throw new TrinoError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but '${alias}' has ${visible.length} columns available`,
      aliased.loc,
    )
  const fields = (columns ? visible : relation.fields).map((field, i) => ({
    ...field,
    relation: [alias],
    ...(columns ? { name: columns[i]!.name.toLowerCase(), label: columns[i]!.name } : {}),
  }))
  return { ...relation, fields }
}

/** TABLESAMPLE of a relation: DuckDB samples the rows of a subquery. */
function sampledRelation(sampled: Sampled, context: QueryContext, left: Field[]): AnalyzedRelation {
  const relation = analyzeRelation(sampled.relation, context, left)
  const percentage = analyzeExpression(sampled.percentage, { query: context, scope: { kind: 'query', fields: [] } })
  const value = Number(percentage.literal)
  if (Number.isNaN(value))
    throw new TrinoError('TYPE_MISMATCH', 'Sample percentage should be a numeric expression', sampled.loc)
  if (value < 0)
    throw new TrinoError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'Sample percentage must be greater than or equal to 0',
      sampled.percentage.loc,
    )
  if (value > 100)
    throw new TrinoError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'Sample percentage must be less than or equal to 100',
      sampled.percentage.loc,
    )
  const alias = context.analysis.nextAlias('r')
  const items = relation.fields.map((field, i) => `${field.value.sql} AS c${i}`)
  return {
    sql: `(SELECT ${items.join(', ')} FROM ${relation.sql} WHERE random() < ${value / 100}) AS ${alias}`,
    fields: relation.fields.map((field, i) => ({ ...field, value: { sql: `${alias}.c${i}`, type: field.type } })),
  }
}
