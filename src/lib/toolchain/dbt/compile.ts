import type { Progress } from '../../ui/reporter.js'
import type { Connection } from '../../warehouse/connection.js'
import { dbtProject } from './environment.js'
import type { DbtEvent, NodeResult } from './events.js'
import { requireDbt } from './require-dbt.js'
import { runDbt } from './run.js'

export interface CompileRequest {
  /** Apart from the builds' target folder, whose results other commands read. */
  target: string
  /** In dbt's selection syntax. */
  select: string[]
  onEvent: (event: DbtEvent) => void
  signal?: AbortSignal
}

/** Compiles with dbt; the manifest in the target folder has the SQL. */
export async function compile(
  connection: Connection,
  { target, select, onEvent, signal }: CompileRequest,
  progress: Progress,
): Promise<NodeResult[]> {
  const { config, paths } = connection.project
  await requireDbt(paths.venv, progress)
  const args = [
    ...['compile', '--select', ...select, '--threads', String(config.threads), '--target-path', target],
    // Tests would be compiled with their models, and every schema of the warehouse be listed first.
    ...['--indirect-selection', 'empty', '--no-populate-cache'],
  ]
  const { nodes } = await runDbt({ args, ...dbtProject(connection), onEvent, signal })
  return nodes
}
