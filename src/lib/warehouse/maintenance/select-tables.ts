import { type Environment, LAYERS, type Layer, layerDatabase } from '../../project/environment.js'
import { awsFailure } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import { findIcebergTable } from '../find-table.js'
import { intermediateName } from '../leftovers/leftover.js'
import { kindOf, listTables } from '../tables.js'

export interface TableName {
  database: string
  name: string
}

/** The Iceberg tables that are named: tables, layers, or all where nothing is named. Each once, by name. */
export async function selectTables(
  clients: Pick<AwsClients, 'glue'>,
  environment: Environment,
  words: string[],
): Promise<TableName[]> {
  const wanted = words.length === 0 ? [...LAYERS] : words
  const found = await Promise.all(
    wanted.map(async word => {
      if (LAYERS.includes(word as Layer)) return layerTables(clients, layerDatabase(environment, word as Layer))
      const { database, name } = await findIcebergTable(clients, environment, word)
      return [{ database, name }]
    }),
  )
  const byName = new Map(found.flat().map(table => [`${table.database}.${table.name}`, table]))
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, table]) => table)
}

async function layerTables({ glue }: Pick<AwsClients, 'glue'>, database: string): Promise<TableName[]> {
  try {
    const tables = await listTables(glue, database)
    return tables
      .filter(table => kindOf(table) === 'iceberg' && intermediateName(table.Name!) === undefined)
      .map(({ Name }) => ({ database, name: Name! }))
  } catch (error) {
    throw awsFailure(error, `list the tables of ${database}`)
  }
}
