/**
 * Iceberg table metadata, format version 2 (spec, "Table Metadata"), under the spec's own field names, so that what is
 * not known here is carried through unchanged. Snapshot ids are 64-bit and therefore `bigint`; sequence numbers, sizes
 * and times fit a `number`.
 */
export type IcebergType = string | StructType | ListType | MapType

export interface NestedField {
  id: number
  name: string
  required: boolean
  type: IcebergType
  doc?: string
  'initial-default'?: unknown
  'write-default'?: unknown
}

export interface StructType {
  type: 'struct'
  fields: NestedField[]
}

export interface ListType {
  type: 'list'
  'element-id': number
  element: IcebergType
  'element-required': boolean
}

export interface MapType {
  type: 'map'
  'key-id': number
  key: IcebergType
  'value-id': number
  value: IcebergType
  'value-required': boolean
}

export interface Schema extends StructType {
  'schema-id': number
  'identifier-field-ids'?: number[]
}

export interface PartitionField {
  'source-id': number
  'field-id': number
  name: string
  transform: string
}

export interface PartitionSpec {
  'spec-id': number
  fields: PartitionField[]
}

export interface SortField {
  transform: string
  'source-id': number
  direction: 'asc' | 'desc'
  'null-order': 'nulls-first' | 'nulls-last'
}

export interface SortOrder {
  'order-id': number
  fields: SortField[]
}

export type SnapshotOperation = 'append' | 'replace' | 'overwrite' | 'delete'

export type SnapshotSummary = { operation: SnapshotOperation } & Record<string, string>

export interface Snapshot {
  'snapshot-id': bigint
  'parent-snapshot-id'?: bigint
  'sequence-number': number
  'timestamp-ms': number
  'manifest-list': string
  summary: SnapshotSummary
  'schema-id'?: number
}

export interface SnapshotRef {
  'snapshot-id': bigint
  type: 'branch' | 'tag'
  'min-snapshots-to-keep'?: number
  'max-snapshot-age-ms'?: number
  'max-ref-age-ms'?: number
}

export interface SnapshotLogEntry {
  'snapshot-id': bigint
  'timestamp-ms': number
}

export interface MetadataLogEntry {
  'metadata-file': string
  'timestamp-ms': number
}

export interface StatisticsFile {
  'snapshot-id': bigint
  'statistics-path': string
  [other: string]: unknown
}

export interface TableMetadata {
  'format-version': number
  'table-uuid': string
  location: string
  'last-sequence-number': number
  'last-updated-ms': number
  'last-column-id': number
  'current-schema-id': number
  schemas: Schema[]
  'default-spec-id': number
  'partition-specs': PartitionSpec[]
  'last-partition-id': number
  'default-sort-order-id': number
  'sort-orders': SortOrder[]
  properties: Record<string, string>
  'current-snapshot-id'?: bigint | null
  refs: Record<string, SnapshotRef>
  snapshots: Snapshot[]
  statistics?: StatisticsFile[]
  'partition-statistics'?: StatisticsFile[]
  'snapshot-log': SnapshotLogEntry[]
  'metadata-log': MetadataLogEntry[]
}

/** Requirements and updates as the REST specification spells them. */
export interface TableRequirement {
  type: string
  [field: string]: unknown
}

export interface TableUpdate {
  action: string
  [field: string]: unknown
}

export interface TableChange {
  requirements: TableRequirement[]
  updates: TableUpdate[]
}

/** The head of a branch; `main` also when a v1 writer left no refs. */
export function refSnapshotId(metadata: TableMetadata, ref: string): bigint | undefined {
  const known = metadata.refs[ref]?.['snapshot-id']
  if (known !== undefined) return known
  return ref === 'main' ? (metadata['current-snapshot-id'] ?? undefined) : undefined
}

export function snapshotById(metadata: TableMetadata, id: bigint | undefined): Snapshot | undefined {
  return id === undefined ? undefined : metadata.snapshots.find(snapshot => snapshot['snapshot-id'] === id)
}

export function currentSnapshot(metadata: TableMetadata): Snapshot | undefined {
  return snapshotById(metadata, refSnapshotId(metadata, 'main'))
}

export function currentSchema(metadata: TableMetadata): Schema {
  return schemaById(metadata, metadata['current-schema-id'])
}

export function schemaById(metadata: TableMetadata, id: number): Schema {
  const schema = metadata.schemas.find(candidate => candidate['schema-id'] === id)
  if (!schema) throw new Error(`Table metadata of ${metadata.location} has no schema ${id}`)
  return schema
}

export function defaultSpec(metadata: TableMetadata): PartitionSpec {
  return specById(metadata, metadata['default-spec-id'])
}

export function specById(metadata: TableMetadata, id: number): PartitionSpec {
  const spec = metadata['partition-specs'].find(candidate => candidate['spec-id'] === id)
  if (!spec) throw new Error(`Table metadata of ${metadata.location} has no partition spec ${id}`)
  return spec
}
