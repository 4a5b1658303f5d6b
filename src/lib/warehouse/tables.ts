import {
  DeleteTableCommand,
  GetTableCommand,
  type GlueClient,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue'
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { parse } from 'lossless-json'
import { type Environment, LAYERS, type Layer, layerDatabase } from '../project/environment.js'
import { awsErrorName, awsFailure, awsStatus, isDenied } from './aws-error.js'
import type { AwsClients } from './clients.js'
import { eachLimited } from './each-limited.js'

export type TableKind = 'view' | 'iceberg' | 'csv' | 'hive'

export interface TableSummary {
  layer: Layer
  database: string
  name: string
  kind: TableKind
  /** Null where counting would need a query, and for views. */
  rows: number | null
  files: number | null
  bytes: number | null
}

const TABLES_AT_ONCE = 16

/**
 * The tables of the four layers with their sizes: from the newest snapshot's summary for Iceberg, from the objects for
 * Hive tables. No query is run, so nothing is scanned or paid for. With `onDenied`, databases that the caller may not look
 * into are left out.
 */
export async function summarizeTables(
  { glue, s3 }: Pick<AwsClients, 'glue' | 's3'>,
  environment: Environment,
  onDenied?: (database: string) => void,
): Promise<TableSummary[]> {
  try {
    const layers = await Promise.all(
      LAYERS.map(async layer => {
        const database = layerDatabase(environment, layer)
        const tables = await listTables(glue, database).catch(error => {
          if (onDenied === undefined || !isDenied(error)) throw error
          onDenied(database)
          return []
        })
        return tables.map(table => ({ layer, database, table }))
      }),
    )
    return await eachLimited(layers.flat(), TABLES_AT_ONCE, async ({ layer, database, table }) => {
      const kind = kindOf(table)
      const size = await sizeOf(s3, table, kind).catch(error => {
        // Who may not read the objects, or comes when a build has just replaced them, still sees the table.
        if (isDenied(error) || awsStatus(error) === 404) return UNKNOWN_SIZE
        throw error
      })
      return { layer, database, name: table.Name!, kind, ...size }
    })
  } catch (error) {
    throw awsFailure(error, `list the tables of environment ${environment.name}`)
  }
}

/** By name; none where the database does not exist. */
export async function listTables(glue: GlueClient, database: string): Promise<Table[]> {
  const tables: Table[] = []
  try {
    for await (const page of paginateGetTables({ client: glue }, { DatabaseName: database })) {
      tables.push(...(page.TableList ?? []))
    }
  } catch (error) {
    if ((error as Error).name !== 'EntityNotFoundException') throw error
  }
  return tables.sort((a, b) => (a.Name! < b.Name! ? -1 : 1))
}

/** `database.table` of every table in the databases. */
export async function tableNames(glue: GlueClient, databases: readonly string[]): Promise<Set<string>> {
  const tables = await Promise.all(
    databases.map(async database => {
      const found = await listTables(glue, database).catch(error => {
        throw awsFailure(error, `list the tables of ${database}`)
      })
      return found.map(({ Name }) => `${database}.${Name}`)
    }),
  )
  return new Set(tables.flat())
}

/** One table of Glue; undefined where there is none. */
export async function findGlueTable(glue: GlueClient, database: string, name: string): Promise<Table | undefined> {
  try {
    return (await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }))).Table
  } catch (error) {
    if (awsErrorName(error) === 'EntityNotFoundException') return undefined
    throw awsFailure(error, `look for the table ${database}.${name}`)
  }
}

/** Takes a table out of Glue; its files stay. One that is gone already is no error. */
export async function deleteTable(glue: GlueClient, database: string, name: string): Promise<void> {
  try {
    await glue.send(new DeleteTableCommand({ DatabaseName: database, Name: name }))
  } catch (error) {
    if (awsErrorName(error) !== 'EntityNotFoundException') {
      throw awsFailure(error, `delete the table ${database}.${name}`)
    }
  }
}

export function kindOf(table: Table): TableKind {
  if (table.TableType === 'VIRTUAL_VIEW') return 'view'
  if (table.Parameters?.table_type?.toUpperCase() === 'ICEBERG') return 'iceberg'
  const format = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? ''
  return /OpenCSVSerde|LazySimpleSerDe/.test(format) ? 'csv' : 'hive'
}

type Size = Pick<TableSummary, 'rows' | 'files' | 'bytes'>

const UNKNOWN_SIZE: Size = { rows: null, files: null, bytes: null }

async function sizeOf(s3: S3Client, table: Table, kind: TableKind): Promise<Size> {
  if (kind === 'view') return UNKNOWN_SIZE
  if (kind === 'iceberg') return icebergSize(s3, table.Parameters?.metadata_location)
  return { rows: null, ...(await objectsBelow(s3, table.StorageDescriptor?.Location)) }
}

interface Metadata {
  'current-snapshot-id'?: unknown
  snapshots?: { 'snapshot-id': unknown; summary?: Record<string, string> }[]
}

/** Iceberg spec, "Snapshots", optional summary fields: `total-*` describe the whole table. */
async function icebergSize(s3: S3Client, location: string | undefined): Promise<Size> {
  const place = parseS3Uri(location)
  if (place === undefined) return UNKNOWN_SIZE
  const object = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }))
  // Snapshot ids are 64-bit: they are compared as text.
  const metadata = parse(await object.Body!.transformToString()) as Metadata
  const current = String(metadata['current-snapshot-id'])
  const snapshot = metadata.snapshots?.find(candidate => String(candidate['snapshot-id']) === current)
  if (snapshot === undefined) return { rows: 0, files: 0, bytes: 0 }
  const total = (name: string) => {
    const value = snapshot.summary?.[`total-${name}`]
    return value === undefined ? null : Number(value)
  }
  return { rows: liveRows(total), files: total('data-files'), bytes: total('files-size') }
}

/** `total-records` counts the rows of data files, deleted ones too; how many an equality delete takes is unknown. */
function liveRows(total: (name: string) => number | null): number | null {
  const records = total('records')
  if (records === null || (total('equality-deletes') ?? 0) > 0) return null
  return records - (total('position-deletes') ?? 0)
}

async function objectsBelow(s3: S3Client, location: string | undefined): Promise<{ files: number; bytes: number }> {
  const place = parseS3Uri(location)
  let files = 0
  let bytes = 0
  if (place === undefined) return { files, bytes }
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: place.bucket, Prefix: place.key })) {
    for (const object of page.Contents ?? []) {
      if (object.Key!.endsWith('/')) continue
      files++
      bytes += object.Size ?? 0
    }
  }
  return { files, bytes }
}

export function parseS3Uri(uri: string | undefined): { bucket: string; key: string } | undefined {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri ?? '')
  return match ? { bucket: match[1]!, key: match[2]! } : undefined
}
