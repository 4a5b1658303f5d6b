import { gunzipSync } from 'node:zlib'
import type { GlueClient, Table } from '@aws-sdk/client-glue'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { MdwError } from '../../errors.js'
import { awsErrorName, awsFailure } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import { findGlueTable, parseS3Uri } from '../tables.js'
import { parseMetadata, type TableMetadata } from './table-metadata.js'

/** An Iceberg table as it was at one moment: Glue's entry, and the metadata file that it points at. */
export interface IcebergTable {
  database: string
  name: string
  glue: Table
  metadataLocation: string
  /** The metadata file as it is, for changes that keep every digit of it. */
  metadataText: string
  metadata: TableMetadata
}

/** Reads one Glue entry and one object: nothing is scanned, nothing paid for. */
export async function openIcebergTable(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  table: { database: string; name: string },
): Promise<IcebergTable> {
  const glue = await getTable(clients.glue, table.database, table.name)
  return readIcebergTable(clients.s3, table.database, glue)
}

/** `openIcebergTable` where Glue's entry is known already. */
export async function readIcebergTable(s3: S3Client, database: string, glue: Table): Promise<IcebergTable> {
  const metadataLocation = glue.Parameters?.metadata_location ?? ''
  const metadataText = await readMetadataText(s3, metadataLocation, `${database}.${glue.Name}`)
  return { database, name: glue.Name!, glue, metadataLocation, metadataText, metadata: parseMetadata(metadataText) }
}

async function getTable(glue: GlueClient, database: string, name: string): Promise<Table> {
  const found = await findGlueTable(glue, database, name)
  if (found !== undefined) return found
  throw new MdwError({
    code: 'TABLE_NOT_FOUND',
    message: `There is no table ${database}.${name} any more.`,
    why: 'It was dropped or renamed meanwhile, perhaps by a build that is running.',
    actions: ['Run the command again when the build is done. `mdw status` lists the tables.'],
  })
}

async function readMetadataText(s3: S3Client, location: string, table: string): Promise<string> {
  const place = parseS3Uri(location)
  if (place === undefined) throw unreadable(table, `Glue’s metadata_location is "${location}".`)
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }))
    const bytes = Buffer.from(await object.Body!.transformToByteArray())
    // `….gz.metadata.json`: Iceberg's write.metadata.compression-codec.
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchKey') throw unreadable(table, `${location} does not exist.`)
    throw awsFailure(error, `read the metadata of ${table}`)
  }
}

function unreadable(table: string, why: string): MdwError {
  return new MdwError({
    code: 'METADATA_UNREADABLE',
    message: `The Iceberg metadata of ${table} can’t be read.`,
    why,
    actions: ['Rebuild the table: `mdw build --select <model> --full-refresh`.'],
  })
}
