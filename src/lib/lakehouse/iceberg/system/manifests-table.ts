import type { TrinoType } from '../../sql/types/type.js'
import type { AvroRecord } from '../avro/container.js'
import { type ManifestFile, manifestContent } from '../avro/manifest-list.js'
import type { Manifests } from '../avro/manifests.js'
import { currentSnapshot, specById, type TableMetadata } from '../metadata/model.js'
import { resultType } from '../partition/transform.js'
import { sourceType } from './partition-row.js'
import { humanText } from './single-value.js'
import {
  array,
  bigint,
  boolean,
  columns,
  integer,
  row,
  type SystemTable,
  type SystemValue,
  varchar,
} from './system-table.js'

const summaries: TrinoType = array(
  row([
    ['contains_null', boolean],
    ['contains_nan', boolean],
    ['lower_bound', varchar],
    ['upper_bound', varchar],
  ]),
)

/** `$manifests`: the manifests of the current snapshot. */
export function manifestsTable(manifests: Manifests, metadata: TableMetadata): SystemTable {
  return {
    columns: columns(
      ['path', varchar],
      ['length', bigint],
      ['partition_spec_id', integer],
      ['added_snapshot_id', bigint],
      ['added_data_files_count', integer],
      ['added_rows_count', bigint],
      ['existing_data_files_count', integer],
      ['existing_rows_count', bigint],
      ['deleted_data_files_count', integer],
      ['deleted_rows_count', bigint],
      ['partition_summaries', summaries],
    ),
    rows: manifests
      .list(currentSnapshot(metadata))
      .map(manifest => [
        manifest.path,
        manifest.length,
        manifest.specId,
        manifest.addedSnapshotId,
        manifest.addedFiles,
        manifest.addedRows,
        manifest.existingFiles,
        manifest.existingRows,
        manifest.deletedFiles,
        manifest.deletedRows,
        summariesOf(manifest, metadata),
      ]),
  }
}

/** `$all_manifests`: the manifests of every snapshot. */
export function allManifestsTable(manifests: Manifests, metadata: TableMetadata): SystemTable {
  return {
    columns: columns(
      ['path', varchar],
      ['length', bigint],
      ['partition_spec_id', integer],
      ['added_snapshot_id', bigint],
      ['added_data_files_count', integer],
      ['existing_data_files_count', integer],
      ['deleted_data_files_count', integer],
      ['added_delete_files_count', integer],
      ['existing_delete_files_count', integer],
      ['deleted_delete_files_count', integer],
      ['partition_summaries', summaries],
      ['reference_snapshot_id', bigint],
    ),
    rows: metadata.snapshots.flatMap(snapshot =>
      manifests.list(snapshot).map(manifest => {
        const counts = [manifest.addedFiles, manifest.existingFiles, manifest.deletedFiles]
        const none = [0, 0, 0]
        const isData = manifest.content === manifestContent.data
        return [
          manifest.path,
          manifest.length,
          manifest.specId,
          manifest.addedSnapshotId,
          ...(isData ? counts : none),
          ...(isData ? none : counts),
          summariesOf(manifest, metadata),
          snapshot['snapshot-id'],
        ]
      }),
    ),
  }
}

function summariesOf(manifest: ManifestFile, metadata: TableMetadata): SystemValue {
  const list = manifest.record.f507 as AvroRecord[] | null | undefined
  if (!list) return null
  const { fields } = specById(metadata, manifest.specId)
  return list.map((summary, i) => {
    const field = fields[i]
    const source = field && sourceType(metadata, field['source-id'])
    const text = (bytes: Uint8Array | null) =>
      field && source
        ? humanText(bytes && Buffer.from(bytes), resultType(field.transform, source), field.transform)
        : null
    return [summary.f509, summary.f518 ?? null, text(summary.f510), text(summary.f511)]
  })
}
