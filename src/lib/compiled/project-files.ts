import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dbtFiles } from '../project/dbt-files.js'

const ENV_VAR = /\benv_var\s*\(\s*['"]([^'"]+)['"]/g

export interface ProjectFiles {
  /** Hash of each file's text, by its path in the dbt project. */
  hashes: ReadonlyMap<string, string>
  /** Hash of the environment variables that the files name, and of the packages that are installed. */
  surroundings: string
}

/** Everything that dbt compiles from: the project's files, the variables they ask for, the installed packages. */
export function readProjectFiles(folder: string, env: NodeJS.ProcessEnv): ProjectFiles {
  const hashes = new Map<string, string>()
  const variables = new Set<string>()
  for (const { path, bytes } of dbtFiles(folder)) {
    hashes.set(path, hashOf(bytes))
    for (const [, name] of bytes.toString('latin1').matchAll(ENV_VAR)) variables.add(name!)
  }
  const values = [...variables].sort().map(name => [name, env[name] ?? null])
  return { hashes, surroundings: hashOf(JSON.stringify([values, packagesIn(folder)])) }
}

/** Of every file and of what surrounds them. */
export function fingerprintOf({ hashes, surroundings }: ProjectFiles): string {
  return hashOf(JSON.stringify([surroundings, [...hashes].sort()]))
}

export function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** `mdw deps` and `dbt deps` make a package's folder anew. */
function packagesIn(folder: string): [name: string, changed: number][] {
  const packages = join(folder, 'dbt_packages')
  try {
    return readdirSync(packages)
      .sort()
      .map(name => [name, statSync(join(packages, name)).mtimeMs])
  } catch {
    return []
  }
}
