import type { TableName } from '../iceberg/iceberg-catalog.js'
import {
  currentSchema,
  currentSnapshot,
  defaultSpec,
  type Schema,
  type Snapshot,
  schemaById,
  type TableMetadata,
} from '../iceberg/metadata/model.js'
import { timeTravel } from '../iceberg/metadata/time-travel.js'
import { trinoType } from '../iceberg/types/trino.js'
import type { AsOf, RelationColumn, RelationName, ResolvedRelation } from '../sql/resolver.js'
import { quoteIdentifier } from '../sql/types/duckdb-type.js'
import { LAKE } from './engine.js'
import type { RelationSource } from './resolver.js'

/** An Iceberg table, as of a snapshot with that snapshot's schema where the query asks for one. */
export function icebergRelation(source: RelationSource, name: RelationName, asOf?: AsOf): ResolvedRelation | undefined {
  const table: TableName = { database: name.schema, name: name.name }
  const metadata = source.icebergMetadata(table)
  if (!metadata) return undefined
  const plain = `${LAKE}.${quoteIdentifier(name.schema)}.${quoteIdentifier(name.name)}`
  const snapshot = asOf ? timeTravel(metadata, asOf, `"${name.schema}"."${name.name}"`) : currentSnapshot(metadata)
  const schema = asOf ? schemaOf(metadata, snapshot) : currentSchema(metadata)
  source.noteScan(`${name.schema}.${name.name}`, Number(snapshot?.summary['total-files-size'] ?? 0))
  const scan = asOf && snapshot ? `${plain} AT (VERSION => ${snapshot['snapshot-id']})` : plain
  return {
    kind: 'table',
    name,
    format: 'iceberg',
    columns: [...icebergColumns(metadata, schema), { name: '$path', type: { kind: 'varchar' }, hidden: true }],
    from: `(SELECT *, filename AS "$path" FROM ${scan})`,
    ...(!asOf && { target: source.writeTarget(name) ?? plain }),
  }
}

function schemaOf(metadata: TableMetadata, snapshot: Snapshot | undefined): Schema {
  const id = snapshot?.['schema-id']
  return id === undefined ? currentSchema(metadata) : schemaById(metadata, id)
}

function icebergColumns(metadata: TableMetadata, schema: Schema): RelationColumn[] {
  const partitioned = new Set(defaultSpec(metadata).fields.map(field => field['source-id']))
  return schema.fields.map(field => ({
    name: field.name.toLowerCase(),
    type: trinoType(field.type),
    ...(partitioned.has(field.id) && { partition: true }),
    ...(field.doc && { comment: field.doc }),
  }))
}
