import type { Table, TableInput } from '../catalog/model.js'
import type { TableMetadata } from './metadata/model.js'
import { glueColumns } from './types/glue-columns.js'

export function isIcebergTable(table: Table): boolean {
  return table.parameters.table_type?.toUpperCase() === 'ICEBERG' && table.parameters.metadata_location !== undefined
}

/** A new Glue table for an Iceberg table, with the parameters that Athena and Iceberg's Glue catalog give it. */
export function glueTable(
  name: { database: string; name: string },
  metadata: TableMetadata,
  metadataLocation: string,
  description?: string,
): TableInput {
  return {
    databaseName: name.database,
    name: name.name,
    ...(description !== undefined && { description }),
    tableType: 'EXTERNAL_TABLE',
    parameters: { table_type: 'ICEBERG', metadata_location: metadataLocation },
    storageDescriptor: { columns: glueColumns(metadata), location: metadata.location },
    partitionKeys: [],
  }
}

/** The Glue table after a commit: pointer moved, columns and location derived from the metadata anew. */
export function movedGlueTable(table: Table, metadata: TableMetadata, metadataLocation: string): TableInput {
  const { createTime: _created, updateTime: _updated, versionId: _version, ...input } = table
  return {
    ...input,
    parameters: {
      ...table.parameters,
      metadata_location: metadataLocation,
      ...(table.parameters.metadata_location && { previous_metadata_location: table.parameters.metadata_location }),
    },
    storageDescriptor: {
      ...table.storageDescriptor,
      columns: glueColumns(metadata),
      location: metadata.location,
    },
  }
}
