import { expect, test } from 'vitest'
import { timeTravel } from '../../../../../src/lib/lakehouse/iceberg/metadata/time-travel.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'
import { sampleMetadata, withSnapshots } from './sample-metadata.js'

const metadata = withSnapshots(sampleMetadata(), [2000, 3000])
const at = (millis: number, from = metadata) =>
  timeTravel(from, { kind: 'timestamp', epochMicros: BigInt(millis) * 1000n + 999n }, 'db.t')['snapshot-id']

test('by time: the snapshot that was current then', () => {
  expect(at(2000)).toBe(1n)
  expect(at(2999)).toBe(1n)
  expect(at(3000)).toBe(2n)
  expect(at(99_999)).toBe(2n)
})

test('before the first one: Trino’s error', () => {
  expect(() => at(1999)).toThrow('No version history table db.t at or before 1970-01-01T00:00:01.999Z')
})

test('after a rollback time goes by the log, not by the ancestors', () => {
  const back = applyUpdates(
    metadata,
    [{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 1n }],
    4000,
  )
  expect(at(3500, back)).toBe(2n)
  expect(at(4000, back)).toBe(1n)
})

test('by id and by name', () => {
  const tagged = applyUpdates(
    metadata,
    [{ action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': 1n }],
    4000,
  )
  expect(timeTravel(tagged, { kind: 'version', id: 1n })['snapshot-id']).toBe(1n)
  expect(timeTravel(tagged, { kind: 'version', ref: 'v1' })['snapshot-id']).toBe(1n)
  expect(() => timeTravel(tagged, { kind: 'version', id: 5n })).toThrow('Iceberg snapshot ID does not exists: 5')
  expect(() => timeTravel(tagged, { kind: 'version', ref: 'v2' })).toThrow(
    'Cannot find snapshot with reference name: v2',
  )
})
