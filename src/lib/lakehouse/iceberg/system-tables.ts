/**
 * The metadata tables that SQL reads as `"table$snapshots"`: columns and types of Trino's Iceberg connector
 * (https://trino.io/docs/current/connector/iceberg.html#metadata-tables), which are Athena's.
 */

import type { Manifests } from './avro/manifests.js'
import type { LoadedTable } from './iceberg-catalog.js'
import { ancestorsOf } from './maintenance/expire.js'
import { refSnapshotId, snapshotById, type TableMetadata } from './metadata/model.js'
import { entriesTable, filesTable } from './system/files-table.js'
import { allManifestsTable, manifestsTable } from './system/manifests-table.js'
import { partitionsTable } from './system/partitions-table.js'
import {
  bigint,
  boolean,
  columns,
  instant,
  instantText,
  integer,
  map,
  type SystemTable,
  varchar,
} from './system/system-table.js'

type Build = (table: LoadedTable, manifests: Manifests) => SystemTable

const tables: Record<string, Build> = {
  snapshots: ({ metadata }) => snapshotsTable(metadata),
  history: ({ metadata }) => historyTable(metadata),
  refs: ({ metadata }) => refsTable(metadata),
  properties: ({ metadata }) => propertiesTable(metadata),
  metadata_log_entries: table => metadataLogTable(table),
  files: ({ metadata }, manifests) => filesTable(manifests, metadata),
  manifests: ({ metadata }, manifests) => manifestsTable(manifests, metadata),
  all_manifests: ({ metadata }, manifests) => allManifestsTable(manifests, metadata),
  partitions: ({ metadata }, manifests) => partitionsTable(manifests, metadata),
  entries: ({ metadata }, manifests) => entriesTable(manifests, metadata, false),
  all_entries: ({ metadata }, manifests) => entriesTable(manifests, metadata, true),
}

/** The table behind `$<kind>`; undefined where there is none of that name. */
export function systemTable(manifests: Manifests, table: LoadedTable, kind: string): SystemTable | undefined {
  return Object.hasOwn(tables, kind) ? tables[kind]!(table, manifests) : undefined
}

function snapshotsTable(metadata: TableMetadata): SystemTable {
  return {
    columns: columns(
      ['committed_at', instant],
      ['snapshot_id', bigint],
      ['parent_id', bigint],
      ['operation', varchar],
      ['manifest_list', varchar],
      ['summary', map(varchar, varchar)],
    ),
    rows: metadata.snapshots.map(snapshot => {
      const { operation, ...summary } = snapshot.summary
      return [
        instantText(snapshot['timestamp-ms']),
        snapshot['snapshot-id'],
        snapshot['parent-snapshot-id'] ?? null,
        operation,
        snapshot['manifest-list'],
        new Map(Object.entries(summary)),
      ]
    }),
  }
}

function historyTable(metadata: TableMetadata): SystemTable {
  const ancestors = new Set<bigint>()
  for (const snapshot of ancestorsOf(metadata, refSnapshotId(metadata, 'main'))) ancestors.add(snapshot['snapshot-id'])
  return {
    columns: columns(
      ['made_current_at', instant],
      ['snapshot_id', bigint],
      ['parent_id', bigint],
      ['is_current_ancestor', boolean],
    ),
    rows: metadata['snapshot-log'].map(entry => [
      instantText(entry['timestamp-ms']),
      entry['snapshot-id'],
      snapshotById(metadata, entry['snapshot-id'])?.['parent-snapshot-id'] ?? null,
      ancestors.has(entry['snapshot-id']),
    ]),
  }
}

function refsTable(metadata: TableMetadata): SystemTable {
  return {
    columns: columns(
      ['name', varchar],
      ['type', varchar],
      ['snapshot_id', bigint],
      ['max_reference_age_in_ms', bigint],
      ['min_snapshots_to_keep', integer],
      ['max_snapshot_age_in_ms', bigint],
    ),
    rows: Object.entries(metadata.refs).map(([name, ref]) => [
      name,
      ref.type.toUpperCase(),
      ref['snapshot-id'],
      ref['max-ref-age-ms'] ?? null,
      ref['min-snapshots-to-keep'] ?? null,
      ref['max-snapshot-age-ms'] ?? null,
    ]),
  }
}

function propertiesTable(metadata: TableMetadata): SystemTable {
  const format = metadata.properties['write.format.default'] ?? 'parquet'
  const rows: [string, string][] = [
    ['format', `iceberg/${format}`],
    ['provider', 'iceberg'],
    ['current-snapshot-id', String(refSnapshotId(metadata, 'main') ?? 'none')],
    ['location', metadata.location],
    ['format-version', String(metadata['format-version'])],
    ...Object.entries(metadata.properties),
  ]
  return { columns: columns(['key', varchar], ['value', varchar]), rows }
}

/** Every metadata file with the snapshot that was current when it was written. */
function metadataLogTable({ metadata, location }: LoadedTable): SystemTable {
  const current = { 'metadata-file': location, 'timestamp-ms': metadata['last-updated-ms'] }
  return {
    columns: columns(
      ['timestamp', instant],
      ['file', varchar],
      ['latest_snapshot_id', bigint],
      ['latest_schema_id', integer],
      ['latest_sequence_number', bigint],
    ),
    rows: [...metadata['metadata-log'], current].map(entry => {
      const logged = metadata['snapshot-log'].findLast(log => log['timestamp-ms'] <= entry['timestamp-ms'])
      const snapshot = snapshotById(metadata, logged?.['snapshot-id'])
      return [
        instantText(entry['timestamp-ms']),
        entry['metadata-file'],
        logged?.['snapshot-id'] ?? null,
        snapshot?.['schema-id'] ?? null,
        snapshot?.['sequence-number'] ?? null,
      ]
    }),
  }
}
