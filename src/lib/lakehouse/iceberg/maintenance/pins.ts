import { currentSnapshot, type TableMetadata } from '../metadata/model.js'

/**
 * What running queries read. A query pins a table's snapshot when it resolves the name; snapshots from that one on are kept
 * by VACUUM until it lets go, since the engine may load the table a little later and see a newer one.
 */
export class SnapshotPins {
  private readonly pins = new Map<symbol, { uuid: string; sequenceNumber: number }>()

  /** Pins the given snapshot of a table, or its current one. Returns the release. */
  pin(metadata: TableMetadata, snapshotId?: bigint): () => void {
    const snapshot =
      snapshotId === undefined
        ? currentSnapshot(metadata)
        : metadata.snapshots.find(candidate => candidate['snapshot-id'] === snapshotId)
    const key = Symbol('pin')
    this.pins.set(key, { uuid: metadata['table-uuid'], sequenceNumber: snapshot?.['sequence-number'] ?? 0 })
    return () => {
      this.pins.delete(key)
    }
  }

  /** Ids of the snapshots that must stay. */
  pinned(metadata: TableMetadata): Set<bigint> {
    const oldest = Math.min(
      ...[...this.pins.values()].filter(pin => pin.uuid === metadata['table-uuid']).map(pin => pin.sequenceNumber),
    )
    return new Set(
      metadata.snapshots
        .filter(snapshot => snapshot['sequence-number'] >= oldest)
        .map(snapshot => snapshot['snapshot-id']),
    )
  }
}
