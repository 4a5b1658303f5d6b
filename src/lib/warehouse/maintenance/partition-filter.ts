import { quoted, textLiteral } from '../iceberg/sql-names.js'
import { currentSchema, type TableMetadata } from '../iceberg/table-metadata.js'
import { maintenanceSettings } from './settings.js'
import { type PartitionFiles, rewriteOf } from './table-health.js'

/**
 * A condition for every partition that has something to rewrite, or undefined where the table's partitions can't be named
 * by conditions on columns: OPTIMIZE takes whole partitions only, so each field must be a column as it is.
 */
export function partitionFilters(metadata: TableMetadata, partitions: PartitionFiles[]): string[] | undefined {
  const settings = maintenanceSettings(metadata)
  const worth = partitions.filter(partition => rewriteOf(partition, settings).files > 0)
  const filters = worth.map(partition => filterOf(metadata, partition))
  return filters.length > 0 && filters.every(filter => filter !== undefined) ? filters : undefined
}

function filterOf(metadata: TableMetadata, { specId, values }: PartitionFiles): string | undefined {
  const spec = metadata.specs.find(({ id }) => id === specId)
  if (spec === undefined || spec.fields.length === 0 || specId !== metadata.defaultSpecId) return undefined
  const columns = currentSchema(metadata).columns
  const conditions = spec.fields.map(field => {
    const column = columns.find(({ id }) => id === field.sourceId)
    if (column === undefined || field.transform !== 'identity') return undefined
    const value = values[`f${field.id}`]
    if (value === null || value === undefined) return `${quoted(column.name)} IS NULL`
    const text = literal(column.type, value)
    return text && `${quoted(column.name)} = ${text}`
  })
  return conditions.every(condition => condition !== undefined) ? conditions.join(' AND ') : undefined
}

/** Dates are stored as days since 1970. */
function literal(type: string, value: unknown): string | undefined {
  if (type === 'string') return textLiteral(String(value))
  if (type === 'int' || type === 'long') return String(value)
  if (type === 'boolean') return String(value)
  if (type === 'date') return `DATE '${new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)}'`
  return undefined
}
