import { expect, test } from 'vitest'
import { expiredSnapshots, expireUpdates } from '../../../../../src/lib/lakehouse/iceberg/maintenance/expire.js'
import { SnapshotPins } from '../../../../../src/lib/lakehouse/iceberg/maintenance/pins.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'
import { sampleMetadata, withSnapshots } from '../metadata/sample-metadata.js'

const day = 86_400_000
const start = 100 * day
const table = (properties: Record<string, string>) =>
  withSnapshots(
    sampleMetadata(properties),
    [0, 1, 2, 3].map(days => start + days * day),
  )
const none = new Set<bigint>()

test('by default what is older than five days goes, never the current one', () => {
  expect(expiredSnapshots(table({}), none, start + 3 * day)).toEqual([])
  expect(expiredSnapshots(table({}), none, start + 7 * day)).toEqual([1n, 2n])
  expect(expiredSnapshots(table({}), none, start + 100 * day)).toEqual([1n, 2n, 3n])
})

test('Athena’s properties', () => {
  const properties = { vacuum_max_snapshot_age_seconds: '0', vacuum_min_snapshots_to_keep: '2' }
  expect(expiredSnapshots(table(properties), none, start + 4 * day)).toEqual([1n, 2n])
})

test('a tag keeps its snapshot, a branch its own retention', () => {
  const metadata = applyUpdates(
    table({ vacuum_max_snapshot_age_seconds: '0' }),
    [
      { action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': 1n },
      { action: 'set-snapshot-ref', 'ref-name': 'b', type: 'branch', 'snapshot-id': 3n, 'min-snapshots-to-keep': 2 },
    ],
    start + 4 * day,
  )
  expect(expiredSnapshots(metadata, none, start + 5 * day)).toEqual([])
  expect(
    expiredSnapshots(
      applyUpdates(metadata, [{ action: 'remove-snapshot-ref', 'ref-name': 'v1' }], start),
      none,
      start + 5 * day,
    ),
  ).toEqual([1n])
})

test('a tag past its age goes with its snapshot', () => {
  const metadata = applyUpdates(
    table({ vacuum_max_snapshot_age_seconds: '0' }),
    [{ action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': 1n, 'max-ref-age-ms': day }],
    start,
  )
  expect(expireUpdates(metadata, none, start + 4 * day)).toEqual([
    { action: 'remove-snapshot-ref', 'ref-name': 'v1' },
    { action: 'remove-snapshots', 'snapshot-ids': [1n, 2n, 3n] },
  ])
})

test('what a rollback left behind goes by age', () => {
  const metadata = applyUpdates(
    table({}),
    [{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 2n }],
    start + 3 * day,
  )
  expect(expiredSnapshots(metadata, none, start + 4 * day)).toEqual([])
  expect(expiredSnapshots(metadata, none, start + 20 * day)).toEqual([1n, 3n, 4n])
})

test('a pinned snapshot stays with all newer ones, until the query ends', () => {
  const metadata = table({ vacuum_max_snapshot_age_seconds: '0' })
  const pins = new SnapshotPins()
  const unpin = pins.pin(metadata, 2n)
  expect(expiredSnapshots(metadata, pins.pinned(metadata), start + 9 * day)).toEqual([1n])
  unpin()
  expect(expiredSnapshots(metadata, pins.pinned(metadata), start + 9 * day)).toEqual([1n, 2n, 3n])
})
