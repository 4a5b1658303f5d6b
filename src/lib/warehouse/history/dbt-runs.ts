import type { Project } from '../../project/project.js'
import { knownRuns } from '../../toolchain/dbt/run-archive.js'

/** One node that one dbt run built. */
export interface DbtNodeRun {
  /** `model.grocery.fct_daily_sales` */
  node: string
  invocation: string
  /** Of the statements that built it. */
  from: Date
  to: Date
  /** `database.table`, as Glue names it. */
  table: string
}

/** The tables that the project's known runs built. */
export function readDbtRuns(project: Project): DbtNodeRun[] {
  return knownRuns(project.dbtFolder, project.paths.runs).flatMap(({ metadata, results }) =>
    results.flatMap(result => {
      const times = result.timing.find(({ name }) => name === 'execute')
      const table = tableOf(result.relation_name)
      if (!times?.started_at || !times.completed_at || table === undefined) return []
      const [from, to] = [new Date(times.started_at), new Date(times.completed_at)]
      return [{ node: result.unique_id, invocation: metadata.invocation_id, from, to, table }]
    }),
  )
}

/** `"awsdatacatalog"."cur"."fct_daily_sales"` is `cur.fct_daily_sales`. */
function tableOf(relation: string | null | undefined): string | undefined {
  const parts = relation?.replaceAll('"', '').split('.')
  return parts === undefined || parts.length < 2 ? undefined : parts.slice(-2).join('.').toLowerCase()
}

/** The run whose statements were running when the snapshot was committed. */
export function runOf(runs: DbtNodeRun[], table: string, committedAt: Date): DbtNodeRun | undefined {
  // Snapshots have milliseconds, and on AWS another clock. More would name a run for what somebody did right after it.
  const slack = 100
  return runs.find(
    run =>
      run.table === table &&
      committedAt.getTime() >= run.from.getTime() - slack &&
      committedAt.getTime() <= run.to.getTime() + slack,
  )
}
