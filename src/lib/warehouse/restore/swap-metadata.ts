import { randomUUID } from 'node:crypto'
import { type Table, type TableInput, UpdateTableCommand } from '@aws-sdk/client-glue'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { MdwError } from '../../errors.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { findGlueTable, parseS3Uri } from '../tables.js'
import { nameOf } from '../time-travel/choose-snapshot.js'
import { nextMetadataLocation } from './restored-metadata.js'

/** Glue's answers to an UpdateTable whose VersionId is not the table's any more. */
const CONFLICTS = ['ConcurrentModificationException', 'VersionMismatchException']

/**
 * Writes a new metadata file and makes Glue point at it, if the table is still the one that was read: Glue compares
 * VersionId, which is the optimistic lock of Iceberg's own Glue catalog. Either all of it happens or nothing.
 */
export async function swapMetadata(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  table: IcebergTable,
  metadataText: string,
): Promise<string> {
  const location = nextMetadataLocation(table.metadataLocation, randomUUID())
  const { bucket: Bucket, key: Key } = parseS3Uri(location)!
  try {
    const object = { Bucket, Key, Body: metadataText, ContentType: 'application/json', IfNoneMatch: '*' }
    await clients.s3.send(new PutObjectCommand(object))
  } catch (error) {
    throw awsFailure(error, `write ${location}`)
  }
  try {
    await clients.glue.send(
      new UpdateTableCommand({
        DatabaseName: table.database,
        TableInput: pointedAt(table, location),
        VersionId: table.glue.VersionId,
        SkipArchive: true,
      }),
    )
  } catch (error) {
    // The answer may have been lost after the change was made; while that is not known, the file stays.
    const current = await findGlueTable(clients.glue, table.database, table.name).catch(() => 'unknown' as const)
    if (current === 'unknown') throw awsFailure(error, `update the table ${nameOf(table)}`)
    if (current?.Parameters?.metadata_location === location) return location
    await clients.s3.send(new DeleteObjectCommand({ Bucket, Key })).catch(() => {})
    if (CONFLICTS.includes(awsErrorName(error) ?? '')) throw changedMeanwhile(table)
    throw awsFailure(error, `update the table ${nameOf(table)}`)
  }
  return location
}

function pointedAt(table: IcebergTable, location: string): TableInput {
  const input = inputOf(table.glue)
  const pointers = { metadata_location: location, previous_metadata_location: table.metadataLocation }
  return { ...input, Parameters: { ...input.Parameters, ...pointers } }
}

/** A Glue table as UpdateTable and CreateTable take it: what GetTable adds of its own is left out, all else stays. */
export function inputOf(table: Table): TableInput {
  const { Name, Description, Owner, LastAccessTime, LastAnalyzedTime, Retention, TargetTable } = table
  const { StorageDescriptor, PartitionKeys, ViewOriginalText, ViewExpandedText, TableType, Parameters } = table
  return {
    ...{ Name, Description, Owner, LastAccessTime, LastAnalyzedTime, Retention, TargetTable },
    ...{ StorageDescriptor, PartitionKeys, ViewOriginalText, ViewExpandedText, TableType, Parameters },
  }
}

function changedMeanwhile(table: IcebergTable): MdwError {
  return new MdwError({
    code: 'TABLE_CHANGED',
    message: `${nameOf(table)} was changed by somebody else meanwhile. Nothing was restored.`,
    why: 'A build or another command committed to it after mdw had read it, and its rows would have been lost.',
    actions: [`Look at \`mdw history ${nameOf(table)}\`, then run the command again.`],
  })
}
