import { type Environment, LAYERS, layerDatabase } from '../../project/environment.js'
import type { Progress } from '../../ui/reporter.js'
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
  const tables = await eachLimited(await allTables(clients), 8, async table => ({
    ...table,
    locations: await locationsOf(clients, table),
  }))
  const intermediate = leftoverTables(tables, databases, options.before)
  progress.update('objects')
  // Objects of the raw layer are the data as delivered, with a table or without.
  const builtDatabases = databases.filter(name => name !== layerDatabase(environment, 'raw'))
  const locations = tables.flatMap(table => table.locations)
  const { bucket } = environment
  const prefixes = await leftoverPrefixes(clients.s3, bucket, builtDatabases, locations, options.before)
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
