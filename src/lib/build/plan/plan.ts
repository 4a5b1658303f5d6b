import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../../project/lock.js'
import { requireTools } from '../../requirements/check.js'
import { detectIn } from '../../requirements/detect.js'
import type { Progress } from '../../ui/reporter.js'
import { approximateCost } from '../../warehouse/athena-cost.js'
import type { Connection } from '../../warehouse/connection.js'
import { summarizeTables } from '../../warehouse/tables.js'
import type { BuildRequest } from '../build.js'
import { resolveChanged } from '../dbt-arguments.js'
import { listSelected } from '../list-selected.js'
import { type PlanManifest, type PlannedNode, planNodes } from './plan-nodes.js'

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
  const { venv } = project.paths
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(venv), progress)
  const { request, state } = await resolveChanged(connection, wanted, progress, signal)
  progress.update('reading the project')
  const list = (selection: BuildRequest['selection']) =>
    listSelected(connection, { selection, state, vars: request.vars, signal })
  const onWait = () => progress.update('waiting for a build to end')
  const { ids, changed, manifest } = await withLock(
    join(project.paths.state, 'build.lock'),
    { signal, onWait },
    async () => ({
      ids: await list(request.selection),
      changed: state === undefined ? undefined : new Set(await list({ ...EVERYTHING, select: ['state:modified'] })),
      manifest: JSON.parse(readFileSync(join(project.dbtFolder, 'target', 'manifest.json'), 'utf8')) as PlanManifest,
    }),
  )
  progress.update('reading the tables')
  const tables = await summarizeTables(clients, environment)
  const sizes = new Map(tables.map(table => [`${table.database}.${table.name}`, table]))
  const { nodes, tests } = planNodes(manifest, ids, sizes, { fullRefresh: request.fullRefresh ?? false, changed })
  const statements = nodes.filter(node => node.action !== 'view' && node.materialized !== 'seed')
  const scanned = [...statements.map(node => node.scanned), ...tests.scanned]
  return {
    ...{ environment: environment.name, nodes, tests: tests.count },
    scanned: scanned.reduce((sum, bytes) => sum + bytes, 0),
    dollars: approximateCost(scanned, project.config.cost.usd_per_tb),
    unknownInputs: nodes.reduce((sum, node) => sum + node.unknownInputs, 0),
  }
}

const EVERYTHING = { layers: [], select: [], exclude: [], upstream: false, downstream: false }
