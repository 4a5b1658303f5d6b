import { join } from 'node:path'
import { InterruptedError, MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { withLock } from '../project/lock.js'
import { requireTools } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import { childEnvironment } from '../toolchain/dbt/environment.js'
import { FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import { type DbtResult, runDbt } from '../toolchain/dbt/run.js'
import { archiveRun } from '../toolchain/dbt/run-archive.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { nodeProgress } from './node-progress.js'
import { type Selection, selectionArguments } from './selection.js'

export interface BuildRequest {
  /** `build` also tests; `run` and `test` do one of both. */
  command: 'build' | 'test'
  selection: Selection
  fullRefresh?: boolean
  /** YAML or JSON, as dbt's --vars takes it. */
  vars?: string
  threads?: number
}

export interface BuildResult {
  success: boolean
  seconds: number
  counts: Record<'succeeded' | 'warned' | 'failed' | 'skipped', number>
  nodes: NodeResult[]
}

/** Builds or tests the selected nodes with dbt. Failed nodes are part of the result, not an error. */
export async function build(
  { project, environment }: Connection,
  request: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<BuildResult> {
  const { venv } = project.paths
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(venv), progress)
  const threads = request.threads ?? project.config.threads
  const args = [
    request.command,
    ...selectionArguments(request.selection),
    ...['--threads', String(threads)],
    ...(request.fullRefresh ? ['--full-refresh'] : []),
    ...(request.vars === undefined ? [] : ['--vars', request.vars]),
  ]
  // Two builds at once would share dbt's target folder, and swap the same tables.
  const onWait = () => progress.update('waiting for another build')
  const nodes = nodeProgress(progress)
  const result = await withLock(join(project.paths.state, 'build.lock'), { signal, onWait }, () =>
    runDbt({
      args,
      projectFolder: project.dbtFolder,
      venv,
      env: childEnvironment(environment, threads, venv),
      onEvent: nodes.show,
      signal,
    }),
  ).catch(error => {
    throw error instanceof InterruptedError ? new InterruptedError('The build was stopped.', nodes.soFar()) : error
  })
  archiveRun(project.dbtFolder, project.paths.runs)
  const summary = summarize(result)
  progress.result(describeCounts(summary))
  return summary
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
    actions: ['Correct the model or the data, then run the command again.'],
    exitCode: ExitCode.failed,
    data: { ...result },
  })
}

function describeFailure(node: NodeResult): string {
  const message = (node.message ?? 'dbt gave no message').trim().replaceAll('\n', '\n    ')
  const sql = node.compiledPath === null ? '' : `\n    compiled SQL: ${node.compiledPath}`
  return `✗ ${node.resourceType} ${node.name}\n    ${message}${sql}`
}
