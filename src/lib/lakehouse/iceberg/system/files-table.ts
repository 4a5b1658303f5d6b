import type { RelationColumn } from '../../sql/resolver.js'
import { type DataFile, entryStatus } from '../avro/manifest.js'
import type { ManifestFile } from '../avro/manifest-list.js'
import type { Manifests } from '../avro/manifests.js'
import { currentSnapshot, type Snapshot, type TableMetadata } from '../metadata/model.js'
import { boundTexts, FileMetrics, leafColumns, readableMetrics } from './file-metrics.js'
import { type PartitionColumn, partitionColumns, partitionRow, partitionRowType } from './partition-row.js'
import {
  array,
  bigint,
  columns,
  integer,
  map,
  row,
  type SystemTable,
  type SystemValue,
  varbinary,
  varchar,
} from './system-table.js'

/** `$files`: the data and delete files of the current snapshot. */
export function filesTable(manifests: Manifests, metadata: TableMetadata): SystemTable {
  const shape = new FileShape(metadata)
  const rows = listedEntries(manifests, [currentSnapshot(metadata)])
    .filter(({ entry }) => entry.status !== entryStatus.deleted)
    .map(({ entry }) => [...shape.values(entry.file), shape.metrics(entry.file)])
  return { columns: [...shape.columns, { name: 'readable_metrics', type: { kind: 'json' } }], rows }
}

/** `$entries` (current snapshot) and `$all_entries` (all snapshots): the manifests' entries, removed ones too. */
export function entriesTable(manifests: Manifests, metadata: TableMetadata, all: boolean): SystemTable {
  const shape = new FileShape(metadata)
  const snapshots = all ? metadata.snapshots : [currentSnapshot(metadata)]
  const rows = listedEntries(manifests, snapshots).map(({ entry }) => [
    entry.status,
    entry.snapshotId,
    entry.sequenceNumber,
    entry.fileSequenceNumber,
    shape.values(entry.file),
    shape.metrics(entry.file),
  ])
  return {
    columns: columns(
      ['status', integer],
      ['snapshot_id', bigint],
      ['sequence_number', bigint],
      ['file_sequence_number', bigint],
      ['data_file', row(shape.columns.map(column => [column.name, column.type]))],
      ['readable_metrics', { kind: 'json' }],
    ),
    rows,
  }
}

/** Each manifest once, though many snapshots list it. */
function listedEntries(manifests: Manifests, snapshots: (Snapshot | undefined)[]) {
  const seen = new Map<string, ManifestFile>()
  for (const snapshot of snapshots) for (const manifest of manifests.list(snapshot)) seen.set(manifest.path, manifest)
  return [...seen.values()].flatMap(manifest => manifests.entries(manifest).map(entry => ({ entry, manifest })))
}

/** The columns of a file and their values. */
class FileShape {
  readonly columns: RelationColumn[]
  private readonly partition: PartitionColumn[]
  private readonly leaves

  constructor(metadata: TableMetadata) {
    this.partition = partitionColumns(metadata)
    this.leaves = leafColumns(metadata)
    this.columns = columns(
      ['content', integer],
      ['file_path', varchar],
      ['file_format', varchar],
      ['spec_id', integer],
      // An unpartitioned table has no such column.
      ...(this.partition.length > 0
        ? [['partition', partitionRowType(this.partition)] as [string, typeof integer]]
        : []),
      ['record_count', bigint],
      ['file_size_in_bytes', bigint],
      ['column_sizes', map(integer, bigint)],
      ['value_counts', map(integer, bigint)],
      ['null_value_counts', map(integer, bigint)],
      ['nan_value_counts', map(integer, bigint)],
      ['lower_bounds', map(integer, varchar)],
      ['upper_bounds', map(integer, varchar)],
      ['key_metadata', varbinary],
      ['split_offsets', array(bigint)],
      ['equality_ids', array(integer)],
      ['sort_order_id', integer],
    )
  }

  values(file: DataFile): SystemValue[] {
    const metrics = new FileMetrics(file.record)
    return [
      file.content,
      file.path,
      file.format,
      file.specId,
      ...(this.partition.length > 0 ? [partitionRow(this.partition, file)] : []),
      file.recordCount,
      file.size,
      metrics.columnSizes ?? null,
      metrics.valueCounts ?? null,
      metrics.nullCounts ?? null,
      metrics.nanCounts ?? null,
      boundTexts(metrics.lower, this.leaves),
      boundTexts(metrics.upper, this.leaves),
      file.record.f131 ?? null,
      file.record.f132 ?? null,
      file.record.f135 ?? null,
      file.record.f140 ?? null,
    ]
  }

  metrics(file: DataFile): string {
    return readableMetrics(new FileMetrics(file.record), this.leaves)
  }
}
