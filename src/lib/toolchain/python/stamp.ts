import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../project/paths.js'
import { canonicalName, installedPackages, venvPython } from './installed.js'

export const requirementsFile = join(packageRoot, 'python', 'requirements.txt')
export const extensionsFile = join(packageRoot, 'python', 'extensions.txt')
const STAMP = '.mdw-complete'

/** What the environment is made from; another fingerprint means another environment. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of [requirementsFile, extensionsFile]) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/** Says that the environment is complete. Written last, so that a half-made one has none. */
export function writeStamp(venv: string): void {
  writeFileSync(join(venv, STAMP), `${fingerprint()}\n`)
}

/** Why the environment can't be used as it is; undefined when it can. Reads folders only: a few milliseconds. */
export function faultOf(venv: string): string | undefined {
  if (!existsSync(venv)) return 'not made yet'
  const stamp = join(venv, STAMP)
  if (!existsSync(stamp)) return 'half-made'
  if (readFileSync(stamp, 'utf8').trim() !== fingerprint()) return 'made for other versions'
  // A Python that was uninstalled or upgraded leaves a dangling link.
  if (!existsSync(venvPython(venv))) return 'its Python is gone'
  const installed = installedPackages(venv)
  const missing = pinned().find(([name, version]) => installed.get(name) !== version)
  return missing === undefined ? undefined : `${missing[0]} ${missing[1]} is missing`
}

/** The packages that must be there on every Python: name and version. */
function pinned(): [name: string, version: string][] {
  const lines = [requirementsFile, extensionsFile].flatMap(file => readFileSync(file, 'utf8').split('\n'))
  return lines.flatMap(line => {
    const match = /^([A-Za-z0-9._-]+)==([^\s;]+)$/.exec(line.trim())
    return match ? [[canonicalName(match[1]!), match[2]!] as [string, string]] : []
  })
}
