import { type Snapshot, snapshotById, type TableMetadata, type TableUpdate } from '../metadata/model.js'
import { retentionSettings } from './table-settings.js'

/**
 * The snapshots that go: not within the retention of a branch, not a tag's, not in use. Retention is by age, and a number of
 * the newest stays whatever their age (spec, "Snapshot Retention Policy"; Athena's `vacuum_*` properties are the defaults).
 */
export function expiredSnapshots(metadata: TableMetadata, pinned: ReadonlySet<bigint>, now: number): bigint[] {
  const { minSnapshots, maxAgeMs } = retentionSettings(metadata)
  const kept = new Set(pinned)
  const onBranch = new Set<bigint>()
  for (const [name, ref] of Object.entries(metadata.refs)) {
    if (name !== 'main' && refExpired(metadata, name, now)) continue
    kept.add(ref['snapshot-id'])
    if (ref.type === 'tag') continue
    const min = Math.max(1, ref['min-snapshots-to-keep'] ?? minSnapshots)
    const oldest = now - (ref['max-snapshot-age-ms'] ?? maxAgeMs)
    for (const [i, snapshot] of ancestors(metadata, ref['snapshot-id']).entries()) {
      onBranch.add(snapshot['snapshot-id'])
      if (i < min || snapshot['timestamp-ms'] >= oldest) kept.add(snapshot['snapshot-id'])
    }
  }
  return metadata.snapshots
    .filter(({ 'snapshot-id': id, 'timestamp-ms': time }) => {
      if (kept.has(id)) return false
      // Left over by a rollback: nothing but its age keeps it.
      return onBranch.has(id) || time < now - maxAgeMs
    })
    .map(snapshot => snapshot['snapshot-id'])
}

/** The updates that expire snapshots and references. */
export function expireUpdates(metadata: TableMetadata, pinned: ReadonlySet<bigint>, now: number): TableUpdate[] {
  const refs = Object.keys(metadata.refs).filter(name => name !== 'main' && refExpired(metadata, name, now))
  const snapshots = expiredSnapshots(metadata, pinned, now)
  return [
    ...refs.map(name => ({ action: 'remove-snapshot-ref', 'ref-name': name })),
    ...(snapshots.length > 0 ? [{ action: 'remove-snapshots', 'snapshot-ids': snapshots }] : []),
  ]
}

function refExpired(metadata: TableMetadata, name: string, now: number): boolean {
  const ref = metadata.refs[name]!
  const maxAge = ref['max-ref-age-ms']
  const snapshot = snapshotById(metadata, ref['snapshot-id'])
  return !snapshot || (maxAge !== undefined && snapshot['timestamp-ms'] < now - maxAge)
}

/** A snapshot and those before it, newest first. */
export function* ancestorsOf(metadata: TableMetadata, id: bigint | undefined): Generator<Snapshot> {
  for (let at = snapshotById(metadata, id); at; at = snapshotById(metadata, at['parent-snapshot-id'])) yield at
}

function ancestors(metadata: TableMetadata, id: bigint): Snapshot[] {
  return [...ancestorsOf(metadata, id)]
}
