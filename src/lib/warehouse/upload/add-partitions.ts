import { CreatePartitionCommand, GetTableCommand, type GlueClient, type StorageDescriptor } from '@aws-sdk/client-glue'
import { MdwError } from '../../errors.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import type { LocalFile } from './local-files.js'

/** Makes the partitions of uploaded files known to Glue; how many were new. */
export async function addPartitions(glue: GlueClient, database: string, files: LocalFile[]): Promise<number> {
  const wanted = new Map<string, LocalFile>()
  for (const file of files) if (file.partition.length > 0) wanted.set(folderOf(file.key), file)
  const storages = new Map<string, StorageDescriptor>()
  let added = 0
  for (const [folder, { table, partition }] of wanted) {
    try {
      const storage = storages.get(table.name) ?? (await storageOf(glue, database, table.name))
      storages.set(table.name, storage)
      const bucket = storage.Location!.split('/', 3).join('/')
      await glue.send(
        new CreatePartitionCommand({
          DatabaseName: database,
          TableName: table.name,
          PartitionInput: { Values: partition, StorageDescriptor: { ...storage, Location: `${bucket}/${folder}` } },
        }),
      )
      added++
    } catch (error) {
      if (awsErrorName(error) === 'AlreadyExistsException') continue
      throw awsFailure(error, `add the partition ${partition.join('/')} to ${database}.${table.name}`)
    }
  }
  return added
}

/** Refuses, before anything is sent, files of partitions for a table that Glue knows without partition columns. */
export async function checkPartitioned(glue: GlueClient, database: string, files: LocalFile[]): Promise<void> {
  for (const table of new Set(files.flatMap(file => (file.partition.length > 0 ? [file.table] : [])))) {
    const keys = await partitionKeys(glue, database, table.name)
    if (keys.join() === table.partitionedBy.join()) continue
    throw new MdwError({
      code: 'TABLE_NOT_PARTITIONED',
      message: `${database}.${table.name} is partitioned by ${keys.join(', ') || 'nothing'} in Glue, and by ${table.partitionedBy.join(', ')} in ${table.file}:${table.line}.`,
      why: 'Its new files would not be found by queries, so nothing was uploaded.',
      actions: ['Bring the table up to date: `mdw up` (locally), `mdw infra apply --env …` (on AWS).'],
    })
  }
}

async function partitionKeys(glue: GlueClient, database: string, table: string): Promise<string[]> {
  try {
    const found = await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }))
    return (found.Table?.PartitionKeys ?? []).map(({ Name }) => Name!)
  } catch (error) {
    throw awsFailure(error, `look at the table ${database}.${table}`)
  }
}

async function storageOf(glue: GlueClient, database: string, table: string): Promise<StorageDescriptor> {
  return (await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }))).Table!.StorageDescriptor!
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1)
}
