import { type CompiledProject, compiledProject } from '../compiled/compiled-project.js'
import { type DbtEvent, isEmptySelection } from '../toolchain/dbt/events.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'

/** Every model and snapshot as dbt compiles it; `again` also where no file changed. */
export function compileModels(
  connection: Connection,
  again: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompiledProject> {
  const onEvent = (event: DbtEvent) => {
    // A project without snapshots, or without any model, is no reason for a warning.
    if (event.type === 'warning' && !isEmptySelection(event)) progress.warn(event.text)
  }
  return compiledProject(connection, { again, onEvent, signal }, progress)
}
