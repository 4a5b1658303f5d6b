import { type CompiledProject, compiledProject, compiledTarget } from '../compiled/compiled-project.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'

export const lintTarget = compiledTarget

/** Every model and snapshot as dbt compiles it; `again` also where no file changed. */
export function compileModels(
  connection: Connection,
  again: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompiledProject> {
  const onEvent: Parameters<typeof compiledProject>[1]['onEvent'] = event => {
    if (event.type === 'warning' && !NOTHING_SELECTED.test(event.text)) progress.warn(event.text)
  }
  return compiledProject(connection, { again, onEvent, signal }, progress)
}

/** A project without snapshots, or without any model, is no reason for a warning. */
const NOTHING_SELECTED = /does not match any enabled nodes|^Nothing to do/
