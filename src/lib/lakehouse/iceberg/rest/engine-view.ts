import { printJson } from '../metadata/json.js'
import { defaultSpec, type TableMetadata } from '../metadata/model.js'

const targetSize = 'write.target-file-size-bytes'

/**
 * A table's metadata for our own engine, without two wishes that DuckDB 1.5.5 refuses to write under, and that no reader
 * depends on: a sort order, and a target file size in a partitioned table.
 */
export function engineView(metadata: TableMetadata, text: string): string {
  const order = metadata['sort-orders'].find(({ 'order-id': id }) => id === metadata['default-sort-order-id'])
  const isSorted = (order?.fields.length ?? 0) > 0
  const isSized = metadata.properties[targetSize] !== undefined && defaultSpec(metadata).fields.length > 0
  if (!isSorted && !isSized) return text
  const { [targetSize]: _size, ...properties } = metadata.properties
  return printJson({
    ...metadata,
    ...(isSorted && { 'sort-orders': [{ 'order-id': 0, fields: [] }], 'default-sort-order-id': 0 }),
    properties: isSized ? properties : metadata.properties,
  })
}
