import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'
import { ensurePythonEnvironment } from '../../src/lib/toolchain/python/environment.js'
import { venvPython } from '../../src/lib/toolchain/python/installed.js'
import type { Progress } from '../../src/lib/ui/reporter.js'

/** The Python with dbt that tests share: the repository's own `.mdw/venv`, made when it is not there yet. */
export async function dbtPython(): Promise<string> {
  const venv = join(packageRoot, '.mdw', 'venv')
  await ensurePythonEnvironment(venv, quiet())
  return venvPython(venv)
}

/** A progress that keeps what it is told. */
export function quiet(): Progress & { warnings: string[]; notes: string[]; skipped?: string } {
  const kept: Progress & { warnings: string[]; notes: string[]; skipped?: string } = {
    warnings: [],
    notes: [],
    update: () => {},
    info: text => void kept.notes.push(text),
    warn: text => void kept.warnings.push(text),
    skip: reason => {
      kept.skipped = reason
    },
    result: text => void kept.notes.push(text),
  }
  return kept
}
