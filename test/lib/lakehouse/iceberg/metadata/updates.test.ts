import { describe, expect, test } from 'vitest'
import { blankMetadata } from '../../../../../src/lib/lakehouse/iceberg/metadata/blank.js'
import { currentSchema, defaultSpec } from '../../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'
import { sampleMetadata, snapshot, withSnapshots } from './sample-metadata.js'

const now = 5000
const apply = (updates: Parameters<typeof applyUpdates>[1], metadata = sampleMetadata()) =>
  applyUpdates(metadata, updates, now)

test('an unknown action is refused, not ignored', () => {
  expect(() => apply([{ action: 'enable-row-lineage' }])).toThrow('Unsupported table update: enable-row-lineage')
})

test('the metadata that was given stays as it was', () => {
  const metadata = sampleMetadata()
  const before = structuredClone(metadata)
  apply(
    [
      { action: 'set-properties', updates: { a: '1' } },
      { action: 'add-snapshot', snapshot: snapshot(1n, 1, 10) },
      { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 1n },
    ],
    metadata,
  )
  expect(metadata).toEqual(before)
})

describe('schemas, specs and orders', () => {
  test('-1 is the one added last', () => {
    const fields = [...currentSchema(sampleMetadata()).fields, { id: 4, name: 'x', required: false, type: 'long' }]
    const next = apply([
      { action: 'add-schema', schema: { type: 'struct', 'schema-id': 0, fields }, 'last-column-id': 4 },
      { action: 'set-current-schema', 'schema-id': -1 },
      { action: 'add-spec', spec: { fields: [{ 'source-id': 1, transform: 'bucket[4]', name: 'id_bucket' }] } },
      { action: 'set-default-spec', 'spec-id': -1 },
      {
        action: 'add-sort-order',
        'sort-order': {
          fields: [{ 'source-id': 1, transform: 'identity', direction: 'asc', 'null-order': 'nulls-first' }],
        },
      },
      { action: 'set-default-sort-order', 'sort-order-id': -1 },
    ])
    expect(next['current-schema-id']).toBe(1)
    expect(next['last-column-id']).toBe(4)
    expect(defaultSpec(next)).toEqual({
      'spec-id': 1,
      fields: [{ 'source-id': 1, transform: 'bucket[4]', name: 'id_bucket', 'field-id': 1001 }],
    })
    expect(next['last-partition-id']).toBe(1001)
    expect(next['default-sort-order-id']).toBe(1)
  })

  test('the same schema again is the one that is there', () => {
    const schema = { ...currentSchema(sampleMetadata()), 'schema-id': 9 }
    const next = apply([
      { action: 'add-schema', schema },
      { action: 'set-current-schema', 'schema-id': -1 },
    ])
    expect(next.schemas).toHaveLength(1)
    expect(next['current-schema-id']).toBe(0)
  })

  test('a partition field that an older spec had keeps its id', () => {
    const unpartitioned = apply([
      { action: 'add-spec', spec: { fields: [] } },
      { action: 'set-default-spec', 'spec-id': -1 },
    ])
    const again = apply(
      [{ action: 'add-spec', spec: { fields: [{ 'source-id': 3, transform: 'day', name: 'ts_day' }] } }],
      unpartitioned,
    )
    expect(again['partition-specs']).toHaveLength(2)
  })

  test('the current ones cannot be removed', () => {
    expect(() => apply([{ action: 'remove-schemas', 'schema-ids': [0] }])).toThrow('current schema')
    expect(() => apply([{ action: 'remove-partition-specs', 'spec-ids': [0] }])).toThrow('default partition spec')
    expect(() => apply([{ action: 'set-current-schema', 'schema-id': 7 }])).toThrow('schema with id 7')
  })
})

describe('snapshots', () => {
  test('a new main snapshot is logged with its own time', () => {
    const next = withSnapshots(sampleMetadata(), [2000, 3000])
    expect(next['current-snapshot-id']).toBe(2n)
    expect(next['snapshot-log']).toEqual([
      { 'snapshot-id': 1n, 'timestamp-ms': 2000 },
      { 'snapshot-id': 2n, 'timestamp-ms': 3000 },
    ])
    expect(next['last-sequence-number']).toBe(2)
  })

  test('a rollback is logged with the time it happened', () => {
    const next = apply(
      [{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 1n }],
      withSnapshots(sampleMetadata(), [2000, 3000]),
    )
    expect(next['snapshot-log'].at(-1)).toEqual({ 'snapshot-id': 1n, 'timestamp-ms': now })
    expect(next['current-snapshot-id']).toBe(1n)
  })

  test('sequence numbers only grow', () => {
    const two = withSnapshots(sampleMetadata(), [2000, 3000])
    expect(() => apply([{ action: 'add-snapshot', snapshot: snapshot(9n, 2, 4000, 2n) }], two)).toThrow(
      'sequence number 2',
    )
    expect(() => apply([{ action: 'add-snapshot', snapshot: snapshot(2n, 3, 4000, 2n) }], two)).toThrow(
      'already exists',
    )
  })

  test('removing snapshots removes their refs, and the history before the newest gap', () => {
    const tagged = apply(
      [{ action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': 1n, 'max-ref-age-ms': 10 }],
      withSnapshots(sampleMetadata(), [2000, 3000, 4000]),
    )
    expect(tagged.refs.v1).toEqual({ 'snapshot-id': 1n, type: 'tag', 'max-ref-age-ms': 10 })
    const next = apply([{ action: 'remove-snapshots', 'snapshot-ids': [2n] }], tagged)
    expect(next.snapshots.map(kept => kept['snapshot-id'])).toEqual([1n, 3n])
    expect(next['snapshot-log']).toEqual([{ 'snapshot-id': 3n, 'timestamp-ms': 4000 }])
    expect(apply([{ action: 'remove-snapshots', 'snapshot-ids': [1n] }], tagged).refs).not.toHaveProperty('v1')
  })

  test('a ref to an unknown snapshot, and main as a tag, are refused', () => {
    expect(() => apply([{ action: 'set-snapshot-ref', 'ref-name': 'x', type: 'tag', 'snapshot-id': 5n }])).toThrow(
      'unknown snapshot: 5',
    )
    const one = withSnapshots(sampleMetadata(), [2000])
    expect(() =>
      apply([{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'tag', 'snapshot-id': 1n }], one),
    ).toThrow('main must be a branch')
  })

  test('statistics are one file a snapshot', () => {
    const one = withSnapshots(sampleMetadata(), [2000])
    const file = (path: string) => ({
      action: 'set-statistics',
      statistics: { 'snapshot-id': 1n, 'statistics-path': path },
    })
    const next = apply([file('s3://b/a.puffin'), file('s3://b/b.puffin')], one)
    expect(next.statistics).toEqual([{ 'snapshot-id': 1n, 'statistics-path': 's3://b/b.puffin' }])
    expect(apply([{ action: 'remove-statistics', 'snapshot-id': 1n }], next).statistics).toEqual([])
  })
})

test('properties and location', () => {
  const next = apply([
    { action: 'set-properties', updates: { a: '1', b: '2' } },
    { action: 'remove-properties', removals: ['a', 'never-there'] },
    { action: 'set-location', location: 's3://b/elsewhere/' },
  ])
  expect(next.properties).toEqual({ b: '2' })
  expect(next.location).toBe('s3://b/elsewhere')
  expect(next['last-updated-ms']).toBe(now)
})

test('a format version goes up only', () => {
  expect(apply([{ action: 'upgrade-format-version', 'format-version': 2 }])['format-version']).toBe(2)
  expect(() => apply([{ action: 'upgrade-format-version', 'format-version': 1 }])).toThrow('downgrade')
  expect(() => apply([{ action: 'upgrade-format-version', 'format-version': 3 }])).toThrow('3 is not supported')
})

test('the updates of a creating commit make a table', () => {
  const { fields } = currentSchema(sampleMetadata())
  const next = apply(
    [
      { action: 'assign-uuid', uuid: 'u-1' },
      { action: 'upgrade-format-version', 'format-version': 2 },
      { action: 'add-schema', schema: { type: 'struct', 'schema-id': 0, fields }, 'last-column-id': 3 },
      { action: 'set-current-schema', 'schema-id': -1 },
      {
        action: 'add-spec',
        spec: { 'spec-id': 0, fields: [{ 'source-id': 3, 'field-id': 1000, transform: 'day', name: 'ts_day' }] },
      },
      { action: 'set-default-spec', 'spec-id': -1 },
      { action: 'add-sort-order', 'sort-order': { 'order-id': 0, fields: [] } },
      { action: 'set-default-sort-order', 'sort-order-id': -1 },
      { action: 'set-location', location: 's3://b/t' },
    ],
    blankMetadata(),
  )
  expect(next['table-uuid']).toBe('u-1')
  expect(currentSchema(next).fields).toEqual(fields)
  // The client's manifests name spec 0 before the table exists.
  expect(next['partition-specs'].map(spec => spec['spec-id'])).toEqual([0])
  expect(defaultSpec(next).fields[0]!.name).toBe('ts_day')
})
