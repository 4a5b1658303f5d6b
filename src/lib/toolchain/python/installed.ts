import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The `site-packages` of a virtual environment, absolute; undefined when there is none. */
export function sitePackages(venv: string): string | undefined {
  const lib = join(venv, 'lib')
  if (!existsSync(lib)) return undefined
  const python = readdirSync(lib).find(name => /^python3\.\d+$/.test(name))
  const folder = python === undefined ? undefined : join(lib, python, 'site-packages')
  return folder !== undefined && existsSync(folder) ? folder : undefined
}

/** Installed distributions and their versions, from the `*.dist-info` folders: no Python is started. */
export function installedPackages(venv: string): Map<string, string> {
  const folder = sitePackages(venv)
  const versions = new Map<string, string>()
  if (folder === undefined) return versions
  for (const name of readdirSync(folder)) {
    const match = /^(.+)-([^-]+)\.dist-info$/.exec(name)
    if (match) versions.set(canonicalName(match[1]!), match[2]!)
  }
  return versions
}

/** PEP 503: runs of `-`, `_` and `.` are one `-`, in lower case. */
export function canonicalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase()
}

export function venvPython(venv: string): string {
  return join(venv, 'bin', 'python')
}
