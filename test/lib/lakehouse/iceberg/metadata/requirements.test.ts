import { describe, expect, test } from 'vitest'
import { IcebergError } from '../../../../../src/lib/lakehouse/iceberg/iceberg-error.js'
import { checkRequirements } from '../../../../../src/lib/lakehouse/iceberg/metadata/requirements.js'
import { sampleMetadata, withSnapshots } from './sample-metadata.js'

const metadata = withSnapshots(sampleMetadata(), [2000])
const empty = sampleMetadata()

describe.each([
  [
    'table uuid',
    { type: 'assert-table-uuid', uuid: 'other' },
    { type: 'assert-table-uuid', uuid: metadata['table-uuid'].toUpperCase() },
  ],
  [
    'a ref’s snapshot',
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': 2 },
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': 1 },
  ],
  [
    'a ref that is not there',
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': null },
    { type: 'assert-ref-snapshot-id', ref: 'other', 'snapshot-id': null },
  ],
  [
    'last field id',
    { type: 'assert-last-assigned-field-id', 'last-assigned-field-id': 2 },
    { type: 'assert-last-assigned-field-id', 'last-assigned-field-id': 3 },
  ],
  [
    'current schema',
    { type: 'assert-current-schema-id', 'current-schema-id': 1 },
    { type: 'assert-current-schema-id', 'current-schema-id': 0 },
  ],
  [
    'last partition id',
    { type: 'assert-last-assigned-partition-id', 'last-assigned-partition-id': 1 },
    { type: 'assert-last-assigned-partition-id', 'last-assigned-partition-id': 1000 },
  ],
  [
    'default spec',
    { type: 'assert-default-spec-id', 'default-spec-id': 1 },
    { type: 'assert-default-spec-id', 'default-spec-id': 0 },
  ],
  [
    'default order',
    { type: 'assert-default-sort-order-id', 'default-sort-order-id': 1 },
    { type: 'assert-default-sort-order-id', 'default-sort-order-id': 0 },
  ],
])('%s', (_name, unmet, met) => {
  test('fails the commit where it does not hold', () => {
    try {
      checkRequirements(metadata, [unmet])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(IcebergError)
      expect(error).toMatchObject({ type: 'CommitFailedException', status: 409 })
    }
  })
  test('passes where it holds', () => checkRequirements(metadata, [met]))
})

test('a table that is there cannot be created', () => {
  expect(() => checkRequirements(metadata, [{ type: 'assert-create' }])).toThrow('table already exists')
})

test('a branch made meanwhile is a conflict', () => {
  checkRequirements(empty, [{ type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': null }])
  expect(() => checkRequirements(metadata, [{ type: 'assert-ref-snapshot-id', ref: 'main' }])).toThrow(
    'created concurrently',
  )
})

test('an unknown requirement is refused, not ignored', () => {
  expect(() => checkRequirements(metadata, [{ type: 'assert-next-row-id' }])).toThrow(
    'Unknown table requirement: assert-next-row-id',
  )
})
