import { isInteger, isSafeNumber, parse, stringify } from 'lossless-json'
import type { Snapshot, SnapshotLogEntry, SnapshotRef, StatisticsFile, TableMetadata } from './model.js'

/** Reads JSON whose integers may pass 2^53 (snapshot ids do): those come as `bigint`, all others as `number`. */
export function parseJson(text: string): unknown {
  return parse(text, undefined, value =>
    isInteger(value) && !isSafeNumber(value) ? BigInt(value) : Number.parseFloat(value),
  )
}

/** Prints `bigint` as a plain JSON integer. */
export function printJson(value: unknown): string {
  return stringify(value)!
}

/**
 * Metadata JSON of format version 1 or 2 as the version-2 model: v1's single `schema` and `partition-spec` become
 * lists (spec, "Table Metadata", v1 compatibility), snapshot ids become `bigint`.
 */
export function parseTableMetadata(text: string): TableMetadata {
  return normalizeMetadata(parseJson(text) as Record<string, unknown>)
}

function normalizeMetadata(raw: Record<string, unknown>): TableMetadata {
  const { schema, 'partition-spec': fields, ...rest } = raw
  const metadata = rest as unknown as TableMetadata & Record<string, unknown>
  if (typeof metadata['format-version'] !== 'number') throw new Error('Not an Iceberg table metadata file')
  if (metadata['format-version'] > 2)
    throw new Error(`Iceberg format version ${metadata['format-version']} is not supported`)
  if (!metadata.schemas) {
    metadata.schemas = [{ ...(schema as TableMetadata['schemas'][number]), 'schema-id': 0 }]
    metadata['current-schema-id'] = 0
  }
  if (!metadata['partition-specs']) {
    const old = (fields ?? []) as TableMetadata['partition-specs'][number]['fields']
    metadata['partition-specs'] = [
      { 'spec-id': 0, fields: old.map((field, i) => ({ ...field, 'field-id': field['field-id'] ?? 1000 + i })) },
    ]
    metadata['default-spec-id'] = 0
  }
  metadata['last-partition-id'] ??= Math.max(
    999,
    ...metadata['partition-specs'].flatMap(spec => spec.fields.map(field => field['field-id'])),
  )
  if (!metadata['sort-orders']?.length) {
    metadata['sort-orders'] = [{ 'order-id': 0, fields: [] }]
    metadata['default-sort-order-id'] = 0
  }
  metadata['table-uuid'] ??= ''
  metadata['last-sequence-number'] ??= 0
  metadata.properties ??= {}
  metadata.snapshots = (metadata.snapshots ?? []).map(normalizeSnapshot)
  const current = metadata['current-snapshot-id']
  // Older writers store "no snapshot" as -1.
  metadata['current-snapshot-id'] =
    current === undefined || current === null || Number(current) === -1 ? null : BigInt(current)
  metadata.refs = Object.fromEntries(
    Object.entries(metadata.refs ?? {}).map(([name, ref]): [string, SnapshotRef] => [
      name,
      { ...ref, 'snapshot-id': BigInt(ref['snapshot-id']) },
    ]),
  )
  if (metadata['current-snapshot-id'] !== null && !metadata.refs.main)
    metadata.refs.main = { 'snapshot-id': metadata['current-snapshot-id'], type: 'branch' }
  metadata['snapshot-log'] = (metadata['snapshot-log'] ?? []).map(
    (entry): SnapshotLogEntry => ({ ...entry, 'snapshot-id': BigInt(entry['snapshot-id']) }),
  )
  metadata['metadata-log'] ??= []
  for (const key of ['statistics', 'partition-statistics'] as const)
    if (metadata[key])
      metadata[key] = metadata[key].map(
        (file): StatisticsFile => ({ ...file, 'snapshot-id': BigInt(file['snapshot-id']) }),
      )
  return metadata
}

export function normalizeSnapshot(raw: Snapshot): Snapshot {
  const parent = raw['parent-snapshot-id'] as bigint | number | null | undefined
  const { 'parent-snapshot-id': _, ...rest } = raw
  return {
    ...rest,
    'snapshot-id': BigInt(raw['snapshot-id']),
    ...(parent === undefined || parent === null || Number(parent) === -1
      ? {}
      : { 'parent-snapshot-id': BigInt(parent) }),
    'sequence-number': Number(raw['sequence-number'] ?? 0),
    summary: raw.summary ?? { operation: 'append' },
  }
}
