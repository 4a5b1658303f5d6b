import type { Column, Table } from '../../catalog/model.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { IcebergCatalog } from '../../iceberg/iceberg-catalog.js'
import { currentSchema, defaultSpec } from '../../iceberg/metadata/model.js'
import { hiveType } from '../../iceberg/types/hive.js'

/** The statement that makes a table like this one, one clause a line, as Athena prints it. */
export function showCreateTable(table: Table, iceberg: IcebergCatalog): string[] {
  return isIcebergTable(table) ? icebergStatement(table, iceberg) : hiveStatement(table)
}

function hiveStatement(table: Table): string[] {
  const storage = table.storageDescriptor
  const serde = storage?.serdeInfo
  const { EXTERNAL: _, ...properties } = table.parameters
  return [
    `CREATE EXTERNAL TABLE \`${table.databaseName}.${table.name}\`(`,
    ...columnLines(storage?.columns ?? []),
    ...(table.description ? [`COMMENT '${quoted(table.description)}'`] : []),
    ...(table.partitionKeys.length > 0 ? ['PARTITIONED BY ( ', ...columnLines(table.partitionKeys)] : []),
    'ROW FORMAT SERDE ',
    `  '${serde?.serializationLibrary ?? ''}' `,
    ...(serde?.parameters && Object.keys(serde.parameters).length > 0
      ? ['WITH SERDEPROPERTIES ( ', ...propertyLines(serde.parameters)]
      : []),
    'STORED AS INPUTFORMAT ',
    `  '${storage?.inputFormat ?? ''}' `,
    'OUTPUTFORMAT ',
    `  '${storage?.outputFormat ?? ''}'`,
    'LOCATION',
    `  '${storage?.location ?? ''}'`,
    ...(Object.keys(properties).length > 0 ? ['TBLPROPERTIES (', ...propertyLines(properties)] : []),
  ]
}

function icebergStatement(table: Table, iceberg: IcebergCatalog): string[] {
  const { metadata } = iceberg.load({ database: table.databaseName, name: table.name })
  const schema = currentSchema(metadata)
  const columns = schema.fields.map(field => ({
    name: field.name,
    type: hiveType(field.type),
    ...(field.doc && { comment: field.doc }),
  }))
  const partitions = defaultSpec(metadata).fields.map(field => {
    const source = schema.fields.find(candidate => candidate.id === field['source-id'])?.name ?? field.name
    if (field.transform === 'identity') return `\`${source}\``
    const sized = /^(\w+)\[(\d+)\]$/.exec(field.transform)
    return sized ? `${sized[1]}(${sized[2]}, \`${source}\`)` : `${field.transform}(\`${source}\`)`
  })
  const properties: Record<string, string> = {
    table_type: 'iceberg',
    write_compression: metadata.properties['write.parquet.compression-codec'] ?? 'zstd',
    format: (metadata.properties['write.format.default'] ?? 'parquet').toLowerCase(),
    ...Object.fromEntries(Object.entries(metadata.properties).filter(([name]) => /^(optimize|vacuum)_/.test(name))),
  }
  return [
    `CREATE TABLE ${table.databaseName}.${table.name} (`,
    ...columns.map(
      ({ name, type, comment }, i) =>
        `  ${name} ${type}${comment ? ` COMMENT '${quoted(comment)}'` : ''}${i < columns.length - 1 ? ',' : ')'}`,
    ),
    ...(partitions.length > 0 ? [`PARTITIONED BY (${partitions.join(', ')})`] : []),
    `LOCATION '${metadata.location}'`,
    'TBLPROPERTIES (',
    ...propertyLines(properties),
  ]
}

function columnLines(columns: Column[]): string[] {
  return columns.map(
    ({ name, type, comment }, i) =>
      `  \`${name}\` ${type}${comment ? ` COMMENT '${quoted(comment)}'` : ''}${i < columns.length - 1 ? ', ' : ')'}`,
  )
}

function propertyLines(properties: Record<string, string>): string[] {
  const entries = Object.entries(properties)
  return entries.map(
    ([name, value], i) => `  '${quoted(name)}'='${quoted(value)}'${i < entries.length - 1 ? ', ' : ')'}`,
  )
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}
