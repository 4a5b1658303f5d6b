import type { Table } from '@aws-sdk/client-glue'
import { type StateManifest, stateFolder } from '../build/changed-state.js'
import { compiledTarget } from '../compiled/compiled-project.js'
import { MdwError } from '../errors.js'
import { fromHiveType } from '../lakehouse/engine/hive/types.js'
import { parseHiveType } from '../lakehouse/iceberg/types/hive.js'
import { trinoType } from '../lakehouse/iceberg/types/trino.js'
import type { RelationColumn } from '../lakehouse/sql/resolver.js'
import { TrinoError } from '../lakehouse/sql/trino-error.js'
import { layerDatabase } from '../project/environment.js'
import { readRawSources } from '../project/raw-sources.js'
import { readManifest } from '../toolchain/dbt/manifest.js'
import type { Connection } from '../warehouse/connection.js'
import { kindOf, listTables } from '../warehouse/tables.js'
import type { LintProject, ProjectNode } from './lint-model.js'

export type KnownColumns = Map<string, RelationColumn[]>

/**
 * The columns of what no model's SQL tells of, by `database.table`: raw tables as the project declares them; seeds, other
 * sources and the tables of incremental models as Glue has them. Undefined where Glue does not answer.
 */
export async function knownColumns(connection: Connection, project: LintProject): Promise<KnownColumns | undefined> {
  const { environment, clients } = connection
  const known: KnownColumns = new Map()
  const asked = new Map([...project.relations].filter(([, node]) => isAsked(node)))
  const built = asBuilt(connection, [...asked.values()])
  try {
    for (const database of new Set([...asked.values()].map(node => node.database))) {
      for (const table of await listTables(clients.glue, database)) {
        const node = asked.get(`${database}.${table.Name}`)
        const columns = node === undefined || !built(node) || kindOf(table) === 'view' ? undefined : glueColumns(table)
        if (columns !== undefined) known.set(`${database}.${table.Name}`, columns)
      }
    }
  } catch {
    // Lint can do without: less is known then.
    return undefined
  }
  for (const [name, columns] of declaredColumns(connection)) {
    known.set(`${layerDatabase(environment, 'raw')}.${name}`, columns)
  }
  return known
}

/** A snapshot's table takes the columns that its query has when it is run next. */
function isAsked({ kind, materialized }: ProjectNode): boolean {
  return kind === 'seed' || kind === 'source' || materialized === 'incremental'
}

/** A seed's table tells its columns only where it was made from the file as it is now. */
function asBuilt(connection: Connection, nodes: ProjectNode[]): (node: ProjectNode) => boolean {
  if (!nodes.some(({ kind }) => kind === 'seed')) return () => true
  const now = readManifest<StateManifest>(compiledTarget(connection))
  const then = readManifest<StateManifest>(stateFolder(connection.project, connection.environment.name))
  const checksum = (manifest: StateManifest | undefined, id: string) => manifest?.nodes[id]?.checksum?.checksum
  return ({ kind, id }) =>
    kind !== 'seed' || (checksum(then, id) !== undefined && checksum(then, id) === checksum(now, id))
}

function declaredColumns({ project }: Pick<Connection, 'project'>): KnownColumns {
  try {
    return new Map(
      readRawSources(project.dbtFolder).map(({ name, columns, partitionedBy }) => [
        name,
        [
          ...columns.map(column => ({ name: column.name.toLowerCase(), type: fromHiveType(column.type) })),
          ...partitionedBy.map(column => ({ name: column, type: fromHiveType('string') })),
        ],
      ]),
    )
  } catch (error) {
    // A definition that can't be read is said by the commands that need it.
    if (error instanceof MdwError || error instanceof TrinoError) return new Map()
    throw error
  }
}

/** Undefined where a type is none that the analyzer knows. */
export function glueColumns(table: Table): RelationColumn[] | undefined {
  const iceberg = kindOf(table) === 'iceberg'
  let id = 0
  try {
    return [...(table.StorageDescriptor?.Columns ?? []), ...(iceberg ? [] : (table.PartitionKeys ?? []))].map(
      ({ Name: name, Type: type }) => ({
        name: name!.toLowerCase(),
        // Hive's timestamps are timestamp(3), Iceberg's timestamp(6).
        type: iceberg ? trinoType(parseHiveType(type!, () => ++id)) : fromHiveType(type!),
      }),
    )
  } catch (error) {
    if (error instanceof TrinoError) return undefined
    throw error
  }
}
