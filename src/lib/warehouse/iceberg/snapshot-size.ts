import type { Snapshot } from './table-metadata.js'

/** What a snapshot changed and came to (spec, "Snapshots", optional summary fields). Null where its writer did not say. */
export interface SnapshotSize {
  rowsAdded: number
  rowsRemoved: number
  filesAdded: number
  filesRemoved: number
  /** The whole table after it. */
  rows: number | null
  dataFiles: number | null
  deleteFiles: number | null
  bytes: number | null
}

export function sizeOf({ operation, summary }: Pick<Snapshot, 'operation' | 'summary'>): SnapshotSize {
  const count = (name: string) => (summary[name] === undefined ? null : Number(summary[name]))
  const sum = (...names: string[]) => names.reduce((total, name) => total + (count(name) ?? 0), 0)
  // A compaction writes the same rows again.
  const rewrite = operation === 'replace'
  return {
    rowsAdded: rewrite ? 0 : sum('added-records'),
    rowsRemoved: rewrite ? 0 : sum('deleted-records', 'added-position-deletes') - sum('removed-position-deletes'),
    filesAdded: sum('added-data-files', 'added-delete-files'),
    filesRemoved: sum('deleted-data-files', 'removed-delete-files'),
    rows: liveRows(count('total-records'), count('total-position-deletes'), count('total-equality-deletes')),
    dataFiles: count('total-data-files'),
    deleteFiles: count('total-delete-files'),
    bytes: count('total-files-size'),
  }
}

/** Each position delete hides one row; what an equality delete hides is known only by reading. */
function liveRows(records: number | null, positions: number | null, equality: number | null): number | null {
  if (records === null || (equality ?? 0) > 0) return null
  return records - (positions ?? 0)
}
