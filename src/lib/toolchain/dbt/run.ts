import { join } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { packageRoot } from '../../project/paths.js'
import { lastLines, runProcess } from '../process.js'
import { venvPython } from '../python/installed.js'
import { type DbtProject, dbtVariables } from './environment.js'
import type { DbtEvent, NodeResult } from './events.js'
import { RunEvents } from './run-events.js'

export interface DbtRequest extends DbtProject {
  /** dbt's command and flags: `['build', '--select', 'stg']`. */
  args: string[]
  onEvent: (event: DbtEvent) => void
  signal?: AbortSignal
}

export interface DbtResult {
  /** False when a node failed. A dbt that could not run at all is an error instead. */
  success: boolean
  nodes: NodeResult[]
  /** The dbt process, from start to end. */
  seconds: number
}

const ENTRY = join(packageRoot, 'python', 'run_dbt.py')

/** Runs dbt to its end. Failed nodes are a result; a project that dbt can't read is DBT_FAILED with dbt's own words. */
export async function runDbt(request: DbtRequest): Promise<DbtResult> {
  const events = new RunEvents(request.projectFolder, request.onEvent)
  const result = await runProcess({
    command: venvPython(request.venv),
    args: ['-X', 'utf8', ENTRY, '--log-level', 'none', ...request.args],
    cwd: request.projectFolder,
    env: dbtVariables(request),
    signal: request.signal,
    onLine: line => events.take(line),
  })
  if (result.exitCode > 1)
    throw couldNotRun(events.errors, lastLines({ stdout: '', stderr: result.stderr }), result.exitCode)
  return { success: result.exitCode === 0, nodes: events.nodes, seconds: result.seconds }
}

/** The error of a dbt that ended before it ran anything. */
export function couldNotRun(errors: string[], output: string, exitCode: number): MdwError {
  const text = errors.join('\n') || output
  if (/ModuleNotFoundError|ImportError/.test(text)) {
    return new MdwError({
      code: 'PYTHON_ENVIRONMENT_BROKEN',
      message: 'dbt could not start: a Python package is damaged or missing.',
      why: text,
      actions: ['Delete the folder .mdw/venv and run `mdw up`: it makes a new one.'],
      exitCode: ExitCode.notReady,
    })
  }
  if (exitCode === 137) {
    return new MdwError({
      code: 'DBT_KILLED',
      message: 'dbt was killed, most likely because the machine ran out of memory.',
      actions: ['Build with fewer threads (--threads 1) or fewer models at once (--layer, --select).'],
    })
  }
  return new MdwError({
    code: 'DBT_FAILED',
    message: 'dbt could not run this project.',
    why: text,
    actions: ['Correct what dbt names above, then run the command again.'],
  })
}
