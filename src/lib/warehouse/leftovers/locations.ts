import { type GlueClient, paginateGetDatabases, type Table } from '@aws-sdk/client-glue'
import { awsFailure, isDenied } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import { eachLimited } from '../each-limited.js'
import { readIcebergTable } from '../iceberg/open-table.js'
import { kindOf, listTables } from '../tables.js'

export interface KnownTable {
  database: string
  glue: Table
}

export interface KnownTables {
  tables: KnownTable[]
  /** What the caller may not look into. Its tables may have objects anywhere. */
  unseen: string[]
}

/**
 * Every table of the account's catalog: one of any database may have its objects in the warehouse's bucket. `own` must be
 * seen; a role of the warehouse alone does not see the others.
 */
export async function allTables({ glue }: Pick<AwsClients, 'glue'>, own: string[]): Promise<KnownTables> {
  const unseen: string[] = []
  try {
    const databases = await databaseNames(glue).catch(error => {
      if (!isDenied(error)) throw error
      unseen.push('other databases')
      return own
    })
    const tables = await eachLimited(databases, 8, async database => {
      const found = await listTables(glue, database).catch(error => {
        if (own.includes(database) || !isDenied(error)) throw error
        unseen.push(database)
        return []
      })
      return found.map(table => ({ database, glue: table }))
    })
    return { tables: tables.flat(), unseen }
  } catch (error) {
    throw awsFailure(error, 'list the tables of the catalog')
  }
}

async function databaseNames(glue: GlueClient): Promise<string[]> {
  const names: string[] = []
  for await (const page of paginateGetDatabases({ client: glue }, {})) {
    names.push(...(page.DatabaseList ?? []).map(({ Name }) => Name!))
  }
  return names
}

/** Properties by which an Iceberg table keeps files outside its location (Iceberg: "Table properties"). */
const PATHS = ['write.data.path', 'write.metadata.path', 'write.object-storage.path', 'write.folder-storage.path']

/** Where a table has its objects, each with its final slash. */
export async function locationsOf({ s3 }: Pick<AwsClients, 's3'>, { database, glue }: KnownTable): Promise<string[]> {
  const locations = [glue.StorageDescriptor?.Location]
  if (kindOf(glue) === 'iceberg') {
    const { metadata } = await readIcebergTable(s3, database, glue)
    locations.push(metadata.location, folderOf(glue.Parameters!.metadata_location!))
    locations.push(...PATHS.map(name => metadata.properties[name]))
  }
  return [...new Set(locations.flatMap(location => (location?.startsWith('s3://') ? folder(location) : [])))]
}

/** A table's own folder, with the final slash; null where a table has none: a bucket or a layer's folder is nobody's own. */
export function ownFolder(location: string | undefined): string | null {
  if (!location?.startsWith('s3://') || location.split('/').filter(part => part !== '').length < 4) return null
  return folder(location)
}

function folder(location: string): string {
  return `${location.replace(/\/+$/, '')}/`
}

/** `…/metadata/00001-x.metadata.json` is `…/metadata/`. */
function folderOf(location: string): string {
  return location.slice(0, location.lastIndexOf('/') + 1)
}

/** Whether one of the places is inside the other, or they are the same. */
export function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a)
}
