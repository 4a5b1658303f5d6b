import type { RelationColumn } from '../lakehouse/sql/resolver.js'
import type { Layer } from '../project/environment.js'

/** A node of the dbt project that others may read. */
export interface ProjectNode {
  /** `model.grocery.std_sales`. */
  id: string
  name: string
  kind: 'model' | 'snapshot' | 'seed' | 'source'
  /** Null where neither database nor folder is a layer's. */
  layer: Layer | null
  /** Lower case, as Glue keeps them. */
  database: string
  table: string
  materialized: string | null
  dependsOn: string[]
}

/** The settings of dbt-athena that rules ask for. */
export interface ModelSettings {
  table_type?: string | null
  partitioned_by?: string[] | string | null
  force_batch?: boolean | null
}

/** A model or snapshot of the project itself: what is linted. */
export interface LintModel extends ProjectNode {
  kind: 'model' | 'snapshot'
  settings: ModelSettings
  /** Relative to the project's root, with `/`. */
  file: string
  /** The file's text; for positions and --fix. */
  source: string
  /** What Athena gets to see; null for Python models and what dbt could not compile. */
  compiled: string | null
}

export interface LintProject {
  models: LintModel[]
  nodes: ReadonlyMap<string, ProjectNode>
  /** By `database.table`. */
  relations: ReadonlyMap<string, ProjectNode>
  /** The layer of each database. */
  databases: ReadonlyMap<string, Layer>
  /** Columns of what no model's SQL tells of, by `database.table`; undefined where nobody looked for them. */
  columns?: ReadonlyMap<string, RelationColumn[]>
}

/** The project that these models and nodes make, under the environment's database prefix. */
export function lintProject(models: LintModel[], others: ProjectNode[], prefix: string): LintProject {
  const all: ProjectNode[] = [...others, ...models]
  const databases = new Map<string, Layer>()
  for (const { database, layer } of all) if (layer !== null) databases.set(database, layer)
  for (const layer of ['raw', 'stg', 'std', 'cur'] as const) databases.set(`${prefix}${layer}`, layer)
  return {
    models,
    nodes: new Map(all.map(node => [node.id, node])),
    relations: new Map(all.map(node => [`${node.database}.${node.table}`, node])),
    databases,
  }
}

/** dbt's partitioned_by as a list; dbt-athena takes a lone text too. */
export function partitionColumns({ settings }: LintModel): string[] {
  const value = settings.partitioned_by ?? []
  return (typeof value === 'string' ? [value] : value).map(text => text.trim().toLowerCase())
}

export function tableType({ settings }: LintModel): string {
  return (settings.table_type ?? 'hive').toLowerCase()
}

/** Whether dbt-athena writes the rows, rather than storing the query. */
export function isStored({ kind, materialized }: LintModel): boolean {
  return kind === 'snapshot' || materialized === 'table' || materialized === 'incremental'
}
