import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import type { Connection } from '../warehouse/connection.js'
import { ownFolder } from '../warehouse/leftovers/locations.js'
import { removeTable } from '../warehouse/leftovers/remove.js'
import { findGlueTable, kindOf } from '../warehouse/tables.js'

/** A table as it was before a round: where it stands in Glue, and the metadata file it had. */
export interface TableBefore {
  database: string
  name: string
  /** Undefined where there was no Iceberg table. */
  metadataLocation: string | undefined
  existed: boolean
}

/** Asks Glue for the tables that a round will write to; nothing is read of them yet. By `database.table`. */
export async function tablesBefore(connection: Connection, nodes: ManifestNode[]): Promise<Map<string, TableBefore>> {
  const stored = nodes.filter(node => !['view', 'ephemeral'].includes(node.config?.materialized ?? ''))
  const found = await Promise.all(
    stored.map(async (node): Promise<TableBefore> => {
      const [database, name] = [node.schema.toLowerCase(), tableName(node)]
      const glue = await findGlueTable(connection.clients.glue, database, name)
      const iceberg = glue !== undefined && kindOf(glue) === 'iceberg'
      const metadataLocation = iceberg ? glue.Parameters?.metadata_location : undefined
      return { database, name, metadataLocation, existed: glue !== undefined }
    }),
  )
  return new Map(found.map(table => [`${table.database}.${table.name}`, table]))
}

export function tableName(node: ManifestNode): string {
  return (node.alias ?? node.name).toLowerCase()
}

/** What dbt is asked to keep: the metadata files of Iceberg tables, by `database.table`. */
export function toKeep(tables: ReadonlyMap<string, TableBefore>): Record<string, string> {
  const entries = [...tables].flatMap(([key, { metadataLocation }]) =>
    metadataLocation === undefined ? [] : [[key, metadataLocation] as const],
  )
  return Object.fromEntries(entries)
}

/** Takes replaced tables away, as dbt-athena would have done it: out of Glue, and their objects. */
export async function removeKept(connection: Connection, names: Iterable<string>): Promise<void> {
  for (const key of names) {
    const [database = '', name = ''] = key.split('.')
    const glue = await findGlueTable(connection.clients.glue, database, name)
    if (glue === undefined) continue
    await removeTable(connection, { database, name, location: ownFolder(glue.StorageDescriptor?.Location) })
  }
}
