import type { Manifests } from '../avro/manifests.js'
import { badRequest } from '../iceberg-error.js'
import type { PartitionField, Snapshot, TableMetadata } from '../metadata/model.js'

/**
 * Refuses a client's snapshot whose manifests do not fit the table: a missing file, or a partition spec that is another one
 * here. DuckDB 1.5.5 does not survive reading such a table.
 */
export function checkManifests(manifests: Manifests, before: TableMetadata, after: TableMetadata): void {
  const known = new Set(before.snapshots.map(snapshot => snapshot['snapshot-id']))
  for (const snapshot of after.snapshots)
    if (!known.has(snapshot['snapshot-id'])) checkSnapshot(manifests, after, snapshot)
}

function checkSnapshot(manifests: Manifests, metadata: TableMetadata, snapshot: Snapshot): void {
  const id = snapshot['snapshot-id']
  const refuse = (reason: string) => badRequest(`Cannot add snapshot ${id}: ${reason}`)
  const added = readable(() => manifests.list(snapshot)).filter(manifest => manifest.addedSnapshotId === id)
  for (const manifest of added) {
    const spec = metadata['partition-specs'].find(candidate => candidate['spec-id'] === manifest.specId)
    if (!spec) throw refuse(`${manifest.path} has the unknown partition spec ${manifest.specId}`)
    const text = readable(() => manifests.raw(manifest)).meta['partition-spec']?.toString()
    if (text === undefined) continue
    const written = fieldIds(JSON.parse(text) as PartitionField[])
    if (written !== fieldIds(spec.fields))
      throw refuse(`${manifest.path} was written with another partition spec than ${manifest.specId}`)
  }

  function readable<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw refuse(`its manifests cannot be read: ${(error as Error).message}`)
    }
  }
}

/** Version 1 writers leave the ids out: they count up from 1000. */
function fieldIds(fields: PartitionField[]): string {
  return fields.map((field, i) => field['field-id'] ?? 1000 + i).join(',')
}
