import { printJson } from '../metadata/json.js'
import { defaultSpec, type PartitionField, type PartitionSpec, type TableMetadata } from '../metadata/model.js'

const targetSize = 'write.target-file-size-bytes'

/** `write` where all files are of the current partition spec, `append` where some are not: rows can then only be added. */
export type EngineUse = 'read' | 'write' | 'append'

/**
 * A table's metadata for our own engine, without what DuckDB 1.5.5 trips over:
 * - a sort order, and a target file size in a partitioned table: it refuses to write under such wishes;
 * - partitions by truncated decimals, where it only reads: it prunes by them from memory that nobody has set;
 * - specs that no live file has, where it writes: it puts the fields of all specs into its delete manifests.
 */
export function engineView({ metadata, text }: { metadata: TableMetadata; text: string }, use: EngineUse): string {
  const order = metadata['sort-orders'].find(({ 'order-id': id }) => id === metadata['default-sort-order-id'])
  const isSorted = (order?.fields.length ?? 0) > 0
  const isSized = metadata.properties[targetSize] !== undefined && defaultSpec(metadata).fields.length > 0
  const specs = specsFor(metadata, use)
  if (!isSorted && !isSized && !specs) return text
  const { [targetSize]: _size, ...properties } = metadata.properties
  return printJson({
    ...metadata,
    ...(specs && { 'partition-specs': specs }),
    ...(isSorted && { 'sort-orders': [{ 'order-id': 0, fields: [] }], 'default-sort-order-id': 0 }),
    properties: isSized ? properties : metadata.properties,
  })
}

/** Undefined where they may stay as they are. */
function specsFor(metadata: TableMetadata, use: EngineUse): PartitionSpec[] | undefined {
  if (use === 'read') return readableSpecs(metadata)
  return use === 'write' && metadata['partition-specs'].length > 1 ? [defaultSpec(metadata)] : undefined
}

/** The specs without the transforms that mislead DuckDB; undefined where there are none. */
function readableSpecs(metadata: TableMetadata): PartitionSpec[] | undefined {
  const decimals = new Set(
    metadata.schemas.flatMap(schema =>
      schema.fields.filter(({ type }) => typeof type === 'string' && type.startsWith('decimal')).map(({ id }) => id),
    ),
  )
  const misleads = (field: PartitionField) => field.transform.startsWith('truncate') && decimals.has(field['source-id'])
  const specs = metadata['partition-specs']
  if (!specs.some(spec => spec.fields.some(misleads))) return undefined
  return specs.map(spec => ({
    ...spec,
    fields: spec.fields.map(field => (misleads(field) ? { ...field, transform: 'void' } : field)),
  }))
}
