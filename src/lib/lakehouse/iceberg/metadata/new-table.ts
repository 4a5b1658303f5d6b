import { randomUUID } from 'node:crypto'
import { badRequest } from '../iceberg-error.js'
import type { NestedField, PartitionSpec, SortOrder, TableMetadata } from './model.js'
import { allFields, assignFreshIds } from './schema.js'

/** What a table is made from. Field ids may be provisional: new ones are given, and the spec's and order's follow. */
export interface TableDefinition {
  location: string
  fields: NestedField[]
  /** By id, as `fields` has them. */
  identifierFieldIds?: number[]
  spec?: { fields: (Omit<PartitionSpec['fields'][number], 'field-id'> & { 'field-id'?: number })[] }
  sortOrder?: { fields: SortOrder['fields'] }
  properties?: Record<string, string>
  uuid?: string
}

/** First metadata of a table: format version 2, schema 0, spec 0, no snapshot. */
export function newTableMetadata(definition: TableDefinition, now: number): TableMetadata {
  const { 'format-version': requested, ...properties } = definition.properties ?? {}
  if (requested !== undefined && requested !== '2' && requested !== '1')
    throw badRequest(`Iceberg format version ${requested} is not supported`)
  rejectDuplicates(definition.fields)
  let lastColumnId = 0
  const mapping = new Map<number, number>()
  const fields = assignFreshIds(definition.fields, () => ++lastColumnId, mapping)
  const remap = (id: number) => {
    const fresh = mapping.get(id)
    if (fresh === undefined) throw badRequest(`Cannot find source column with id ${id} in the schema`)
    return fresh
  }
  let lastPartitionId = 999
  const specFields = (definition.spec?.fields ?? []).map(field => ({
    'source-id': remap(field['source-id']),
    'field-id': ++lastPartitionId,
    name: field.name,
    transform: field.transform,
  }))
  const sortFields = (definition.sortOrder?.fields ?? []).map(field => ({
    ...field,
    'source-id': remap(field['source-id']),
  }))
  const identifiers = (definition.identifierFieldIds ?? []).map(remap)
  const orderId = sortFields.length > 0 ? 1 : 0
  return {
    'format-version': 2,
    'table-uuid': definition.uuid ?? randomUUID(),
    location: definition.location.replace(/\/+$/, ''),
    'last-sequence-number': 0,
    'last-updated-ms': now,
    'last-column-id': lastColumnId,
    'current-schema-id': 0,
    schemas: [
      {
        type: 'struct',
        'schema-id': 0,
        ...(identifiers.length > 0 && { 'identifier-field-ids': identifiers }),
        fields,
      },
    ],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields: specFields }],
    'last-partition-id': lastPartitionId,
    'default-sort-order-id': orderId,
    'sort-orders': [{ 'order-id': orderId, fields: sortFields }],
    properties,
    'current-snapshot-id': null,
    refs: {},
    snapshots: [],
    'snapshot-log': [],
    'metadata-log': [],
  }
}

function rejectDuplicates(fields: NestedField[]): void {
  const seen = new Set<string>()
  for (const { path } of allFields(fields)) {
    if (seen.has(path)) throw badRequest(`Invalid schema: multiple fields for name ${path}`)
    seen.add(path)
  }
}
