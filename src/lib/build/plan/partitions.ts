import { type GlueClient, paginateGetPartitions } from '@aws-sdk/client-glue'
import type { AwsClients } from '../../warehouse/clients.js'
import { eachLimited } from '../../warehouse/each-limited.js'
import { readDataFiles } from '../../warehouse/iceberg/data-files.js'
import { openIcebergTable } from '../../warehouse/iceberg/open-table.js'
import { findSnapshot } from '../../warehouse/iceberg/table-metadata.js'
import type { TableSummary } from '../../warehouse/tables.js'

export interface PartitionCounts {
  /** Partitions that hold rows; null where counting would take many requests. */
  now: number | null
  /** How many of them the last statement touched that changed rows, rather than only adding some; null where none did. */
  lastChanged: number | null
}

/** A manifest is one request, and has hundreds of files at least in a table that is this large. */
const MOST_FILES = 50_000
const AT_ONCE = 4

/** Of each partitioned table, from Iceberg's manifests or Glue's partitions. No statement is run. */
export async function countPartitions(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  tables: Pick<TableSummary, 'database' | 'name' | 'kind'>[],
): Promise<Map<string, PartitionCounts>> {
  const counts = await eachLimited(tables, AT_ONCE, async table => {
    const name = `${table.database}.${table.name}`
    if (table.kind === 'iceberg') return [name, await icebergPartitions(clients, table)] as const
    return [name, { now: await hivePartitions(clients.glue, table), lastChanged: null }] as const
  })
  return new Map(counts)
}

async function icebergPartitions(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  table: { database: string; name: string },
): Promise<PartitionCounts> {
  const { metadata } = await openIcebergTable(clients, table)
  const snapshot = findSnapshot(metadata, metadata.currentSnapshotId)
  if (snapshot === undefined) return { now: 0, lastChanged: null }
  const changes = metadata.snapshots.findLast(({ operation }) => operation === 'overwrite')
  // Iceberg spec, "Snapshots", optional summary fields.
  const changed = Number(changes?.summary['changed-partition-count'])
  const lastChanged = Number.isInteger(changed) ? changed : null
  if (Number(snapshot.summary['total-data-files'] ?? 0) > MOST_FILES) return { now: null, lastChanged }
  const files = await readDataFiles(clients.s3, snapshot)
  const partitions = files
    .filter(({ kind }) => kind === 'data')
    .map(file => JSON.stringify([file.specId, file.partition]))
  return { now: new Set(partitions).size, lastChanged }
}

async function hivePartitions(
  glue: GlueClient,
  { database, name }: { database: string; name: string },
): Promise<number> {
  let count = 0
  const request = { DatabaseName: database, TableName: name, ExcludeColumnSchema: true }
  for await (const page of paginateGetPartitions({ client: glue }, request)) count += page.Partitions?.length ?? 0
  return count
}
