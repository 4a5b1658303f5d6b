import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { withLock } from '../../project/lock.js'
import { requireTools } from '../../requirements/check.js'
import { detectIn } from '../../requirements/detect.js'
import type { Progress } from '../../ui/reporter.js'
import { lastLines, type ProcessResult, runProcess } from '../process.js'
import { venvPython } from './installed.js'
import { extensionsFile, faultOf, requirementsFile, writeStamp } from './stamp.js'
import { findUv } from './uv.js'

/** requirements.txt is complete, so nothing is resolved; the extensions' declared dependency is not wanted. */
const EVERYTHING = ['--no-deps', '-r', requirementsFile, '-r', extensionsFile]

/**
 * Makes the project's Python environment (dbt, dbt-athena, the DuckDB extensions), or leaves a good one alone. A broken,
 * half-made or outdated one is made again; where that fails, the one that was there before is put back.
 */
export async function ensurePythonEnvironment(venv: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  if (faultOf(venv) === undefined) return progress.skip('already there')
  const onWait = (pid?: number) =>
    progress.update(`waiting for another mdw${pid === undefined ? '' : ` (process ${pid})`}`)
  await withLock(`${venv}.lock`, { signal, onWait }, async () => {
    const fault = faultOf(venv)
    if (fault === undefined) return
    progress.update(fault === 'not made yet' ? 'looking for Python' : `making it again: ${fault}`)
    await remake(venv, progress, signal)
  })
}

async function remake(venv: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  const [python] = await requireTools(['python'], detectIn(venv), progress)
  const previous = `${venv}.previous`
  mkdirSync(dirname(venv), { recursive: true })
  // A venv knows its own path, so the new one is made in place and the old one waits beside it.
  if (existsSync(venv) && !existsSync(previous)) renameSync(venv, previous)
  rmSync(venv, { recursive: true, force: true })
  try {
    const tool = await install(venv, python!.path!, progress, signal)
    writeStamp(venv)
    progress.result(`Python ${python!.found}, made with ${tool}`)
  } catch (error) {
    rmSync(venv, { recursive: true, force: true })
    if (existsSync(previous)) renameSync(previous, venv)
    throw error
  }
  rmSync(previous, { recursive: true, force: true })
}

/** Returns the name of the tool that did it: uv where there is one, several times faster, else pip. */
async function install(venv: string, python: string, progress: Progress, signal?: AbortSignal): Promise<'uv' | 'pip'> {
  progress.update('looking for uv')
  const uv = await findUv(python, signal)
  if (uv === undefined) {
    progress.update('installing dbt with pip (about half a minute)')
    expectSuccess(await runProcess({ command: python, args: ['-m', 'venv', venv], signal }))
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...EVERYTHING]
    expectSuccess(await runProcess({ command: venvPython(venv), args, signal }))
    return 'pip'
  }
  const env = { ...process.env, UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', VIRTUAL_ENV: venv }
  const run = async (args: string[]) => expectSuccess(await runProcess({ command: uv, args, env, signal }))
  progress.update('installing dbt with uv')
  await run(['venv', '--no-config', '--python', python, venv])
  // Without compiled bytecode every start of dbt would compile it again where nothing may be written.
  await run(['pip', 'install', '--no-config', '--python', venvPython(venv), '--compile-bytecode', ...EVERYTHING])
  return 'uv'
}

function expectSuccess(result: ProcessResult): void {
  if (result.exitCode === 0) return
  const text = lastLines(result)
  throw new MdwError({
    code: 'PYTHON_ENVIRONMENT_FAILED',
    message: 'The Python environment could not be made.',
    why: text,
    actions: [...advice(text), 'Run the command again: it starts from a clean environment.'],
    exitCode: ExitCode.notReady,
  })
}

function advice(text: string): string[] {
  if (/ensurepip/.test(text))
    return ['Install your system’s venv package (Debian, Ubuntu: `apt install python3-venv`).']
  if (/resolv|connect|network|timed? ?out|unreachable|Retrying|certificate/i.test(text)) {
    return ['Check the network, the proxy (HTTPS_PROXY) or your own package index (PIP_INDEX_URL, UV_INDEX_URL).']
  }
  if (/No space left/.test(text)) return ['Free some disk space: the environment needs about 250 MB.']
  return []
}
