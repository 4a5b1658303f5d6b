import { join } from 'node:path'
import { readManifest } from '../../toolchain/dbt/manifest.js'
import { requireDbt } from '../../toolchain/dbt/require-dbt.js'
import type { Progress } from '../../ui/reporter.js'
import { approximateCost } from '../../warehouse/athena-cost.js'
import type { Connection } from '../../warehouse/connection.js'
import { summarizeTables, type TableSummary } from '../../warehouse/tables.js'
import type { BuildRequest } from '../build.js'
import { withBuildLock } from '../build-lock.js'
import { knownState } from '../changed-state.js'
import { resolveChanged } from '../dbt-arguments.js'
import { hollowStopped } from '../hollow.js'
import { listSelected } from '../list-selected.js'
import { refuseNothing } from '../nothing-selected.js'
import { changeReasons } from './change-reasons.js'
import { countPartitions } from './partitions.js'
import { batchReads, buildOrder, type PlanManifest, type PlannedNode, planNodes } from './plan-nodes.js'

export interface BuildPlan {
  environment: string
  nodes: PlannedNode[]
  /** Data tests and unit tests. */
  tests: number
  /** Most that the build can scan, tests among it. */
  scanned: number
  /** What that costs about, in dollars, at Athena's price and with its minimum for each statement. */
  dollars: number
  /** Inputs that do not exist yet, which the estimate leaves out. */
  unknownInputs: number
}

/** What a build would do. No statement is run: dbt's manifest, the Glue tables and their sizes say it. */
export async function planBuild(
  connection: Connection,
  wanted: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildPlan> {
  const { project, environment, clients } = connection
  await requireDbt(project.paths.venv, progress)
  const { request, state } = await resolveChanged(connection, wanted, progress, signal)
  progress.update('reading the project')
  const onWait = () => progress.update('waiting for a build to end')
  const { selection, vars } = request
  const { ids, manifest } = await withBuildLock(project, { signal, onWait }, async () => ({
    ids: await listSelected(connection, { selection, state, vars, signal }),
    manifest: readManifest<PlanManifest>(join(project.dbtFolder, 'target'))!,
  }))
  refuseNothing(request, ids, project)
  const reasons = reasonsOf(connection, ids, manifest, state)
  progress.update('reading the tables')
  const tables = await summarizeTables(clients, environment)
  const sizes = new Map(tables.map(table => [`${table.database}.${table.name}`, table]))
  const { nodes, tests } = planNodes(manifest, buildOrder(ids, manifest), sizes, {
    fullRefresh: request.fullRefresh ?? false,
    reasons,
    since: request.since !== undefined,
  })
  await addPartitions(nodes, sizes, clients)
  const statements = nodes.filter(node => node.action !== 'view' && node.materialized !== 'seed')
  const scanned = [...statements.map(node => node.scanned), ...tests.scanned]
  return {
    ...{ environment: environment.name, nodes, tests: tests.count },
    scanned: scanned.reduce((sum, bytes) => sum + bytes, 0),
    dollars: approximateCost(scanned, project.config.cost.usd_per_tb),
    unknownInputs: nodes.reduce((sum, node) => sum + node.unknownInputs, 0),
  }
}

/** Without `changed`, the state that is known says too what is different, and what is built again for being selected. */
function reasonsOf(
  connection: Connection,
  ids: string[],
  manifest: PlanManifest,
  state: string | undefined,
): Map<string, string> | undefined {
  if (state !== undefined) return changeReasons(ids, manifest, readManifest(state)!)
  const known = hollowStopped(connection) ? undefined : knownState(connection.project, connection.environment.name)
  return known === undefined ? undefined : changeReasons(ids, manifest, readManifest(known)!, 'selected')
}

async function addPartitions(
  nodes: PlannedNode[],
  tables: ReadonlyMap<string, TableSummary>,
  clients: Connection['clients'],
): Promise<void> {
  const partitioned = nodes.filter(node => node.partitionedBy.length > 0)
  const counts = await countPartitions(
    clients,
    partitioned.flatMap(node => tables.get(node.relation) ?? []),
  )
  for (const node of nodes) {
    node.partitions = counts.get(node.relation) ?? null
    node.scanned += batchReads(node)
  }
}
