import { badRequest } from '../iceberg-error.js'
import { normalizeSnapshot } from './json.js'
import type {
  PartitionSpec,
  Schema,
  Snapshot,
  SnapshotRef,
  SortOrder,
  StatisticsFile,
  TableMetadata,
  TableUpdate,
} from './model.js'
import { snapshotById } from './model.js'
import { highestFieldId, sameSchema } from './schema.js'

/** What `-1` (the one added last in this commit) stands for, per kind. */
interface Last {
  schema?: number
  spec?: number
  order?: number
}

type Apply = (metadata: TableMetadata, update: TableUpdate, last: Last, now: number) => TableMetadata

const actions: Record<string, Apply> = {
  'assign-uuid': (metadata, { uuid }) => ({ ...metadata, 'table-uuid': String(uuid) }),

  'upgrade-format-version': (metadata, update) => {
    const version = Number(update['format-version'])
    if (version > 2) throw badRequest(`Iceberg format version ${version} is not supported`)
    if (version < metadata['format-version'])
      throw badRequest(`Cannot downgrade format version ${metadata['format-version']} to ${version}`)
    return { ...metadata, 'format-version': version }
  },

  'add-schema': (metadata, update, last) => {
    const schema = update.schema as Schema
    const lastColumnId = Math.max(
      metadata['last-column-id'],
      highestFieldId(schema),
      Number(update['last-column-id'] ?? 0),
    )
    const same = metadata.schemas.find(known => sameSchema(known, schema))
    if (same) {
      last.schema = same['schema-id']
      return { ...metadata, 'last-column-id': lastColumnId }
    }
    const id = Math.max(-1, ...metadata.schemas.map(known => known['schema-id'])) + 1
    last.schema = id
    return {
      ...metadata,
      schemas: [...metadata.schemas, { ...schema, type: 'struct', 'schema-id': id }],
      'last-column-id': lastColumnId,
    }
  },

  'set-current-schema': (metadata, update, last) => {
    const id = resolveLast(update['schema-id'], last.schema, 'schema')
    if (!metadata.schemas.some(schema => schema['schema-id'] === id))
      throw badRequest(`Cannot find schema with id ${id}`)
    return { ...metadata, 'current-schema-id': id }
  },

  'add-spec': (metadata, update, last) => {
    const { fields } = update.spec as PartitionSpec
    let nextId = metadata['last-partition-id']
    const numbered = fields.map(field => {
      if (field['field-id'] !== undefined && field['field-id'] !== null) return field
      // A field that an older spec had keeps its id (spec, "Partition Evolution").
      const known = metadata['partition-specs']
        .flatMap(spec => spec.fields)
        .find(old => old['source-id'] === field['source-id'] && old.transform === field.transform)
      return { ...field, 'field-id': known?.['field-id'] ?? ++nextId }
    })
    const shape = JSON.stringify(numbered.map(fieldShape))
    const same = metadata['partition-specs'].find(spec => JSON.stringify(spec.fields.map(fieldShape)) === shape)
    if (same) {
      last.spec = same['spec-id']
      return metadata
    }
    const id = Math.max(-1, ...metadata['partition-specs'].map(spec => spec['spec-id'])) + 1
    last.spec = id
    return {
      ...metadata,
      'partition-specs': [...metadata['partition-specs'], { 'spec-id': id, fields: numbered }],
      'last-partition-id': Math.max(metadata['last-partition-id'], ...numbered.map(field => field['field-id'])),
    }
  },

  'set-default-spec': (metadata, update, last) => {
    const id = resolveLast(update['spec-id'], last.spec, 'partition spec')
    if (!metadata['partition-specs'].some(spec => spec['spec-id'] === id))
      throw badRequest(`Cannot find partition spec with id ${id}`)
    return { ...metadata, 'default-spec-id': id }
  },

  'add-sort-order': (metadata, update, last) => {
    const { fields } = update['sort-order'] as SortOrder
    const shape = JSON.stringify(fields)
    const same = metadata['sort-orders'].find(order => JSON.stringify(order.fields) === shape)
    if (same) {
      last.order = same['order-id']
      return metadata
    }
    // Order 0 is the unsorted one.
    const id = fields.length === 0 ? 0 : Math.max(0, ...metadata['sort-orders'].map(order => order['order-id'])) + 1
    last.order = id
    return { ...metadata, 'sort-orders': [...metadata['sort-orders'], { 'order-id': id, fields }] }
  },

  'set-default-sort-order': (metadata, update, last) => {
    const id = resolveLast(update['sort-order-id'], last.order, 'sort order')
    if (!metadata['sort-orders'].some(order => order['order-id'] === id))
      throw badRequest(`Cannot find sort order with id ${id}`)
    return { ...metadata, 'default-sort-order-id': id }
  },

  'add-snapshot': (metadata, update) => {
    const snapshot = normalizeSnapshot(update.snapshot as Snapshot)
    if (snapshotById(metadata, snapshot['snapshot-id']))
      throw badRequest(`Snapshot already exists for: ${snapshot['snapshot-id']}`)
    if (
      metadata['format-version'] > 1 &&
      snapshot['parent-snapshot-id'] !== undefined &&
      snapshot['sequence-number'] <= metadata['last-sequence-number']
    )
      throw badRequest(
        `Cannot add snapshot with sequence number ${snapshot['sequence-number']} older than last sequence number ${metadata['last-sequence-number']}`,
      )
    return {
      ...metadata,
      snapshots: [...metadata.snapshots, snapshot],
      'last-sequence-number': Math.max(metadata['last-sequence-number'], snapshot['sequence-number']),
    }
  },

  'set-snapshot-ref': (metadata, update, _last, now) => {
    const name = String(update['ref-name'])
    const id = BigInt(update['snapshot-id'] as bigint)
    const snapshot = snapshotById(metadata, id)
    if (!snapshot) throw badRequest(`Cannot set ${name} to unknown snapshot: ${id}`)
    const ref: SnapshotRef = { 'snapshot-id': id, type: update.type === 'tag' ? 'tag' : 'branch' }
    for (const key of ['min-snapshots-to-keep', 'max-snapshot-age-ms', 'max-ref-age-ms'] as const)
      if (update[key] !== undefined && update[key] !== null) ref[key] = Number(update[key])
    const next = { ...metadata, refs: { ...metadata.refs, [name]: ref } }
    if (name !== 'main') return next
    if (ref.type !== 'branch') throw badRequest('Cannot set main to a tag: main must be a branch')
    if (metadata['current-snapshot-id'] === id) return next
    const added = !metadata['snapshot-log'].some(entry => entry['snapshot-id'] === id)
    // Going back to an older snapshot is an event of now; a new snapshot's is its own time (spec, `snapshot-log`).
    const time = added ? snapshot['timestamp-ms'] : now
    return {
      ...next,
      'current-snapshot-id': id,
      'snapshot-log': [...metadata['snapshot-log'], { 'snapshot-id': id, 'timestamp-ms': time }],
    }
  },

  'remove-snapshots': (metadata, update) => {
    const ids = new Set((update['snapshot-ids'] as (bigint | number)[]).map(BigInt))
    const kept = metadata.snapshots.filter(snapshot => !ids.has(snapshot['snapshot-id']))
    const lives = new Set(kept.map(snapshot => snapshot['snapshot-id']))
    const refs = Object.fromEntries(Object.entries(metadata.refs).filter(([, ref]) => lives.has(ref['snapshot-id'])))
    const current = metadata['current-snapshot-id']
    // History before an expired snapshot would have a hole, so it goes too (spec, `snapshot-log`).
    const log = metadata['snapshot-log']
    const firstKept = log.findLastIndex(entry => !lives.has(entry['snapshot-id'])) + 1
    return {
      ...metadata,
      snapshots: kept,
      refs,
      'current-snapshot-id': current !== undefined && current !== null && lives.has(current) ? current : null,
      'snapshot-log': log.slice(firstKept),
      ...(metadata.statistics && { statistics: metadata.statistics.filter(file => lives.has(file['snapshot-id'])) }),
      ...(metadata['partition-statistics'] && {
        'partition-statistics': metadata['partition-statistics'].filter(file => lives.has(file['snapshot-id'])),
      }),
    }
  },

  'remove-snapshot-ref': (metadata, update) => {
    const name = String(update['ref-name'])
    const { [name]: _, ...refs } = metadata.refs
    return name === 'main' ? { ...metadata, refs, 'current-snapshot-id': null } : { ...metadata, refs }
  },

  'set-location': (metadata, { location }) => ({ ...metadata, location: String(location).replace(/\/+$/, '') }),

  'set-properties': (metadata, { updates }) => ({
    ...metadata,
    properties: { ...metadata.properties, ...(updates as Record<string, string>) },
  }),

  'remove-properties': (metadata, { removals }) => {
    const gone = new Set(removals as string[])
    return {
      ...metadata,
      properties: Object.fromEntries(Object.entries(metadata.properties).filter(([key]) => !gone.has(key))),
    }
  },

  'set-statistics': (metadata, update) => setStatistics(metadata, 'statistics', update.statistics as StatisticsFile),
  'remove-statistics': (metadata, update) => removeStatistics(metadata, 'statistics', update['snapshot-id']),
  'set-partition-statistics': (metadata, update) =>
    setStatistics(metadata, 'partition-statistics', update['partition-statistics'] as StatisticsFile),
  'remove-partition-statistics': (metadata, update) =>
    removeStatistics(metadata, 'partition-statistics', update['snapshot-id']),

  'remove-partition-specs': (metadata, update) => {
    const ids = new Set(update['spec-ids'] as number[])
    if (ids.has(metadata['default-spec-id'])) throw badRequest('Cannot remove the default partition spec')
    return { ...metadata, 'partition-specs': metadata['partition-specs'].filter(spec => !ids.has(spec['spec-id'])) }
  },

  'remove-schemas': (metadata, update) => {
    const ids = new Set(update['schema-ids'] as number[])
    if (ids.has(metadata['current-schema-id'])) throw badRequest('Cannot remove the current schema')
    return { ...metadata, schemas: metadata.schemas.filter(schema => !ids.has(schema['schema-id'])) }
  },
}

function fieldShape(field: PartitionSpec['fields'][number]): unknown {
  return [field['source-id'], field['field-id'], field.name, field.transform]
}

function resolveLast(id: unknown, last: number | undefined, kind: string): number {
  if (Number(id) !== -1) return Number(id)
  if (last === undefined) throw badRequest(`Cannot use the last added ${kind}: none was added`)
  return last
}

function setStatistics(metadata: TableMetadata, key: 'statistics' | 'partition-statistics', file: StatisticsFile) {
  const id = BigInt(file['snapshot-id'])
  const others = (metadata[key] ?? []).filter(other => other['snapshot-id'] !== id)
  return { ...metadata, [key]: [...others, { ...file, 'snapshot-id': id }] }
}

function removeStatistics(metadata: TableMetadata, key: 'statistics' | 'partition-statistics', snapshotId: unknown) {
  const id = BigInt(snapshotId as bigint)
  return { ...metadata, [key]: (metadata[key] ?? []).filter(file => file['snapshot-id'] !== id) }
}

/**
 * The metadata after the updates, in order. Pure: the given metadata is not changed. Unknown actions are refused.
 * `last-updated-ms` becomes `now`, or the time of a snapshot added, whichever is later.
 */
export function applyUpdates(metadata: TableMetadata, updates: TableUpdate[], now: number): TableMetadata {
  const last: Last = {}
  let next = metadata
  for (const update of updates) {
    const apply = actions[update.action]
    if (!apply) throw badRequest(`Unsupported table update: ${update.action}`)
    next = apply(next, update, last, now)
  }
  const latest = next.snapshots.at(-1)?.['timestamp-ms'] ?? 0
  return { ...next, 'last-updated-ms': Math.max(now, latest) }
}
