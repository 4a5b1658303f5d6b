import { requireTools } from '../../requirements/check.js'
import { detectIn } from '../../requirements/detect.js'
import type { Progress } from '../../ui/reporter.js'

/** Stops what needs dbt where the Python environment does not have it. */
export async function requireDbt(venv: string, progress: Progress): Promise<void> {
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(venv), progress)
}
