import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import type { BuildRequest } from './build.js'
import { knownState } from './changed-state.js'
import { stateAt } from './git.js'
import { hollowStopped, isHollow } from './hollow.js'
import { selectionArguments } from './selection.js'

/** dbt's command line for a build; `state` is the folder of the manifest that `changed` compares with. */
export function dbtArguments(request: BuildRequest, threads: number, state?: string): string[] {
  return [
    request.command,
    ...selectionArguments(request.selection),
    ...(state === undefined ? [] : ['--state', state]),
    ...['--threads', String(threads)],
    ...(request.fullRefresh ? ['--full-refresh'] : []),
    ...(request.failFast ? ['--fail-fast'] : []),
    ...(request.empty ? ['--empty'] : []),
    // A test that fails for want of rows would keep what follows from being built; a snapshot would lose its history.
    ...(isHollow(request) ? ['--exclude-resource-type', 'test', 'snapshot'] : []),
    ...(request.vars === undefined ? [] : ['--vars', request.vars]),
  ]
}

/** What `changed` compares with. Without a build before, everything is changed. */
export async function resolveChanged(
  connection: Connection,
  request: BuildRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<{ request: BuildRequest; state?: string }> {
  const { project, environment } = connection
  if (!request.selection.changed || request.selection.nodes !== undefined) return { request }
  if (request.since !== undefined) return { request, state: await stateAt(connection, request.since, progress, signal) }
  const state = knownState(project, environment.name)
  if (state !== undefined && !hollowStopped(connection)) return { request, state }
  progress.info(
    state === undefined
      ? `No build of environment ${environment.name} is known: everything counts as changed.`
      : 'A build of samples or empty tables was stopped: everything counts as changed.',
  )
  return { request: { ...request, selection: { ...request.selection, changed: false } } }
}
