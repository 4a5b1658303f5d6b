import { icebergType, trinoType } from '../lakehouse/iceberg/types/trino.js'
import type { RelationColumn } from '../lakehouse/sql/resolver.js'
import { TrinoError } from '../lakehouse/sql/trino-error.js'
import type { TrinoType } from '../lakehouse/sql/types/type.js'
import { type LintModel, tableType } from './lint-model.js'

/** Types that a Hive table gives back as they were written. */
const SAME = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'decimal',
  'date',
  'varchar',
])

/**
 * The columns of the relation that a model's query becomes; undefined where they are not sure. `there` are those of its
 * table as it is, undefined where nobody looked: an incremental model's table may have columns that its query has no more.
 */
export function storedColumns(
  model: LintModel,
  columns: RelationColumn[],
  there: RelationColumn[] | undefined,
): RelationColumn[] | undefined {
  // dbt adds a snapshot's own columns, and it keeps old ones.
  if (model.kind === 'snapshot') return undefined
  if (model.materialized === 'view') return columns
  if (model.materialized !== 'table' && model.materialized !== 'incremental') return undefined
  const stored = columns.map(({ name, type }) => ({ name, type: storedType(type, tableType(model)) }))
  if (!stored.every((column): column is RelationColumn => column.type !== undefined)) return undefined
  if (model.materialized === 'table') return stored
  if (there === undefined) return undefined
  const others = there.filter(({ name }) => !stored.some(column => column.name === name))
  return [...stored, ...others.map(column => ({ ...column, hidden: true }))]
}

function storedType(type: TrinoType, table: string): TrinoType | undefined {
  if (table !== 'iceberg') return SAME.has(type.kind) ? type : undefined
  let id = 0
  try {
    return trinoType(icebergType(type, () => ++id))
  } catch (error) {
    // A precision that Iceberg does not store is another rule's.
    if (error instanceof TrinoError) return undefined
    throw error
  }
}
