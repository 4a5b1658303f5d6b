import type { TrinoType } from '../../sql/types/type.js'
import type { DataFile } from '../avro/manifest.js'
import { currentSchema, type IcebergType, type TableMetadata } from '../metadata/model.js'
import { fieldById } from '../metadata/schema.js'
import { resultType } from '../partition/transform.js'
import { trinoType } from '../types/trino.js'
import { partitionValue } from './single-value.js'
import { row, type SystemValue } from './system-table.js'

export interface PartitionColumn {
  fieldId: number
  name: string
  transform: string
  source: IcebergType
  /** The type of the transform's values. */
  type: IcebergType
}

/** The fields of the `partition` column: those of all specs, the current one's first, each id once. */
export function partitionColumns(metadata: TableMetadata): PartitionColumn[] {
  const found = new Map<number, PartitionColumn>()
  const specs = [...metadata['partition-specs']].sort(
    (a, b) => rank(b['spec-id'], metadata) - rank(a['spec-id'], metadata),
  )
  for (const spec of specs)
    for (const field of spec.fields) {
      const source = sourceType(metadata, field['source-id'])
      if (!source || field.transform === 'void' || found.has(field['field-id'])) continue
      found.set(field['field-id'], {
        fieldId: field['field-id'],
        name: field.name,
        transform: field.transform,
        source,
        type: resultType(field.transform, source),
      })
    }
  return [...found.values()]
}

function rank(specId: number, metadata: TableMetadata): number {
  return specId === metadata['default-spec-id'] ? Number.MAX_SAFE_INTEGER : specId
}

/** The source column's type, also of a column that was dropped since. */
export function sourceType(metadata: TableMetadata, id: number): IcebergType | undefined {
  const schemas = [currentSchema(metadata), ...metadata.schemas.toReversed()]
  for (const schema of schemas) {
    const found = fieldById(schema, id)
    if (found) return found.field.type
  }
  return undefined
}

export function partitionRowType(columns: PartitionColumn[]): TrinoType {
  return row(columns.map(column => [column.name, trinoType(column.type)]))
}

export function partitionRow(columns: PartitionColumn[], file: DataFile): SystemValue[] {
  return columns.map(column => partitionValue(file.partition[column.fieldId], column.type))
}
