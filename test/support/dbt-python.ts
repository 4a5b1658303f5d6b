import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'
import { ensurePythonEnvironment } from '../../src/lib/toolchain/python/environment.js'
import { venvPython } from '../../src/lib/toolchain/python/installed.js'
import { recordingProgress } from './progress.js'

/** The Python environment that tests share: the repository's own `.mdw/venv`, made when it is not there yet. */
export async function dbtVenv(): Promise<string> {
  const venv = join(packageRoot, '.mdw', 'venv')
  await ensurePythonEnvironment(venv, recordingProgress().progress)
  return venv
}

export async function dbtPython(): Promise<string> {
  return venvPython(await dbtVenv())
}
