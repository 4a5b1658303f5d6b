import { type Environment, LAYERS, layerDatabase } from '../../project/environment.js'
import type { Progress } from '../../ui/reporter.js'
import { isDenied } from '../aws-error.js'
import type { AwsClients } from '../clients.js'
import { eachLimited } from '../each-limited.js'
import { leftoverPrefixes } from './find-prefixes.js'
import { leftoverTables } from './find-tables.js'
import { leftoverVersions } from './find-versions.js'
import { intermediateName, type Leftovers } from './leftover.js'
import { allTables, locationsOf } from './locations.js'

/** What builds have left behind in the environment's layers. `before`: younger things may belong to a running build. */
export async function findLeftovers(
  clients: Pick<AwsClients, 'glue' | 's3'>,
  environment: Environment,
  options: { before: Date; keep: number },
  progress: Progress,
): Promise<Leftovers> {
  const databases = LAYERS.map(layer => layerDatabase(environment, layer))
  progress.update('tables')
  const { tables: known, unseen } = await allTables(clients, databases)
  const tables = await eachLimited(known, 8, async table => {
    const locations = await locationsOf(clients, table).catch(error => {
      if (databases.includes(table.database) || !isDenied(error.cause)) throw error
      unseen.push(`${table.database}.${table.glue.Name}`)
      return []
    })
    return { ...table, locations }
  })
  const intermediate = leftoverTables(tables, databases, options.before)
  progress.update('objects')
  // Objects of the raw layer are the data as delivered, with a table or without.
  const builtDatabases = databases.filter(name => name !== layerDatabase(environment, 'raw'))
  const locations = tables.flatMap(table => table.locations)
  const { bucket } = environment
  // Objects that look like nobody's may be those of a table that the caller does not see.
  const prefixes =
    unseen.length > 0
      ? { old: [], young: 0 }
      : await leftoverPrefixes(clients.s3, bucket, builtDatabases, locations, options.before)
  if (unseen.length > 0) progress.warn(`Objects without a table are left alone: not allowed to see ${named(unseen)}.`)
  progress.update('versions')
  const own = tables
    .filter(({ database, glue }) => databases.includes(database) && intermediateName(glue.Name!) === undefined)
    .map(({ database, glue }) => ({ database, name: glue.Name! }))
  const versions = await leftoverVersions(clients.glue, own, options.keep)
  return {
    ...{ tables: intermediate.old, prefixes: prefixes.old, versions },
    young: intermediate.young + prefixes.young,
  }
}

function named(unseen: string[]): string {
  const more = unseen.length - 3
  return unseen.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
