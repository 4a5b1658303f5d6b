import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import type { Connection } from '../warehouse/connection.js'
import { tableNames } from '../warehouse/tables.js'

/** Tells of each of these nodes whether Glue has its table. */
export async function existingTables(
  { clients }: Pick<Connection, 'clients'>,
  nodes: ManifestNode[],
): Promise<(node: ManifestNode) => boolean> {
  const databases = [...new Set(nodes.map(({ schema }) => schema.toLowerCase()))]
  const there = await tableNames(clients.glue, databases)
  return ({ schema, alias, name }) => there.has(`${schema}.${alias ?? name}`.toLowerCase())
}
