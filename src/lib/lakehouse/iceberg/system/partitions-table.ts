import type { RelationColumn } from '../../sql/resolver.js'
import { type DataFile, fileContent, partitionKey } from '../avro/manifest.js'
import type { Manifests } from '../avro/manifests.js'
import { liveEntries } from '../maintenance/live-files.js'
import { currentSchema, currentSnapshot, defaultSpec, type NestedField, type TableMetadata } from '../metadata/model.js'
import { trinoType } from '../types/trino.js'
import { FileMetrics } from './file-metrics.js'
import { partitionColumns, partitionRow, partitionRowType } from './partition-row.js'
import { decodeBound } from './single-value.js'
import { bigint, columns, row, type SystemTable, type SystemValue } from './system-table.js'

/** `$partitions`: the data files of the current snapshot by partition, with bounds of the columns. */
export function partitionsTable(manifests: Manifests, metadata: TableMetadata): SystemTable {
  const partition = partitionColumns(metadata)
  const data = dataColumns(metadata)
  const groups = new Map<string, DataFile[]>()
  for (const { file } of liveEntries(manifests, currentSnapshot(metadata))) {
    if (file.content !== fileContent.data) continue
    const key = partitionKey(file)
    const group = groups.get(key)
    if (group) group.push(file)
    else groups.set(key, [file])
  }
  const dataType = row(
    data.map(field => {
      const type = trinoType(field.type)
      return [
        field.name,
        row([
          ['min', type],
          ['max', type],
          ['null_count', bigint],
          ['nan_count', bigint],
        ]),
      ]
    }),
  )
  const shape: RelationColumn[] = columns(['record_count', bigint], ['file_count', bigint], ['total_size', bigint])
  if (partition.length > 0) shape.unshift({ name: 'partition', type: partitionRowType(partition) })
  if (data.length > 0) shape.push({ name: 'data', type: dataType })
  const rows = [...groups.values()].map(files => {
    const metrics = files.map(file => ({ ...new FileMetrics(file.record), recordCount: BigInt(file.recordCount) }))
    return [
      ...(partition.length > 0 ? [partitionRow(partition, files[0]!)] : []),
      sum(files.map(file => file.recordCount)),
      files.length,
      sum(files.map(file => file.size)),
      ...(data.length > 0 ? [data.map(field => columnSummary(field, metrics))] : []),
    ]
  })
  return { columns: shape, rows }
}

/** Top-level primitive columns that are not identity partition columns. */
function dataColumns(metadata: TableMetadata): NestedField[] {
  const identity = defaultSpec(metadata).fields.filter(field => field.transform === 'identity')
  const sources = new Set(identity.map(field => field['source-id']))
  return currentSchema(metadata).fields.filter(field => typeof field.type === 'string' && !sources.has(field.id))
}

/** A bound is known only if every file with a value has it. */
function columnSummary(field: NestedField, metrics: (FileMetrics & { recordCount: bigint })[]): SystemValue {
  let nulls: bigint | null = 0n
  let nans: bigint | null = 0n
  let min: SystemValue = null
  let max: SystemValue = null
  let bounded = true
  for (const file of metrics) {
    const nullCount: bigint | undefined = file.nullCounts?.get(field.id)
    nulls = nulls === null || nullCount === undefined ? null : nulls + nullCount
    const nanCount: bigint | undefined = file.nanCounts?.get(field.id)
    nans = nans === null || nanCount === undefined ? null : nans + nanCount
    const [lower, upper] = [file.lower?.get(field.id), file.upper?.get(field.id)]
    if (!lower || !upper) {
      if (nullCount !== file.recordCount) bounded = false
      continue
    }
    const [low, high] = [decodeBound(lower, field.type), decodeBound(upper, field.type)]
    if (min === null || isLess(low, min, field)) min = low
    if (max === null || isLess(max, high, field)) max = high
  }
  return [bounded ? min : null, bounded ? max : null, nulls, nans]
}

function isLess(a: SystemValue, b: SystemValue, field: NestedField): boolean {
  if (typeof field.type === 'string' && field.type.startsWith('decimal')) return Number(a) < Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) < 0
  return (a as string) < (b as string)
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
