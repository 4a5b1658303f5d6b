import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { FAILED } from '../toolchain/dbt/events.js'
import { archivedRuns, type RunContext, type RunResults } from '../toolchain/dbt/run-archive.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import type { BuildRequest } from './build.js'
import { knownState } from './changed-state.js'
import { listSelected } from './list-selected.js'

/** The last build of the environment again, from where it failed: its failed and skipped nodes, with its own flags. */
export async function retryRequest(
  connection: Connection,
  { command, vars, threads, failFast, fullRefresh, overBudget }: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildRequest> {
  const { project, environment } = connection
  const last = archivedRuns(project.paths.runs).find(
    run => run.mdw?.environment === environment.name && run.mdw.command === command,
  )
  if (last?.mdw === undefined || last.mdw.success) throw nothingToRetry(environment.name, last?.mdw)
  const before = last.mdw.request as unknown as BuildRequest
  const nodes = new Set(unfinished(last))
  if (last.mdw.interrupted || before.failFast) {
    progress.update('finding what was not built')
    for (const id of await selectedNodes(connection, before, signal)) nodes.add(id)
    for (const { unique_id: id, status } of last.results) if (!UNFINISHED.has(status ?? '')) nodes.delete(id)
  }
  if (nodes.size === 0) throw nothingToRetry(environment.name, last.mdw)
  return {
    ...before,
    vars: vars ?? before.vars,
    threads: threads ?? before.threads,
    failFast: failFast ?? false,
    overBudget: overBudget ?? false,
    fullRefresh: fullRefresh || before.fullRefresh,
    selection: { ...before.selection, nodes: [...nodes] },
  }
}

const UNFINISHED: ReadonlySet<string> = new Set([...FAILED, 'skipped', 'runtime error'])

function unfinished(run: RunResults): string[] {
  return run.results.filter(({ status }) => UNFINISHED.has(status ?? '')).map(({ unique_id: id }) => id)
}

async function selectedNodes(
  connection: Connection,
  { selection, since, vars }: BuildRequest,
  signal?: AbortSignal,
): Promise<string[]> {
  if (selection.nodes !== undefined) return selection.nodes
  // The state knows by now what was built, so what is still changed is what is missing.
  const state = selection.changed ? knownState(connection.project, connection.environment.name, since) : undefined
  const ids = await listSelected(connection, {
    selection: { ...selection, changed: state !== undefined },
    ...{ state, vars, signal },
  })
  return ids.filter(id => BUILT.test(id))
}

/** `dbt ls` also names sources, exposures and so on, which a build leaves out. */
const BUILT = /^(model|seed|snapshot|test|unit_test)\./

function nothingToRetry(environment: string, last: RunContext | undefined): MdwError {
  return new MdwError({
    code: 'NOTHING_TO_RETRY',
    message:
      last === undefined
        ? `No build of environment ${environment} is known that could be tried again.`
        : `The last build of environment ${environment} succeeded: there is nothing to try again.`,
    actions: ['`mdw runs` lists the builds; `mdw build` builds everything.'],
    exitCode: ExitCode.usage,
  })
}
