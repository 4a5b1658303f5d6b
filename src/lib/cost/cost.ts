import { archivedRuns, type RunResults } from '../toolchain/dbt/run-archive.js'
import type { Progress } from '../ui/reporter.js'
import { approximateCost } from '../warehouse/athena-cost.js'
import type { Connection } from '../warehouse/connection.js'
import { type PaidQuery, paidQueries } from './query-history.js'

export interface CostLine {
  name: string
  queries: number
  bytesScanned: number
  dollars: number
}

export interface Cost {
  environment: string
  workgroup: string
  region: string
  /** ISO 8601. */
  since: string
  usdPerTb: number
  total: CostLine
  /** Newest first; days of UTC. */
  days: CostLine[]
  /** Most expensive first; `other queries` are those that dbt did not send. */
  models: CostLine[]
  /** Newest first; the runs of this machine's archive. */
  runs: CostLine[]
}

export const OTHER = 'other queries'

/** What the queries of the last days scanned, and about what that costs on AWS. */
export async function costOf(connection: Connection, days: number, progress: Progress): Promise<Cost> {
  const { project, environment } = connection
  const since = new Date(Date.now() - days * 24 * 3600 * 1000)
  const queries = await paidQueries(connection, since, count => progress.update(`${count} queries`))
  const usdPerTb = project.config.cost.usd_per_tb
  const runs = archivedRuns(project.paths.runs).filter(({ mdw }) => mdw?.environment === environment.name)
  return {
    ...{ environment: environment.name, workgroup: environment.workgroup, region: environment.region },
    ...{ since: since.toISOString(), usdPerTb },
    ...divide(queries, runs, usdPerTb),
  }
}

/** The queries by day, by node and by run. `runs` are newest first. */
export function divide(
  queries: PaidQuery[],
  runs: RunResults[],
  usdPerTb: number,
): Pick<Cost, 'total' | 'days' | 'models' | 'runs'> {
  const lines = (nameOf: (query: PaidQuery) => string | undefined) =>
    [...group(queries, nameOf)].map(([name, found]) => line(name, found, usdPerTb))
  const byRun = lines(query => runOf(query, runs))
  return {
    total: line('total', queries, usdPerTb),
    days: lines(({ submittedAt }) => submittedAt.toISOString().slice(0, 10)).sort((a, b) => (a.name < b.name ? 1 : -1)),
    models: lines(({ node }) => node ?? OTHER).sort((a, b) => b.dollars - a.dollars || b.bytesScanned - a.bytesScanned),
    runs: runs.flatMap(({ metadata }) => byRun.find(({ name }) => name === metadata.invocation_id) ?? []),
  }
}

function group(queries: PaidQuery[], nameOf: (query: PaidQuery) => string | undefined): Map<string, PaidQuery[]> {
  const groups = new Map<string, PaidQuery[]>()
  for (const query of queries) {
    const name = nameOf(query)
    if (name === undefined) continue
    const found = groups.get(name)
    if (found === undefined) groups.set(name, [query])
    else found.push(query)
  }
  return groups
}

function line(name: string, queries: PaidQuery[], usdPerTb: number): CostLine {
  const scanned = queries.map(({ bytesScanned }) => bytesScanned)
  return {
    ...{ name, queries: queries.length },
    bytesScanned: scanned.reduce((sum, bytes) => sum + bytes, 0),
    dollars: approximateCost(scanned, usdPerTb),
  }
}

/** The run that was under way, with this node in it, when dbt sent the query. */
function runOf({ node, submittedAt }: PaidQuery, runs: RunResults[]): string | undefined {
  if (node === null) return undefined
  return runs.find(({ mdw, results }) => {
    if (mdw === undefined) return false
    const began = Date.parse(mdw.startedAt)
    const during = submittedAt.getTime() >= began && submittedAt.getTime() <= began + mdw.seconds * 1000
    return during && results.some(({ unique_id: id }) => id === node)
  })?.metadata.invocation_id
}
