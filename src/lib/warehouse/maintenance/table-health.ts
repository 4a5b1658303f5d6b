import type { S3Client } from '@aws-sdk/client-s3'
import { type DataFile, readDataFiles } from '../iceberg/data-files.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { findSnapshot, type TableMetadata } from '../iceberg/table-metadata.js'
import { type MaintenanceSettings, maintenanceSettings } from './settings.js'

/** How much a table needs maintenance. */
export interface TableHealth {
  dataFiles: number
  bytes: number
  /** Null for an empty table. */
  meanFileBytes: number | null
  /** Data files below the target size. */
  smallFiles: number
  /** Data files that OPTIMIZE would rewrite: small ones that lie together, and those with delete files. */
  rewritableFiles: number
  /** What would become of those. */
  filesAfter: number
  deleteFiles: number
  /** Delete files that a rewrite would merge. */
  mergeableDeletes: number
  partitions: number
  snapshots: number
  /** Snapshots that VACUUM would expire now. */
  expirableSnapshots: number
  metadataBytes: number
}

/** Files of one partition of one spec. */
export interface PartitionFiles {
  specId: number
  values: Record<string, unknown>
  data: DataFile[]
  deletes: DataFile[]
}

/** What OPTIMIZE would do to a partition. */
export interface Rewrite {
  files: number
  after: number
  deletes: number
}

/** Reads the current snapshot's manifests and counts. `maxAgeSeconds` stands in for the table's own retention. */
export async function tableHealth(
  s3: S3Client,
  table: IcebergTable,
  now: Date,
  maxAgeSeconds?: number,
): Promise<TableHealth> {
  const snapshot = findSnapshot(table.metadata, table.metadata.currentSnapshotId)
  const files = snapshot === undefined ? [] : await readDataFiles(s3, snapshot)
  return measure(table, files, now, maxAgeSeconds)
}

/** `tableHealth` on files that were read already. */
export function measure(
  { metadata, metadataText }: Pick<IcebergTable, 'metadata' | 'metadataText'>,
  files: DataFile[],
  now: Date,
  maxAgeSeconds?: number,
): TableHealth {
  const own = maintenanceSettings(metadata)
  const settings = { ...own, maxSnapshotAgeSeconds: maxAgeSeconds ?? own.maxSnapshotAgeSeconds }
  const data = files.filter(({ kind }) => kind === 'data')
  const bytes = data.reduce((total, file) => total + file.bytes, 0)
  const partitions = byPartition(files)
  const rewrites = partitions.map(partition => rewriteOf(partition, settings))
  const sum = (pick: (rewrite: Rewrite) => number) => rewrites.reduce((total, rewrite) => total + pick(rewrite), 0)
  return {
    ...{ dataFiles: data.length, bytes, meanFileBytes: data.length === 0 ? null : Math.round(bytes / data.length) },
    smallFiles: data.filter(file => file.bytes < settings.smallFileBytes).length,
    rewritableFiles: sum(rewrite => rewrite.files),
    filesAfter: sum(({ after }) => after),
    deleteFiles: files.length - data.length,
    mergeableDeletes: sum(({ deletes }) => deletes),
    partitions: partitions.length,
    snapshots: metadata.snapshots.length,
    expirableSnapshots: expirable(metadata, settings, now).length,
    metadataBytes: Buffer.byteLength(metadataText),
  }
}

export function byPartition(files: DataFile[]): PartitionFiles[] {
  const groups = new Map<string, PartitionFiles>()
  for (const file of files) {
    const key = JSON.stringify([file.specId, file.partition])
    let group = groups.get(key)
    if (group === undefined) {
      group = { specId: file.specId, values: file.partition, data: [], deletes: [] }
      groups.set(key, group)
    }
    if (file.kind === 'data') group.data.push(file)
    else group.deletes.push(file)
  }
  return [...groups.values()]
}

/**
 * Which files OPTIMIZE takes: those with enough delete files, and the small ones where there are enough of them or others of
 * the partition are rewritten anyway.
 */
export function rewriteOf({ data, deletes }: PartitionFiles, settings: MaintenanceSettings): Rewrite {
  const deletesOf = (file: DataFile) =>
    deletes.filter(({ about, sequence }) => (about ?? file.path) === file.path && file.sequence <= sequence)
  const threshold = Math.max(1, settings.deleteFileThreshold)
  const deleted = deletes.length < threshold ? [] : data.filter(file => deletesOf(file).length >= threshold)
  const small = data.filter(file => file.bytes < settings.smallFileBytes && !deleted.includes(file))
  const enough = small.length >= Math.max(2, settings.dataFileThreshold) || deleted.length > 0
  const taken = enough ? [...deleted, ...small] : deleted
  const bytes = taken.reduce((sum, file) => sum + file.bytes, 0)
  const merged = new Set(taken.flatMap(deletesOf))
  return { files: taken.length, after: Math.ceil(bytes / settings.targetFileBytes), deletes: merged.size }
}

/**
 * Ids of the snapshots that VACUUM would expire: older than the age, not among the newest of the current line that are kept
 * by number, and no branch's or tag's head.
 */
export function expirable(metadata: TableMetadata, settings: MaintenanceSettings, now: Date): string[] {
  const kept = new Set(Object.values(metadata.refs).map(({ snapshotId }) => snapshotId))
  let line = findSnapshot(metadata, metadata.currentSnapshotId)
  for (let count = 0; line !== undefined && count < Math.max(1, settings.minSnapshotsToKeep); count++) {
    kept.add(line.id)
    line = findSnapshot(metadata, line.parentId)
  }
  const oldest = now.getTime() - settings.maxSnapshotAgeSeconds * 1000
  return metadata.snapshots
    .filter(({ id, committedAt }) => !kept.has(id) && committedAt.getTime() < oldest)
    .map(({ id }) => id)
}
