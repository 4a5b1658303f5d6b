import { InterruptedError, MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { dbtProject } from '../toolchain/dbt/environment.js'
import { type DbtEvent, FAILED, isEmptySelection, type NodeResult } from '../toolchain/dbt/events.js'
import { requireDbt } from '../toolchain/dbt/require-dbt.js'
import { type DbtResult, runDbt } from '../toolchain/dbt/run.js'
import { archiveRun } from '../toolchain/dbt/run-archive.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { withBuildLock } from './build-lock.js'
import { rememberState } from './changed-state.js'
import { dbtArguments, resolveChanged } from './dbt-arguments.js'
import { currentCommit } from './git.js'
import { isHollow, sampleVariables } from './hollow.js'
import { nodeProgress } from './node-progress.js'
import { UnmatchedCriteria } from './nothing-selected.js'
import { isWhole, type Selection } from './selection.js'

export interface BuildRequest {
  /** `build` also tests; `test` only does that. */
  command: 'build' | 'test'
  selection: Selection
  fullRefresh?: boolean
  /** YAML or JSON, as dbt's --vars takes it. */
  vars?: string
  threads?: number
  /** Stop at the first failed node. */
  failFast?: boolean
  /** Tables with their columns and no rows: every input is read as empty. */
  empty?: boolean
  /** Percent of the rows of each source that models read. */
  sample?: number
  /** Build although the estimate is above the budget. */
  overBudget?: boolean
  /** Git ref that `selection.changed` compares with; without it that is what is built. */
  since?: string
}

export interface BuildResult {
  success: boolean
  seconds: number
  counts: Record<'succeeded' | 'warned' | 'failed' | 'skipped', number>
  nodes: NodeResult[]
}

/** Builds or tests the selected nodes with dbt. Failed nodes are part of the result, not an error. */
export async function build(
  connection: Connection,
  wanted: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildResult> {
  const { project } = connection
  await requireDbt(project.paths.venv, progress)
  const { request, state } = await resolveChanged(connection, wanted, progress, signal)
  const threads = request.threads ?? project.config.threads
  const args = dbtArguments(request, threads, state)
  const dbt = dbtProject(connection, threads)
  const env = { ...dbt.env, ...sampleVariables(request) }
  const onWait = () => progress.update('waiting for another build')
  const nodes = nodeProgress(progress)
  // That nothing is changed is no mistake of the selection's.
  const unmatched = new UnmatchedCriteria()
  const onEvent = (event: DbtEvent) => {
    unmatched.note(event)
    if (!request.selection.changed || !isEmptySelection(event)) nodes.show(event)
  }
  const result = await withBuildLock(project, { signal, onWait }, () =>
    recorded(connection, request, args, async () => {
      const done = await runDbt({ args, ...dbt, env, onEvent, signal })
      unmatched.refuse(request, done, project)
      return done
    }),
  ).catch(error => {
    throw error instanceof InterruptedError ? new InterruptedError('The build was stopped.', nodes.soFar()) : error
  })
  const summary = summarize(result)
  progress.result(summary.nodes.length === 0 ? 'nothing to do' : describeCounts(summary))
  return summary
}

/** Keeps what the run did, also when it was stopped: `mdw runs`, `--retry` and `--changed` live on that. */
async function recorded(
  { project, environment }: Connection,
  request: BuildRequest,
  args: string[],
  run: () => Promise<DbtResult>,
): Promise<DbtResult> {
  const started = new Date()
  const commit = (await currentCommit(project.paths.root)) ?? null
  const archive = (result: { success: boolean; interrupted: boolean }) =>
    archiveRun(project.dbtFolder, project.paths.runs, {
      ...{ environment: environment.name, command: request.command, args, commit, ...result },
      startedAt: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      request: { ...request },
    })
  const result = await run().catch(error => {
    if (error instanceof InterruptedError) archive({ success: false, interrupted: true })
    throw error
  })
  archive({ success: result.success, interrupted: false })
  if (request.command === 'build') {
    const { selection, since } = request
    const whole = isWhole({ ...selection, changed: false }) && since === undefined
    rememberState(project, environment.name, { nodes: result.nodes, whole, hollow: isHollow(request) })
  }
  return result
}

function summarize({ success, seconds, nodes }: DbtResult): BuildResult {
  const count = (accept: (node: NodeResult) => boolean) => nodes.filter(accept).length
  return {
    success,
    seconds,
    counts: {
      succeeded: count(node => ['success', 'pass', 'no-op'].includes(node.status)),
      warned: count(node => node.status === 'warn'),
      failed: count(node => FAILED.has(node.status)),
      skipped: count(node => node.status === 'skipped'),
    },
    nodes,
  }
}

/** `97 succeeded, 1 failed, 3 skipped`; kinds that did not happen are left out. */
export function describeCounts({ counts }: BuildResult): string {
  const parts = Object.entries(counts).filter(([kind, count]) => count > 0 || kind === 'succeeded')
  return parts.map(([kind, count]) => `${count} ${kind}`).join(', ')
}

/** The error of a command whose build failed: every failed node with dbt's message and its compiled SQL. */
export function buildFailed(result: BuildResult): MdwError {
  const failed = result.nodes.filter(node => FAILED.has(node.status))
  return new MdwError({
    code: 'NODES_FAILED',
    message: `${failed.length} of ${result.nodes.length} nodes failed (${describeCounts(result)}).`,
    why: failed.map(describeFailure).join('\n'),
    actions: ['Correct the model or the data, then run the command again; with --retry only from where it failed.'],
    exitCode: ExitCode.failed,
    data: { ...result },
  })
}

function describeFailure(node: NodeResult): string {
  const message = (node.message ?? 'dbt gave no message').trim().replaceAll('\n', '\n    ')
  const sql = node.compiledPath === null ? '' : `\n    compiled SQL: ${node.compiledPath}`
  return `✗ ${node.resourceType} ${node.name}\n    ${message}${sql}`
}
