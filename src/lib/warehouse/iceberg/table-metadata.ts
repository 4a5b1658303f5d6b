import { isInteger, isSafeNumber, parse } from 'lossless-json'

/**
 * What commands read of Iceberg table metadata (spec, "Table Metadata"). Snapshot ids are 64-bit and never calculated with,
 * so they are text.
 */
export interface TableMetadata {
  formatVersion: number
  uuid: string
  location: string
  lastUpdated: Date
  properties: Record<string, string>
  schemas: Schema[]
  currentSchemaId: number
  specs: PartitionSpec[]
  defaultSpecId: number
  /** In the order of the file, which is that of their commits. */
  snapshots: Snapshot[]
  currentSnapshotId: string | undefined
  refs: Record<string, { snapshotId: string; type: string }>
  /** Which snapshot was current from when on. */
  log: { snapshotId: string; at: Date }[]
  metadataFiles: string[]
}

export interface Schema {
  id: number
  columns: Column[]
}

export interface Column {
  id: number
  name: string
  /** Iceberg's spelling: `decimal(18, 4)`, `list<string>`. */
  type: string
  required: boolean
}

export interface PartitionSpec {
  id: number
  fields: { id: number; name: string; sourceId: number; transform: string }[]
}

export interface Snapshot {
  id: string
  parentId: string | undefined
  committedAt: Date
  /** `append`, `replace`, `overwrite` or `delete`. */
  operation: string
  summary: Record<string, string>
  manifestList: string
  schemaId: number | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a file that other engines write too
type Json = any

export function parseMetadata(text: string): TableMetadata {
  const json = parse(text, undefined, value =>
    isInteger(value) && !isSafeNumber(value) ? value : Number(value),
  ) as Json
  const current = id(json['current-snapshot-id'])
  return {
    formatVersion: json['format-version'],
    uuid: json['table-uuid'] ?? '',
    location: json.location,
    lastUpdated: new Date(json['last-updated-ms']),
    properties: json.properties ?? {},
    // Version 1 has one schema and one partition spec.
    schemas: (json.schemas ?? [json.schema]).map((schema: Json) => ({
      id: schema['schema-id'] ?? 0,
      columns: schema.fields.map(columnOf),
    })),
    currentSchemaId: json['current-schema-id'] ?? 0,
    specs: (json['partition-specs'] ?? [{ 'spec-id': 0, fields: json['partition-spec'] ?? [] }]).map(specOf),
    defaultSpecId: json['default-spec-id'] ?? 0,
    snapshots: (json.snapshots ?? []).map(snapshotOf),
    currentSnapshotId: current,
    refs: Object.fromEntries(
      Object.entries(json.refs ?? {}).map(([name, ref]: [string, Json]) => [
        name,
        { snapshotId: String(ref['snapshot-id']), type: ref.type },
      ]),
    ),
    log: (json['snapshot-log'] ?? []).map((entry: Json) => ({
      snapshotId: String(entry['snapshot-id']),
      at: new Date(entry['timestamp-ms']),
    })),
    metadataFiles: (json['metadata-log'] ?? []).map((entry: Json) => entry['metadata-file']),
  }
}

/** Older writers store "none" as -1. */
function id(value: unknown): string | undefined {
  return value === undefined || value === null || value === -1 ? undefined : String(value)
}

function columnOf(field: Json): Column {
  return { id: field.id, name: field.name, type: typeText(field.type), required: field.required }
}

function typeText(type: Json): string {
  if (typeof type === 'string') return type
  if (type.type === 'list') return `list<${typeText(type.element)}>`
  if (type.type === 'map') return `map<${typeText(type.key)}, ${typeText(type.value)}>`
  return `struct<${type.fields.map((field: Json) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`
}

function specOf(spec: Json): PartitionSpec {
  return {
    id: spec['spec-id'],
    fields: spec.fields.map((field: Json, index: number) => ({
      id: field['field-id'] ?? 1000 + index,
      name: field.name,
      sourceId: field['source-id'],
      transform: field.transform,
    })),
  }
}

function snapshotOf(snapshot: Json): Snapshot {
  const { operation = 'append', ...summary } = snapshot.summary ?? {}
  return {
    id: String(snapshot['snapshot-id']),
    parentId: id(snapshot['parent-snapshot-id']),
    committedAt: new Date(snapshot['timestamp-ms']),
    operation,
    summary,
    manifestList: snapshot['manifest-list'],
    schemaId: snapshot['schema-id'],
  }
}

export function findSnapshot(metadata: TableMetadata, snapshotId: string | undefined): Snapshot | undefined {
  return metadata.snapshots.find(({ id: candidate }) => candidate === snapshotId)
}

/** The schema that a snapshot's rows are read with: its own where it names one, else the table's. */
export function schemaOf(metadata: TableMetadata, snapshot: Snapshot | undefined): Schema {
  const wanted = snapshot?.schemaId ?? metadata.currentSchemaId
  return metadata.schemas.find(({ id: candidate }) => candidate === wanted) ?? metadata.schemas.at(-1)!
}

export function currentSchema(metadata: TableMetadata): Schema {
  return metadata.schemas.find(({ id: candidate }) => candidate === metadata.currentSchemaId)!
}
