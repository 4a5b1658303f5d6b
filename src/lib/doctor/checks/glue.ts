import type { Table } from '@aws-sdk/client-glue'
import { LAYERS, layerDatabase } from '../../project/environment.js'
import { commandFor } from '../../ui/environment-advice.js'
import { formatCount } from '../../ui/format.js'
import { countVersions } from '../../warehouse/leftovers/find-versions.js'
import { provisionRawTables } from '../../warehouse/provision/raw-tables.js'
import { type Check, type Examined, failed, type Judgement, notChecked, ok, warning } from '../check.js'
import { permitted } from '../permitted.js'

/** Glue keeps 100,000 versions of a table at most, and 1,000,000 in an account (AWS Glue endpoints and quotas). */
const MANY_VERSIONS = 1_000

export const glueChecks: Check[] = [
  { id: 'databases', title: 'Databases', required: true, run: checkDatabases },
  { id: 'raw-tables', title: 'Raw tables', required: false, run: checkRawTables },
  { id: 'versions', title: 'Table versions', required: false, run: checkVersions },
  { id: 'lake-formation', title: 'Lake Formation', required: false, run: checkLakeFormation },
]

async function checkDatabases({ environment, database, up }: Examined): Promise<Judgement> {
  const found = await Promise.all(LAYERS.map(database))
  const names = LAYERS.map(layer => layerDatabase(environment, layer))
  const missing = names.filter((_, index) => found[index] === undefined)
  if (missing.length === 0) return ok(names.join(', '))
  return failed(
    `missing: ${missing.join(', ')}`,
    `Have them made: \`${up}\`, or correct prefix: in mdw.yml ("${environment.prefix}").`,
  )
}

async function checkRawTables({ environment, clients, sources, database, up }: Examined): Promise<Judgement> {
  if ((await database('raw')) === undefined) return notChecked('there is no raw database')
  const changes = await permitted(
    'glue:GetTable',
    provisionRawTables(clients.glue, environment, sources(), { dryRun: true }),
  )
  const names = (outcome: string) =>
    changes.flatMap(change => (change.outcome === outcome ? [change.what.replace(/^table /, '')] : []))
  const [missing, changed] = [names('created'), names('updated')]
  if (missing.length > 0) return warning(`missing: ${missing.join(', ')}`, `\`${up}\` makes them.`)
  if (changed.length > 0) {
    return warning(`other than the source definitions: ${changed.join(', ')}`, `\`${up}\` changes them.`)
  }
  return ok(`${changes.length}, as the source definitions say`)
}

async function checkVersions(examined: Examined): Promise<Judgement> {
  const { environment, clients } = examined
  const tables = (await Promise.all(LAYERS.map(examined.tables))).flat()
  if (tables.length === 0) return notChecked('there are no tables')
  // A version's number only grows, so it bounds their count: few tables need to be asked.
  const suspects = tables.filter(({ VersionId }) => !(Number(VersionId) < MANY_VERSIONS))
  const named = suspects.map(({ DatabaseName, Name }) => ({ database: DatabaseName!, name: Name! }))
  const counts = await permitted('glue:GetTableVersions', countVersions(clients.glue, named))
  const many = counts.filter(({ count }) => count >= MANY_VERSIONS).sort((a, b) => b.count - a.count)
  if (many.length === 0) return ok(`fewer than ${formatCount(MANY_VERSIONS)} for each of ${tables.length} tables`)
  return warning(
    many.map(({ database, name, count }) => `${database}.${name} has ${formatCount(count)}`).join(', '),
    `\`${commandFor('mdw gc', environment.name)}\` deletes old ones; every Iceberg commit makes one, and Glue stops at 100,000.`,
  )
}

/**
 * Glue's own answers tell who decides: where IAM does, every database grants its new tables to IAM_ALLOWED_PRINCIPALS, and
 * no table's location is registered (Lake Formation Developer Guide, "Changing the default settings for your data lake").
 */
async function checkLakeFormation(examined: Examined): Promise<Judgement> {
  const databases = (await Promise.all(LAYERS.map(examined.database))).filter(found => found !== undefined)
  if (databases.length === 0) return notChecked('there are no databases to ask about')
  const tables = (await Promise.all(LAYERS.map(examined.tables))).flat()
  const registered = tables.filter(table => table.IsRegisteredWithLakeFormation)
  const closed = databases.filter(({ CreateTableDefaultPermissions: granted }) => {
    const toIam = granted?.some(one => one.Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS')
    return granted !== undefined && !toIam
  })
  if (registered.length + closed.length === 0) return ok('not in the way: IAM alone decides')
  const full = ({ DatabaseName, Name }: Table) => `${DatabaseName}.${Name}`
  return warning(
    [
      ...(registered.length > 0 ? [`decides on ${registered.map(full).join(', ')}`] : []),
      ...(closed.length > 0 ? [`decides on new tables of ${closed.map(({ Name }) => Name).join(', ')}`] : []),
    ].join('; '),
    `Have a Lake Formation administrator grant ${examined.caller.arn} the databases, their tables and the location s3://${examined.environment.bucket}/.`,
  )
}
