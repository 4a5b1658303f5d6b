import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import { awsFailure } from '../warehouse/aws-error.js'
import type { Connection } from '../warehouse/connection.js'
import { listTables } from '../warehouse/tables.js'

/** Tells of each of these nodes whether Glue has its table. */
export async function existingTables(
  { clients }: Pick<Connection, 'clients'>,
  nodes: ManifestNode[],
): Promise<(node: ManifestNode) => boolean> {
  const databases = [...new Set(nodes.map(({ schema }) => schema.toLowerCase()))]
  const there = new Set<string>()
  await Promise.all(
    databases.map(async database => {
      const tables = await listTables(clients.glue, database).catch(error => {
        throw awsFailure(error, `list the tables of ${database}`)
      })
      for (const { Name: name } of tables) there.add(`${database}.${name}`)
    }),
  )
  return ({ schema, alias, name }) => there.has(`${schema}.${alias ?? name}`.toLowerCase())
}
