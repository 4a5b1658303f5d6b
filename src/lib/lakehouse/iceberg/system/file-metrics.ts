import type { AvroRecord } from '../avro/container.js'
import { currentSchema, type IcebergType, type TableMetadata } from '../metadata/model.js'
import { allFields } from '../metadata/schema.js'
import { decodeBound, humanText } from './single-value.js'
import type { SystemValue } from './system-table.js'

type Counts = Map<number, bigint> | undefined
type Bounds = Map<number, Buffer> | undefined

/** A data file's statistics by field id. DuckDB and Java both write Avro maps as arrays of key and value records. */
export class FileMetrics {
  readonly columnSizes: Counts
  readonly valueCounts: Counts
  readonly nullCounts: Counts
  readonly nanCounts: Counts
  readonly lower: Bounds
  readonly upper: Bounds

  constructor(record: AvroRecord) {
    this.columnSizes = numbers(record.f108, 117, 118)
    this.valueCounts = numbers(record.f109, 119, 120)
    this.nullCounts = numbers(record.f110, 121, 122)
    this.nanCounts = numbers(record.f137, 138, 139)
    this.lower = bytes(record.f125, 126, 127)
    this.upper = bytes(record.f128, 129, 130)
  }
}

/** Leaf columns by id, with their full names. */
export function leafColumns(metadata: TableMetadata): Map<number, { path: string; type: IcebergType }> {
  const leaves = new Map<number, { path: string; type: IcebergType }>()
  for (const { field, path } of allFields(currentSchema(metadata).fields))
    if (typeof field.type === 'string') leaves.set(field.id, { path, type: field.type })
  return leaves
}

export function boundTexts(bounds: Bounds, leaves: Map<number, { type: IcebergType }>): SystemValue {
  if (!bounds) return null
  const texts = new Map<SystemValue, SystemValue>()
  for (const [id, value] of bounds) {
    const leaf = leaves.get(id)
    if (leaf) texts.set(id, humanText(value, leaf.type))
  }
  return texts
}

/** `readable_metrics`: the statistics by column name, as JSON text, names in order. */
export function readableMetrics(
  metrics: FileMetrics,
  leaves: Map<number, { path: string; type: IcebergType }>,
): string {
  const entries = [...leaves].sort(([, a], [, b]) => (a.path < b.path ? -1 : 1))
  const columns = entries.map(([id, { path, type }]) => {
    const bound = (value: Buffer | undefined) => (value ? jsonBound(value, type) : 'null')
    const count = (counts: Counts) => String(counts?.get(id) ?? 'null')
    return `${JSON.stringify(path)}:{"column_size":${count(metrics.columnSizes)},"value_count":${count(metrics.valueCounts)},"null_value_count":${count(metrics.nullCounts)},"nan_value_count":${count(metrics.nanCounts)},"lower_bound":${bound(metrics.lower?.get(id))},"upper_bound":${bound(metrics.upper?.get(id))}}`
  })
  return `{${columns.join(',')}}`
}

function jsonBound(value: Buffer, type: IcebergType): string {
  const decoded = decodeBound(value, type)
  if (typeof decoded === 'number' && Number.isFinite(decoded)) return String(decoded)
  if (typeof decoded === 'bigint' || typeof decoded === 'boolean') return String(decoded)
  return JSON.stringify(humanText(value, type))
}

function numbers(list: AvroRecord[] | null | undefined, key: number, value: number): Counts {
  return list ? new Map(list.map(entry => [entry[`f${key}`], BigInt(entry[`f${value}`])])) : undefined
}

function bytes(list: AvroRecord[] | null | undefined, key: number, value: number): Bounds {
  return list ? new Map(list.map(entry => [entry[`f${key}`], Buffer.from(entry[`f${value}`])])) : undefined
}
