import { join } from 'node:path'
import { withLock } from '../project/lock.js'
import { requireTools } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import { childEnvironment } from '../toolchain/dbt/environment.js'
import { FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import { runDbt } from '../toolchain/dbt/run.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'

/** dbt's results of lint: apart from the builds', whose results other commands read. */
export function lintTarget({ project }: Pick<Connection, 'project'>): string {
  return join(project.paths.state, 'lint')
}

/** Compiles every model and snapshot, and gives back those that dbt could not compile. */
export async function compileModels(
  { project, environment }: Connection,
  progress: Progress,
  signal?: AbortSignal,
): Promise<NodeResult[]> {
  const { venv, state } = project.paths
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(venv), progress)
  progress.update('compiling models')
  const threads = project.config.threads
  const onWait = () => progress.update('waiting for another lint')
  const { nodes } = await withLock(join(state, 'lint.lock'), { signal, onWait }, () =>
    runDbt({
      args: [
        ...['compile', '--select', 'resource_type:model', 'resource_type:snapshot'],
        ...['--threads', String(threads), '--target-path', lintTarget({ project })],
      ],
      projectFolder: project.dbtFolder,
      venv,
      env: childEnvironment(environment, threads, venv),
      onEvent: event => {
        if (event.type === 'warning') progress.warn(event.text)
      },
      signal,
    }),
  )
  return nodes.filter(({ status }) => FAILED.has(status))
}
