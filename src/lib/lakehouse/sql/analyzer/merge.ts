import type { Identifier, Merge, MergeCase, Relation } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { quoteIdentifier, quoteString, storedDuckdbType } from '../types/duckdb-type.js'
import type { ExpressionContext, QueryContext } from './analysis.js'
import { storedValues, type Target, targetColumn, targetScope } from './changes.js'
import { analyzeCondition } from './expressions.js'
import { analyzeRelation } from './relations.js'
import type { Field, Scope } from './scope.js'

/**
 * MERGE in steps. DuckDB's own takes only one UPDATE or DELETE on an Iceberg table, so the join is made once into a
 * temporary table: which rows go (by file and position, as Iceberg's position deletes name them) and which come. Then they
 * are deleted and inserted. One transaction, and the catalog makes one snapshot of it.
 */
export function mergeStatements(statement: Merge, target: Target, context: QueryContext): string[] {
  const changes = quoteIdentifier(`merge_${context.analysis.nextAlias('m')}`)
  const alias = context.analysis.nextAlias('t')
  const name = statement.alias?.name.toLowerCase() ?? target.name.name
  const relation = statement.alias ? [name] : [target.name.catalog, target.name.schema, target.name.name]
  const source = materialized(statement.source, context)
  const targetFields = targetScope(target, alias, relation).fields
  const scope: Scope = { kind: 'query', fields: [...targetFields, ...source.fields] }
  const on = analyzeCondition(statement.on, { query: context, scope, clause: 'MERGE clause' }, 'ON clause')
  const cases = statement.cases.map((item, i) => mergeCase(item, i, target, { query: context, scope }, statement))
  const columns = target.columns.filter(column => !column.hidden)
  const chosen = cases.map((item, i) => `WHEN ${matched(alias, item.kind)}${item.and} THEN ${i}`).join(' ')
  const values = columns.map(({ name: column, type }) => {
    const branches = cases.flatMap((item, i) => {
      if (item.kind === 'matched-delete') return []
      const value = item.values.get(column)
      const kept = item.kind === 'matched-update' ? `${alias}.${quoteIdentifier(column)}` : 'NULL'
      return [`WHEN ${i} THEN ${value ?? kept}`]
    })
    const value = branches.length > 0 ? `CASE merge_case ${branches.join(' ')} END` : 'NULL'
    return `CAST(${value} AS ${storedDuckdbType(type)}) AS ${quoteIdentifier(column)}`
  })
  const numbers = (wanted: (kind: MergeCase['kind']) => boolean) =>
    cases.flatMap((item, i) => (wanted(item.kind) ? [i] : [])).join(', ')
  const going = numbers(kind => kind !== 'not-matched-insert')
  const coming = numbers(kind => kind !== 'matched-delete')
  const names = columns.map(column => quoteIdentifier(column.name)).join(', ')
  const rows = `(SELECT *, filename AS "$path", filename AS merge_file, file_row_number AS merge_row FROM ${target.target}) AS ${alias}`
  const statements = [
    `CREATE TEMP TABLE ${changes} AS SELECT ${[
      `CASE ${chosen} END AS merge_case`,
      `${alias}.merge_file AS merge_file`,
      `${alias}.merge_row AS merge_row`,
      ...values,
    ].join(', ')} FROM ${source.sql} LEFT JOIN ${rows} ON ${on} WHERE merge_case IS NOT NULL`,
  ]
  if (going) {
    statements.push(
      `SELECT t_fail('MERGE_TARGET_ROW_MULTIPLE_MATCHES', ${quoteString('One MERGE target table row matched more than one source row')}) FROM (SELECT 1 FROM ${changes} WHERE merge_row IS NOT NULL GROUP BY merge_file, merge_row HAVING count(*) > 1 LIMIT 1)`,
      `DELETE FROM ${target.target} AS ${alias} WHERE EXISTS (SELECT 1 FROM ${changes} AS c WHERE c.merge_case IN (${going}) AND c.merge_file = ${alias}.filename AND c.merge_row = ${alias}.file_row_number)`,
    )
  }
  if (coming) {
    statements.push(
      `INSERT INTO ${target.target} (${names}) SELECT ${names} FROM ${changes} WHERE merge_case IN (${coming})`,
    )
  }
  return [...statements, `DROP TABLE ${changes}`]
}

function matched(alias: string, kind: MergeCase['kind']): string {
  return `${alias}.merge_row IS ${kind === 'not-matched-insert' ? '' : 'NOT '}NULL`
}

/** The source as a subquery with columns `c0`, …. */
function materialized(relation: Relation, context: QueryContext): { sql: string; fields: Field[] } {
  const source = analyzeRelation(relation, context)
  const alias = context.analysis.nextAlias('s')
  return {
    sql: `(SELECT ${source.fields.map((field, i) => `${field.value.sql} AS c${i}`).join(', ')} FROM ${source.sql}) AS ${alias}`,
    fields: source.fields.map((field, i) => ({ ...field, value: { sql: `${alias}.c${i}`, type: field.type } })),
  }
}

interface AnalyzedCase {
  kind: MergeCase['kind']
  /** ` AND condition`, or nothing. */
  and: string
  /** Stored values by column. */
  values: Map<string, string>
}

function mergeCase(
  item: MergeCase,
  index: number,
  target: Target,
  context: ExpressionContext,
  statement: Merge,
): AnalyzedCase {
  const and = item.condition ? ` AND ${analyzeCondition(item.condition, context, 'WHERE clause predicate')}` : ''
  if (item.kind === 'matched-delete') return { kind: item.kind, and, values: new Map() }
  const column = (name: Identifier) => {
    const message = `Merge column name does not exist in target table: ${name.name}`
    return targetColumn(target, name, new TrinoError('COLUMN_NOT_FOUND', message, statement.loc))
  }
  const updates = item.kind === 'matched-update'
  const columns = updates
    ? item.set.map(each => column(each.column))
    : (item.columns?.map(column) ?? target.columns.filter(each => !each.hidden))
  const expressions = updates ? item.set.map(({ value }) => value) : item.values
  if (columns.length !== expressions.length)
    throw new TrinoError(
      'GENERIC_INTERNAL_ERROR',
      `Number of merge columns (${columns.length}) isn't equal to number of expressions (${expressions.length})`,
    )
  const what = `MERGE table column types don't match for MERGE case ${index}, SET expressions`
  const stored = storedValues(columns, expressions, context, what, item.loc)
  return { kind: item.kind, and, values: new Map(columns.map((each, i) => [each.name, stored[i]!])) }
}
