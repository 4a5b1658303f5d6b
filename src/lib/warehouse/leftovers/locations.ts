import { paginateGetDatabases, type Table } from '@aws-sdk/client-glue'
import { awsFailure } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import { eachLimited } from '../each-limited.js'
import { readIcebergTable } from '../iceberg/open-table.js'
import { kindOf, listTables } from '../tables.js'

export interface KnownTable {
  database: string
  glue: Table
}

/** Every table of the account's catalog: one of any database may have its objects in the warehouse's bucket. */
export async function allTables({ glue }: Pick<AwsClients, 'glue'>): Promise<KnownTable[]> {
  try {
    const databases: string[] = []
    for await (const page of paginateGetDatabases({ client: glue }, {})) {
      databases.push(...(page.DatabaseList ?? []).map(({ Name }) => Name!))
    }
    const tables = await eachLimited(databases, 8, async database =>
      (await listTables(glue, database)).map(table => ({ database, glue: table })),
    )
    return tables.flat()
  } catch (error) {
    throw awsFailure(error, 'list the tables of the catalog')
  }
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
