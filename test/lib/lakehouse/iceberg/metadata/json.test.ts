import { expect, test } from 'vitest'
import { parseJson, parseTableMetadata, printJson } from '../../../../../src/lib/lakehouse/iceberg/metadata/json.js'

test('64-bit snapshot ids pass through without loss', () => {
  const text = '{"snapshot-id":9223372036854775807,"timestamp-ms":1795573905825,"other":[-9007199254740993,1.5]}'
  expect(parseJson(text)).toEqual({
    'snapshot-id': 9223372036854775807n,
    'timestamp-ms': 1795573905825,
    other: [-9007199254740993n, 1.5],
  })
  expect(printJson(parseJson(text))).toBe(text)
})

test('fields that are not known are carried through', () => {
  const text = JSON.stringify({ ...minimal, 'some-future-field': { a: [1] } })
  expect(JSON.parse(printJson(parseTableMetadata(text)))['some-future-field']).toEqual({ a: [1] })
})

test('a small snapshot id is a bigint too, -1 and null mean none', () => {
  const snapshot = {
    'snapshot-id': 7,
    'parent-snapshot-id': -1,
    'timestamp-ms': 1,
    'manifest-list': 's3://b/l',
    summary: { operation: 'append' },
  }
  const metadata = parseTableMetadata(JSON.stringify({ ...minimal, 'current-snapshot-id': 7, snapshots: [snapshot] }))
  expect(metadata['current-snapshot-id']).toBe(7n)
  expect(metadata.snapshots[0]).not.toHaveProperty('parent-snapshot-id')
  expect(metadata.refs).toEqual({ main: { 'snapshot-id': 7n, type: 'branch' } })
  expect(
    parseTableMetadata(JSON.stringify({ ...minimal, 'current-snapshot-id': -1 }))['current-snapshot-id'],
  ).toBeNull()
})

test('version 1 metadata is read as version 2', () => {
  const metadata = parseTableMetadata(
    JSON.stringify({
      'format-version': 1,
      location: 's3://b/t',
      'last-updated-ms': 1,
      'last-column-id': 1,
      schema: { type: 'struct', fields: [{ id: 1, name: 'p', required: false, type: 'int' }] },
      'partition-spec': [{ name: 'p', transform: 'identity', 'source-id': 1 }],
    }),
  )
  expect(metadata.schemas[0]!['schema-id']).toBe(0)
  expect(metadata['partition-specs']).toEqual([
    { 'spec-id': 0, fields: [{ name: 'p', transform: 'identity', 'source-id': 1, 'field-id': 1000 }] },
  ])
  expect(metadata['last-partition-id']).toBe(1000)
  expect(metadata['last-sequence-number']).toBe(0)
})

test('version 3 is refused by name', () => {
  expect(() => parseTableMetadata(JSON.stringify({ ...minimal, 'format-version': 3 }))).toThrow('format version 3')
})

const minimal = {
  'format-version': 2,
  'table-uuid': 'u',
  location: 's3://b/t',
  'last-sequence-number': 0,
  'last-updated-ms': 1,
  'last-column-id': 1,
  'current-schema-id': 0,
  schemas: [{ type: 'struct', 'schema-id': 0, fields: [{ id: 1, name: 'a', required: false, type: 'int' }] }],
  'default-spec-id': 0,
  'partition-specs': [{ 'spec-id': 0, fields: [] }],
  'last-partition-id': 999,
  'default-sort-order-id': 0,
  'sort-orders': [{ 'order-id': 0, fields: [] }],
}
