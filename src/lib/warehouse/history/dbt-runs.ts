import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

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

/** dbt's run results artifact, version 6: what is read of it. */
const runResults = z.object({
  metadata: z.object({ invocation_id: z.string() }),
  results: z.array(
    z.object({
      unique_id: z.string(),
      relation_name: z.string().nullish(),
      timing: z.array(
        z.object({ name: z.string(), started_at: z.string().nullish(), completed_at: z.string().nullish() }),
      ),
    }),
  ),
})

/** The nodes of dbt's last run in the project; none where there was no run, or its file is of another form. */
export function readDbtRuns(dbtFolder: string): DbtNodeRun[] {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(join(dbtFolder, 'target', 'run_results.json'), 'utf8'))
  } catch {
    return []
  }
  const parsed = runResults.safeParse(content)
  if (!parsed.success) return []
  const { metadata, results } = parsed.data
  return results.flatMap(result => {
    const times = result.timing.find(({ name }) => name === 'execute')
    const table = tableOf(result.relation_name)
    if (!times?.started_at || !times.completed_at || table === undefined) return []
    const [from, to] = [new Date(times.started_at), new Date(times.completed_at)]
    return [{ node: result.unique_id, invocation: metadata.invocation_id, from, to, table }]
  })
}

/** `"awsdatacatalog"."cur"."fct_daily_sales"` is `cur.fct_daily_sales`. */
function tableOf(relation: string | null | undefined): string | undefined {
  const parts = relation?.replaceAll('"', '').split('.')
  return parts === undefined || parts.length < 2 ? undefined : parts.slice(-2).join('.').toLowerCase()
}

/** The run whose statements were running when the snapshot was committed. */
export function runOf(runs: DbtNodeRun[], table: string, committedAt: Date): DbtNodeRun | undefined {
  // Snapshots have milliseconds, dbt's times are of another clock on AWS.
  const slack = 2000
  return runs.find(
    run =>
      run.table === table &&
      committedAt.getTime() >= run.from.getTime() - slack &&
      committedAt.getTime() <= run.to.getTime() + slack,
  )
}
