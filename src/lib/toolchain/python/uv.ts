import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { MdwError } from '../../errors.js'
import { withLock } from '../../project/lock.js'
import { userCache } from '../../project/paths.js'
import { runProcess } from '../process.js'

/** Installed into the user's cache when the machine has no uv. */
const UV_VERSION = '0.13.9'

/** The path of uv: the machine's own, else one from PyPI in the user's cache; undefined where neither works. */
export async function findUv(python: string, signal?: AbortSignal): Promise<string | undefined> {
  if (await works('uv')) return 'uv'
  const folder = join(userCache(), `uv-${UV_VERSION}`)
  const uv = join(folder, 'bin', 'uv')
  if (existsSync(uv) && (await works(uv))) return uv
  return withLock(`${folder}.lock`, { signal }, async () => {
    if (existsSync(uv) && (await works(uv))) return uv
    rmSync(folder, { recursive: true, force: true })
    const made = await runProcess({ command: python, args: ['-m', 'venv', folder], signal })
    if (made.exitCode !== 0) return undefined
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `uv==${UV_VERSION}`]
    const installed = await runProcess({ command: join(folder, 'bin', 'python'), args, signal })
    return installed.exitCode === 0 && (await works(uv)) ? uv : undefined
  })
}

async function works(command: string): Promise<boolean> {
  try {
    return (await runProcess({ command, args: ['--version'] })).exitCode === 0
  } catch (error) {
    if (error instanceof MdwError && error.code === 'TOOL_NOT_FOUND') return false
    throw error
  }
}
