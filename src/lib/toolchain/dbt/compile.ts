import { join } from 'node:path'
import { withLock } from '../../project/lock.js'
import { requireTools } from '../../requirements/check.js'
import { detectIn } from '../../requirements/detect.js'
import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../../warehouse/connection.js'
import { dbtProject } from './environment.js'
import type { DbtEvent, NodeResult } from './events.js'
import { runDbt } from './run.js'

export interface CompileRequest {
  /** Who compiles: the name of the target folder in `.mdw`, and of its lock. */
  purpose: 'lint' | 'show'
  /** In dbt's selection syntax. */
  select: string[]
  onEvent: (event: DbtEvent) => void
  signal?: AbortSignal
}

/** The target folder of a purpose: apart from the builds', whose results other commands read. */
export function compileTarget({ project }: Pick<Connection, 'project'>, purpose: CompileRequest['purpose']): string {
  return join(project.paths.state, purpose)
}

/** Compiles with dbt, and lets `take` have the results before another process compiles for the same purpose. */
export async function compile<T>(
  connection: Connection,
  { purpose, select, onEvent, signal }: CompileRequest,
  progress: Progress,
  take: (nodes: NodeResult[]) => T,
): Promise<T> {
  const { config, paths } = connection.project
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(paths.venv), progress)
  const onWait = () => progress.update(`waiting for another ${purpose}`)
  const target = ['--target-path', compileTarget(connection, purpose)]
  const args = ['compile', '--select', ...select, '--threads', String(config.threads), ...target]
  return withLock(join(paths.state, `${purpose}.lock`), { signal, onWait }, async () => {
    const { nodes } = await runDbt({ args, ...dbtProject(connection), onEvent, signal })
    return take(nodes)
  })
}
