import type { TableName } from '../iceberg/iceberg-catalog.js'
import { systemTableSql } from '../iceberg/system/relation-sql.js'
import type { RelationName, ResolvedRelation } from '../sql/resolver.js'
import type { RelationSource } from './resolver.js'

/** `"t$snapshots"` and the other metadata tables of an Iceberg table. */
export function systemRelation(
  source: RelationSource,
  name: RelationName,
  table: TableName,
  kind: string,
): ResolvedRelation | undefined {
  const found = source.icebergSystemTable(table, kind)
  return found && { kind: 'table', name, format: 'system', columns: found.columns, from: systemTableSql(found) }
}
