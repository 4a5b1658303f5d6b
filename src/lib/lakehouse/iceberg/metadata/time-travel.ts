import type { AsOf } from '../../sql/resolver.js'
import { TrinoError } from '../../sql/trino-error.js'
import { type Snapshot, snapshotById, type TableMetadata } from './model.js'

/**
 * The snapshot that `FOR TIMESTAMP AS OF` or `FOR VERSION AS OF` names: by time the one that was current then (the snapshot
 * log, which knows of rollbacks), by id any that is left, by name a branch or tag. Errors are Trino's;
 * `table` is the name they show.
 */
export function timeTravel(metadata: TableMetadata, asOf: AsOf, table = metadata.location): Snapshot {
  if (asOf.kind === 'timestamp') {
    const millis = asOf.epochMicros / 1000n
    const entry = metadata['snapshot-log'].findLast(({ 'timestamp-ms': time }) => BigInt(time) <= millis)
    const snapshot = snapshotById(metadata, entry?.['snapshot-id'])
    if (snapshot) return snapshot
    const time = new Date(Number(millis)).toISOString().replace('.000Z', 'Z')
    throw new TrinoError('INVALID_ARGUMENTS', `No version history table ${table} at or before ${time}`)
  }
  if ('ref' in asOf) {
    const snapshot = snapshotById(metadata, metadata.refs[asOf.ref]?.['snapshot-id'])
    if (snapshot) return snapshot
    throw new TrinoError('INVALID_ARGUMENTS', `Cannot find snapshot with reference name: ${asOf.ref}`)
  }
  const snapshot = snapshotById(metadata, asOf.id)
  if (snapshot) return snapshot
  throw new TrinoError('INVALID_ARGUMENTS', `Iceberg snapshot ID does not exists: ${asOf.id}`)
}
