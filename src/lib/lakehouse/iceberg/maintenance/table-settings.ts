import type { TableMetadata } from '../metadata/model.js'

const megabyte = 1024 * 1024

/** When OPTIMIZE rewrites a file: Athena's table properties and their defaults ("Iceberg table properties" in its user guide). */
export interface RewriteSettings {
  targetFileSize: number
  minFileSize: number
  maxFileSize: number
  /** Fewer files than this that need rewriting are left alone. */
  dataFileThreshold: number
  /** A data file with at least this many delete files is rewritten whatever its size. */
  deleteFileThreshold: number
}

export function rewriteSettings({ properties }: TableMetadata): RewriteSettings {
  const number = (names: string[], fallback: number) => {
    const value = names.map(name => properties[name]).find(text => text !== undefined)
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : fallback
  }
  const targetFileSize = number(['write_target_data_file_size_bytes', 'write.target-file-size-bytes'], 512 * megabyte)
  return {
    targetFileSize,
    minFileSize: number(['optimize_rewrite_min_data_file_size_bytes'], Math.floor(0.75 * targetFileSize)),
    maxFileSize: number(['optimize_rewrite_max_data_file_size_bytes'], Math.floor(1.8 * targetFileSize)),
    dataFileThreshold: number(['optimize_rewrite_data_file_threshold'], 5),
    deleteFileThreshold: number(['optimize_rewrite_delete_file_threshold'], 2),
  }
}

/** What VACUUM keeps. */
export interface RetentionSettings {
  minSnapshots: number
  maxAgeMs: number
  maxMetadataFiles: number
}

export function retentionSettings({ properties }: TableMetadata): RetentionSettings {
  const number = (name: string, fallback: number) => {
    const value = properties[name]
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : fallback
  }
  return {
    minSnapshots: number('vacuum_min_snapshots_to_keep', number('history.expire.min-snapshots-to-keep', 1)),
    maxAgeMs:
      properties.vacuum_max_snapshot_age_seconds === undefined
        ? number('history.expire.max-snapshot-age-ms', 432_000_000)
        : number('vacuum_max_snapshot_age_seconds', 432_000) * 1000,
    maxMetadataFiles: number('vacuum_max_metadata_files_to_keep', 100),
  }
}
