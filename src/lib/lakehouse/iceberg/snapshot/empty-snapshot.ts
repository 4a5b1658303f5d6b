import { randomBytes } from 'node:crypto'
import type { Manifests } from '../avro/manifests.js'
import type { Snapshot, TableMetadata } from '../metadata/model.js'
import { applyUpdates } from '../metadata/updates.js'
import { SnapshotChanges } from './changes.js'
import { addToMain } from './prepare-commit.js'
import { summaryOf } from './summary.js'

/** A random positive 63-bit id, as Iceberg's own. */
export function newSnapshotId(): bigint {
  return randomBytes(8).readBigUInt64BE() >> 1n
}

/** The table with a first snapshot of no rows: what a CTAS of no rows leaves, in Trino and so in Athena. */
export async function withEmptySnapshot(
  manifests: Manifests,
  metadata: TableMetadata,
  now: number,
): Promise<TableMetadata> {
  const snapshot: Snapshot = {
    'snapshot-id': newSnapshotId(),
    'sequence-number': metadata['last-sequence-number'] + 1,
    'timestamp-ms': now,
    'manifest-list': '',
    summary: summaryOf('append', new SnapshotChanges(), undefined),
    'schema-id': metadata['current-schema-id'],
  }
  snapshot['manifest-list'] = await manifests.writeList(metadata, snapshot, [])
  return applyUpdates(metadata, addToMain(snapshot), now)
}
