import { expect, test } from 'vitest'
import { partitionFields } from '../../../../../src/lib/lakehouse/iceberg/partition/partitioning.js'
import { parseTransform } from '../../../../../src/lib/lakehouse/iceberg/partition/transform.js'
import { icebergFields } from '../../../../../src/lib/lakehouse/iceberg/types/trino.js'
import { types } from '../column-types.js'

test.each([
  ['region', 'region', 'identity', 'region'],
  ['"region"', 'region', 'identity', 'region'],
  ['`Region`', 'region', 'identity', 'region'],
  ['year(ts)', 'ts', 'year', 'ts_year'],
  ['MONTH("ts")', 'ts', 'month', 'ts_month'],
  ['day( ts )', 'ts', 'day', 'ts_day'],
  ['hour(ts)', 'ts', 'hour', 'ts_hour'],
  ['bucket(id, 16)', 'id', 'bucket[16]', 'id_bucket'],
  ['bucket(16, id)', 'id', 'bucket[16]', 'id_bucket'],
  ['TRUNCATE(name, 3)', 'name', 'truncate[3]', 'name_trunc'],
  ['truncate(3,name)', 'name', 'truncate[3]', 'name_trunc'],
  ['void(id)', 'id', 'void', 'id_null'],
])('%s', (text, column, transform, name) => {
  expect(parseTransform(text)).toEqual({ column, transform, name })
})

const fields = icebergFields([
  { name: 'id', type: types.int },
  { name: 'name', type: types.text },
  { name: 'ts', type: types.timestamp },
  { name: 'ts_day', type: types.text },
])

test('fields refer to their columns by id', () => {
  expect(partitionFields(['name', 'month(ts)'], fields)).toEqual([
    { 'source-id': 2, transform: 'identity', name: 'name' },
    { 'source-id': 3, transform: 'month', name: 'ts_month' },
  ])
})

// The texts are Trino 476's.
test.each([
  [['foo(id)'], 'Unable to parse partitioning value: Invalid partition field declaration: foo(id)'],
  [['bucket(id)'], 'Invalid partition field declaration: bucket(id)'],
  [['nope'], 'Unable to parse partitioning value: Cannot find source column: nope'],
  [['year(id)'], 'Unable to parse partitioning value: Invalid source type int for transform: year'],
  [['hour(name)'], 'Invalid source type string for transform: hour'],
  [['id', 'id'], 'Unable to parse partitioning value: Cannot use partition name more than once: id'],
  [['day(ts)'], 'Cannot create partition from name that exists in schema: ts_day'],
])('%j is refused', (partitioning, message) => {
  expect(() => partitionFields(partitioning, fields)).toThrow(message)
})
