import type { Column } from '../../catalog/model.js'
import { currentSchema, type NestedField, type TableMetadata } from '../metadata/model.js'
import { hiveType } from './hive.js'

/**
 * The columns Glue shows for an Iceberg table: those of the current schema, then columns that only older schemas have,
 * marked `iceberg.field.current=false`, as Iceberg's Glue catalog and Athena keep them.
 */
export function glueColumns(metadata: TableMetadata): Column[] {
  const columns = new Map<string, Column>()
  const current = currentSchema(metadata)
  for (const field of current.fields) columns.set(field.name.toLowerCase(), glueColumn(field, true))
  for (const schema of metadata.schemas)
    if (schema['schema-id'] !== current['schema-id'])
      for (const field of schema.fields)
        if (!columns.has(field.name.toLowerCase())) columns.set(field.name.toLowerCase(), glueColumn(field, false))
  return [...columns.values()]
}

function glueColumn(field: NestedField, current: boolean): Column {
  return {
    name: field.name.toLowerCase(),
    type: hiveType(field.type),
    ...(field.doc && { comment: field.doc }),
    parameters: {
      'iceberg.field.current': String(current),
      'iceberg.field.id': String(field.id),
      'iceberg.field.optional': String(!field.required),
    },
  }
}
