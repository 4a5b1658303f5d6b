import type { ComparedManifest } from './change-reasons.js'
import type { PartitionCounts } from './partitions.js'

/** What a plan needs of dbt's manifest, version 12. */
export interface PlanManifest extends ComparedManifest {
  nodes: Record<string, ManifestNode>
  unit_tests?: Record<string, unknown>
}

interface ManifestNode {
  resource_type: string
  raw_code?: string
  relation_name?: string | null
  config: {
    materialized?: string
    incremental_strategy?: string | null
    full_refresh?: boolean | null
    partitioned_by?: string[] | string | null
    force_batch?: boolean | null
  }
  depends_on?: { nodes?: string[] }
}

export interface TableSize {
  rows: number | null
  bytes: number | null
}

export type PlanAction = 'create' | 'replace' | 'merge' | 'append' | 'insert_overwrite' | 'view' | (string & {})

export interface PlannedNode {
  id: string
  /** `database.table`. */
  relation: string
  materialized: string
  /** What the build does to the table; an incremental one's strategy where it goes on with what is there. */
  action: PlanAction
  why: string
  partitionedBy: string[]
  /** Null for what is not partitioned, and where there is no table yet. */
  partitions: PartitionCounts | null
  /** Whether dbt-athena writes no more partitions in a statement than Athena opens. */
  batched: boolean
  /** As the table is now; null where it does not exist or it can't be told without a query. */
  rows: number | null
  bytes: number | null
  /** About what the statement scans at most: the sizes of what it reads. Columns and partitions left out cost less. */
  scanned: number
  /** Inputs that do not exist yet: what they will hold is unknown, and not in `scanned`. */
  unknownInputs: number
}

export interface PlanOptions {
  fullRefresh: boolean
  /** Why each node counts as changed; undefined where the selection does not ask. */
  reasons?: ReadonlyMap<string, string>
  /** Whether `reasons` compares with a git ref, and not with what is built. */
  since?: boolean
}

export interface PlannedNodes {
  nodes: PlannedNode[]
  tests: { count: number; scanned: number[] }
}

/** What a build of the nodes would do, from the manifest and the tables as they are (`database.table` and size). */
export function planNodes(
  manifest: PlanManifest,
  ids: string[],
  tables: ReadonlyMap<string, TableSize>,
  options: PlanOptions,
): PlannedNodes {
  const tests: PlannedNodes['tests'] = { count: 0, scanned: [] }
  const nodes: PlannedNode[] = []
  for (const id of ids) {
    const node = manifest.nodes[id]
    if (manifest.unit_tests?.[id] !== undefined) tests.count++
    if (node === undefined || node.config.materialized === 'ephemeral') continue
    const read = inputsOf(manifest, node, tables)
    if (node.resource_type === 'test') {
      tests.count++
      tests.scanned.push(read.bytes)
    } else if (BUILT.has(node.resource_type)) {
      nodes.push(planNode(id, node, read, tables, options))
    }
  }
  return { nodes, tests }
}

/** What is read comes before what reads it. */
export function buildOrder(ids: string[], { nodes }: PlanManifest): string[] {
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    // dbt refuses circles.
    depths.set(id, 0)
    const depth = 1 + Math.max(0, ...(nodes[id]?.depends_on?.nodes ?? []).map(depthOf))
    depths.set(id, depth)
    return depth
  }
  return [...ids].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
}

const BUILT: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot'])

function planNode(
  id: string,
  node: ManifestNode,
  read: { bytes: number; unknown: number },
  tables: ReadonlyMap<string, TableSize>,
  { fullRefresh, reasons, since }: PlanOptions,
): PlannedNode {
  const relation = tableName(node.relation_name) ?? id
  const now = tables.get(relation)
  const materialized = node.config.materialized ?? node.resource_type
  const action = actionOf(node, now !== undefined, node.config.full_refresh ?? fullRefresh)
  const reason = reasons?.get(id) ?? (now === undefined ? 'new' : 'selected')
  const free = action === 'view' || node.resource_type === 'seed'
  return {
    ...{ id, relation, materialized, action },
    // what failed, or was left out when what it reads changed, is not in the state though its table is there
    why: reason === 'new' && now !== undefined && !since ? 'out of date' : reason,
    partitionedBy: [node.config.partitioned_by ?? []].flat(),
    ...{ partitions: null, batched: node.config.force_batch === true },
    ...{ rows: now?.rows ?? null, bytes: now?.bytes ?? null },
    scanned: free ? 0 : read.bytes + ownReads(action, node, now?.bytes ?? 0),
    unknownInputs: free ? 0 : read.unknown,
  }
}

/**
 * What a statement reads of the table that it writes: {{ this }} in its query, and the rows that a MERGE meets again. Its
 * staging table, as large as what is new, is not among it.
 */
function ownReads(action: PlanAction, { raw_code: sql }: ManifestNode, bytes: number): number {
  if (action === 'create' || action === 'replace') return 0
  const itself = /\{[{%][^}]*\bthis\b/.test(sql ?? '') ? bytes : 0
  return action === 'merge' ? itself + bytes : itself
}

/** dbt-athena writes in batches from a staging table, of which each batch reads all, and once more to find the batches. */
export function batchReads({ action, batched, partitions, bytes }: PlannedNode): number {
  if (action !== 'replace' || partitions?.now == null || bytes === null) return 0
  const batches = Math.ceil(partitions.now / OPEN_PARTITIONS)
  return batched || batches > 1 ? bytes * (1 + batches) : 0
}

/** Athena: "Service Quotas", of CREATE TABLE AS and INSERT INTO. */
export const OPEN_PARTITIONS = 100

function actionOf({ resource_type: type, config }: ManifestNode, exists: boolean, fullRefresh: boolean): PlanAction {
  if (config.materialized === 'view') return 'view'
  if (!exists) return 'create'
  // dbt never builds a snapshot from nothing: its history can't be made again.
  if (type === 'snapshot') return 'merge'
  if (config.materialized !== 'incremental' || fullRefresh) return 'replace'
  // dbt-athena's default, and what it does where there is no partition to overwrite.
  const strategy = config.incremental_strategy ?? 'insert_overwrite'
  return strategy === 'insert_overwrite' && !config.partitioned_by ? 'append' : strategy
}

/** The tables that a statement reads, each once; through views, because a view's query is run with the statement's. */
function inputsOf(
  manifest: PlanManifest,
  node: ManifestNode,
  tables: ReadonlyMap<string, TableSize>,
): { bytes: number; unknown: number } {
  const seen = new Set<string>()
  let bytes = 0
  let unknown = 0
  const visit = (parents: string[]) => {
    for (const id of parents) {
      if (seen.has(id)) continue
      seen.add(id)
      const parent = manifest.nodes[id]
      if (parent?.config.materialized === 'view' || parent?.config.materialized === 'ephemeral') {
        visit(parent.depends_on?.nodes ?? [])
        continue
      }
      const relation = tableName((parent ?? manifest.sources[id])?.relation_name)
      const size = relation === undefined ? undefined : tables.get(relation)?.bytes
      if (size === undefined || size === null) unknown++
      else bytes += size
    }
  }
  visit(node.depends_on?.nodes ?? [])
  return { bytes, unknown }
}

/** `"awsdatacatalog"."cur"."daily"` is `cur.daily`. */
function tableName(relation: string | null | undefined): string | undefined {
  return relation?.replaceAll('"', '').split('.').slice(-2).join('.').toLowerCase()
}
