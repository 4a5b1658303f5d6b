import type { Table } from '@aws-sdk/client-glue'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type Environment, LAYERS, type Layer, layerDatabase } from '../project/environment.js'
import { awsFailure } from './aws-error.js'
import type { AwsClients } from './clients.js'
import { intermediateName } from './leftovers/leftover.js'
import { findGlueTable, kindOf, listTables, type TableKind } from './tables.js'

export interface FoundTable {
  database: string
  name: string
  kind: TableKind
  glue: Table
}

/**
 * The Iceberg table that a person means: `std.std_sales` (a layer or a database before the dot), or a short name, looked
 * for in all layers. `sales` is the table `sales`, else the one that is a prefix and `sales` (`std_sales`), else the only
 * one that ends in it (`fct_daily_sales`). Views and Hive tables are answered with why they will not do.
 */
export async function findIcebergTable(
  clients: Pick<AwsClients, 'glue'>,
  environment: Environment,
  wanted: string,
): Promise<FoundTable> {
  const name = wanted.trim().toLowerCase().replaceAll(/["`]/g, '')
  const dot = name.lastIndexOf('.')
  const tables =
    dot < 0
      ? (await Promise.all(LAYERS.map(layer => tablesOf(clients, layerDatabase(environment, layer))))).flat()
      : await qualified(clients, environment, name.slice(0, dot), name.slice(dot + 1))
  return chooseTable(tables, wanted, name.slice(dot + 1))
}

async function tablesOf(clients: Pick<AwsClients, 'glue'>, database: string): Promise<FoundTable[]> {
  try {
    return (await listTables(clients.glue, database)).map(glue => describe(database, glue))
  } catch (error) {
    throw awsFailure(error, `list the tables of ${database}`)
  }
}

async function qualified(
  clients: Pick<AwsClients, 'glue'>,
  environment: Environment,
  database: string,
  name: string,
): Promise<FoundTable[]> {
  const plain = database.replace(/^awsdatacatalog\./, '')
  const real = LAYERS.includes(plain as Layer) ? layerDatabase(environment, plain as Layer) : plain
  const glue = await findGlueTable(clients.glue, real, name)
  return glue === undefined ? [] : [describe(real, glue)]
}

function describe(database: string, glue: Table): FoundTable {
  return { database, name: glue.Name!, kind: kindOf(glue), glue }
}

/** The best match by name; Iceberg tables come first. Pure, for `findIcebergTable`. */
export function chooseTable(tables: FoundTable[], wanted: string, name: string): FoundTable {
  const tiers: ((table: FoundTable) => boolean)[] = [
    table => table.name === name,
    table => table.name.replace(/^[^_]+_/, '') === name,
    table => table.name.endsWith(`_${name}`),
  ]
  // dbt's own intermediate tables are nobody's short name
  const shown = tables.filter(table => table.name === name || intermediateName(table.name) === undefined)
  for (const kinds of [(kind: TableKind) => kind === 'iceberg', (kind: TableKind) => kind !== 'iceberg']) {
    for (const tier of tiers) {
      const matches = shown.filter(table => kinds(table.kind) && tier(table))
      if (matches.length > 1) throw ambiguous(wanted, matches)
      if (matches[0]?.kind === 'iceberg') return matches[0]
      if (matches[0] !== undefined) throw notIceberg(matches[0])
    }
  }
  throw notFound(wanted, name, shown)
}

function ambiguous(wanted: string, matches: FoundTable[]): MdwError {
  const candidates = matches.map(table => `${table.database}.${table.name}`)
  return new MdwError({
    code: 'TABLE_AMBIGUOUS',
    message: `"${wanted}" may be more than one table: ${candidates.join(', ')}.`,
    actions: candidates.map(candidate => `Name it in full: ${candidate}`),
    exitCode: ExitCode.usage,
    data: { candidates },
  })
}

function notIceberg({ database, name, kind }: FoundTable): MdwError {
  return new MdwError({
    code: 'NOT_ICEBERG',
    message: `${database}.${name} is a ${kind === 'view' ? 'view' : 'Hive table'}: it has no snapshots.`,
    why:
      kind === 'view'
        ? 'A view stores no rows of its own. Its past is that of the tables that it reads.'
        : 'Hive tables are the files that lie in their folder now. Only Iceberg tables keep their past.',
    actions: ['Name an Iceberg table of the std or cur layer. `mdw status` lists all tables with their kind.'],
    exitCode: ExitCode.usage,
    data: { table: `${database}.${name}`, kind },
  })
}

function notFound(wanted: string, name: string, tables: FoundTable[]): MdwError {
  const similar = tables
    .filter(table => table.kind === 'iceberg' && shareWord(table.name, name))
    .map(table => `${table.database}.${table.name}`)
  return new MdwError({
    code: 'TABLE_NOT_FOUND',
    message: `There is no table "${wanted}".`,
    actions: [
      ...(similar.length === 0 ? [] : [`Did you mean ${similar.slice(0, 5).join(', ')}?`]),
      '`mdw status` lists the tables; `mdw up` or `mdw build` makes them.',
    ],
    exitCode: ExitCode.usage,
    data: { similar },
  })
}

/** Whether the names have a word in common, give or take its end: `sale` and `std_sales`. */
function shareWord(a: string, b: string): boolean {
  const words = b.split('_').filter(word => word.length > 2)
  return a
    .split('_')
    .some(word => words.some(other => word.startsWith(other) || (other.startsWith(word) && word.length > 2)))
}
