import type { TableName } from '../iceberg/iceberg-catalog.js'
import type { RelationName, ResolvedRelation } from '../sql/resolver.js'
import type { RelationSource } from './resolver.js'

export function systemRelation(
  _source: RelationSource,
  _name: RelationName,
  _table: TableName,
  _kind: string,
): ResolvedRelation | undefined {
  return undefined
}
