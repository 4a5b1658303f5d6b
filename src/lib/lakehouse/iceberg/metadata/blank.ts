import { randomUUID } from 'node:crypto'
import type { TableMetadata } from './model.js'

/**
 * What the updates of a creating commit (requirement `assert-create`) are applied to: they bring uuid, schema, spec,
 * order and location themselves. It has no spec: the first one added must get the id 0, under which the client has written
 * its manifests already.
 */
export function blankMetadata(): TableMetadata {
  return {
    'format-version': 2,
    'table-uuid': '',
    location: '',
    'last-sequence-number': 0,
    'last-updated-ms': 0,
    'last-column-id': 0,
    'current-schema-id': -1,
    schemas: [],
    'default-spec-id': -1,
    'partition-specs': [],
    'last-partition-id': 999,
    'default-sort-order-id': -1,
    'sort-orders': [],
    properties: {},
    'current-snapshot-id': null,
    refs: {},
    snapshots: [],
    'snapshot-log': [],
    'metadata-log': [],
  }
}

/** What the updates left out: a table without a spec is unpartitioned, without an order unsorted. */
export function completedMetadata(metadata: TableMetadata): TableMetadata {
  const specs = metadata['partition-specs']
  const orders = metadata['sort-orders']
  return {
    ...metadata,
    'partition-specs': specs.length > 0 ? specs : [{ 'spec-id': 0, fields: [] }],
    'default-spec-id': Math.max(0, metadata['default-spec-id']),
    'sort-orders': orders.length > 0 ? orders : [{ 'order-id': 0, fields: [] }],
    'default-sort-order-id': Math.max(0, metadata['default-sort-order-id']),
    'table-uuid': metadata['table-uuid'] || randomUUID(),
  }
}
