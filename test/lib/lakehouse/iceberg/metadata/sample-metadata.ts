import type { Snapshot, TableMetadata } from '../../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { newTableMetadata } from '../../../../../src/lib/lakehouse/iceberg/metadata/new-table.js'
import { applyUpdates } from '../../../../../src/lib/lakehouse/iceberg/metadata/updates.js'

/** `id int, name string, ts timestamp`, partitioned by day(ts), without a snapshot, made at time 1000. */
export function sampleMetadata(properties: Record<string, string> = {}): TableMetadata {
  return newTableMetadata(
    {
      location: 's3://b/t',
      fields: [
        { id: 1, name: 'id', required: false, type: 'int' },
        { id: 2, name: 'name', required: false, type: 'string' },
        { id: 3, name: 'ts', required: false, type: 'timestamp' },
      ],
      spec: { fields: [{ 'source-id': 3, transform: 'day', name: 'ts_day' }] },
      properties,
    },
    1000,
  )
}

export function snapshot(id: bigint, sequence: number, time: number, parent?: bigint): Snapshot {
  return {
    'snapshot-id': id,
    ...(parent !== undefined && { 'parent-snapshot-id': parent }),
    'sequence-number': sequence,
    'timestamp-ms': time,
    'manifest-list': `s3://b/t/metadata/snap-${id}.avro`,
    summary: { operation: 'append' },
    'schema-id': 0,
  }
}

/** The metadata with a chain of snapshots 1, 2, 3, … on main, one at each of the times. */
export function withSnapshots(metadata: TableMetadata, times: number[]): TableMetadata {
  return times.reduce((current, time, i) => {
    const id = BigInt(i + 1)
    return applyUpdates(
      current,
      [
        { action: 'add-snapshot', snapshot: snapshot(id, i + 1, time, i === 0 ? undefined : id - 1n) },
        { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': id },
      ],
      time,
    )
  }, metadata)
}
