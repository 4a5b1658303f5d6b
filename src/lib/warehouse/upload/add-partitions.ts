import { BatchCreatePartitionCommand, type GlueClient, type PartitionError } from '@aws-sdk/client-glue'
import { MdwError } from '../../errors.js'
import { awsFailure } from '../aws-error.js'
import { findGlueTable } from '../tables.js'
import type { LocalFile } from './local-files.js'

/** Most partitions in one BatchCreatePartition (Glue API reference). */
const BATCH = 100

/** Makes the partitions of uploaded files known to Glue; how many were new. */
export async function addPartitions(glue: GlueClient, database: string, files: LocalFile[]): Promise<number> {
  const tables = new Map<string, Map<string, string[]>>()
  for (const { key, table, partition } of files) {
    if (partition.length === 0) continue
    const folders = tables.get(table.name) ?? new Map<string, string[]>()
    tables.set(table.name, folders.set(folderOf(key), partition))
  }
  let added = 0
  for (const [table, folders] of tables) added += await addTo(glue, database, table, [...folders])
  return added
}

async function addTo(glue: GlueClient, database: string, table: string, folders: [string, string[]][]) {
  let added = 0
  try {
    const storage = (await findGlueTable(glue, database, table))!.StorageDescriptor!
    const bucket = storage.Location!.split('/', 3).join('/')
    for (let start = 0; start < folders.length; start += BATCH) {
      const PartitionInputList = folders.slice(start, start + BATCH).map(([folder, Values]) => ({
        Values,
        StorageDescriptor: { ...storage, Location: `${bucket}/${folder}` },
      }))
      const request = { DatabaseName: database, TableName: table, PartitionInputList }
      const { Errors = [] } = await glue.send(new BatchCreatePartitionCommand(request))
      const real = Errors.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException')
      if (real !== undefined) throw partitionError(real)
      added += PartitionInputList.length - Errors.length
    }
  } catch (error) {
    throw awsFailure(error, `add partitions to ${database}.${table}`)
  }
  return added
}

function partitionError({ PartitionValues = [], ErrorDetail }: PartitionError): Error {
  const { ErrorCode = 'Error', ErrorMessage = '' } = ErrorDetail ?? {}
  return Object.assign(new Error(`${PartitionValues.join('/')}: ${ErrorMessage}`), { name: ErrorCode })
}

/** Refuses, before anything is sent, files of partitions for a table that Glue knows without partition columns. */
export async function checkPartitioned(glue: GlueClient, database: string, files: LocalFile[]): Promise<void> {
  for (const table of new Set(files.flatMap(file => (file.partition.length > 0 ? [file.table] : [])))) {
    const keys = await partitionKeys(glue, database, table.name)
    if (keys.join() === table.partitionedBy.join()) continue
    throw new MdwError({
      code: 'RAW_TABLE_PARTITIONS_DIFFER',
      message: `${database}.${table.name} is partitioned by ${keys.join(', ') || 'nothing'} in Glue, and by ${table.partitionedBy.join(', ')} in ${table.file}:${table.line}.`,
      why: 'Its new files would not be found by queries, so nothing was uploaded.',
      actions: ['Bring the table up to date: `mdw up` (locally), `mdw infra apply --env …` (on AWS).'],
    })
  }
}

async function partitionKeys(glue: GlueClient, database: string, table: string): Promise<string[]> {
  return ((await findGlueTable(glue, database, table))?.PartitionKeys ?? []).map(({ Name }) => Name!)
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
