import type { TableMetadata } from '../iceberg/table-metadata.js'

const MiB = 1024 * 1024

/** A table's own settings of OPTIMIZE and VACUUM, else Athena's defaults (Athena: "Iceberg table properties"). */
export interface MaintenanceSettings {
  /** Smaller data files are rewritten together. */
  smallFileBytes: number
  targetFileBytes: number
  /** Fewer small files in a partition are left alone. */
  dataFileThreshold: number
  /** A data file with as many delete files is rewritten, whatever its size. */
  deleteFileThreshold: number
  maxSnapshotAgeSeconds: number
  minSnapshotsToKeep: number
}

/** The property that VACUUM's age is set by. */
export const MAX_SNAPSHOT_AGE = 'vacuum_max_snapshot_age_seconds'

export function maintenanceSettings({ properties }: Pick<TableMetadata, 'properties'>): MaintenanceSettings {
  const number = (names: string[], fallback: number) => {
    const value = Number(names.map(name => properties[name]).find(given => given !== undefined) ?? fallback)
    return Number.isFinite(value) ? value : fallback
  }
  const targetFileBytes = number(['write_target_data_file_size_bytes', 'write.target-file-size-bytes'], 512 * MiB)
  const ageMs = properties['history.expire.max-snapshot-age-ms']
  return {
    smallFileBytes: number(['optimize_rewrite_min_data_file_size_bytes'], 0.75 * targetFileBytes),
    targetFileBytes,
    dataFileThreshold: number(['optimize_rewrite_data_file_threshold'], 5),
    deleteFileThreshold: number(['optimize_rewrite_delete_file_threshold'], 2),
    maxSnapshotAgeSeconds: number([MAX_SNAPSHOT_AGE], ageMs === undefined ? 432_000 : Number(ageMs) / 1000),
    minSnapshotsToKeep: number(['vacuum_min_snapshots_to_keep', 'history.expire.min-snapshots-to-keep'], 1),
  }
}
