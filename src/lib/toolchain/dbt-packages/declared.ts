import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { MdwError, messageOf } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'

/** Files that say which packages a project wants; dbt reads `packages` from either of the first two. */
export const PACKAGES_FILES = ['packages.yml', 'dependencies.yml'] as const
export const LOCK_FILE = 'package-lock.yml'

export interface HubRequirement {
  /** `dbt-labs/dbt_utils`. */
  package: string
  /** Specifiers that all must hold. */
  versions: string[]
}

export interface Declared {
  /** Number of packages of any kind. */
  count: number
  hub: HubRequirement[]
  /** Paths of `local:` packages as written, relative to the dbt project. */
  local: string[]
}

export interface LockedPackage {
  package?: string
  version?: string
  /** The folder's name in dbt_packages. */
  name?: string
}

type Entry = { package?: string; version?: string | string[]; local?: string }

/** What the dbt project in `dbtFolder` asks for. */
export function readDeclared(dbtFolder: string): Declared {
  const entries = PACKAGES_FILES.flatMap(file => entriesOf(join(dbtFolder, file)))
  return {
    count: entries.length,
    hub: entries.filter(entry => entry.package !== undefined).map(requirement),
    local: entries.map(entry => entry.local).filter(path => path !== undefined),
  }
}

/** What the hub calls `packages` of a package's version: what it needs itself. */
export function requirement(entry: Entry): HubRequirement {
  const versions = entry.version === undefined ? [] : [entry.version].flat().map(String)
  return { package: entry.package!, versions }
}

/** The packages that the lock file pins; undefined without a lock. */
export function readLock(dbtFolder: string): LockedPackage[] | undefined {
  const file = join(dbtFolder, LOCK_FILE)
  return existsSync(file) ? entriesOf(file) : undefined
}

/** The folder that packages are installed in: dbt_project.yml's `packages-install-path`. */
export function installFolder(dbtFolder: string): string {
  const project = readYaml(join(dbtFolder, 'dbt_project.yml')) as { 'packages-install-path'?: unknown } | null
  const path = project?.['packages-install-path']
  return resolve(dbtFolder, typeof path === 'string' && !path.includes('{{') ? path : 'dbt_packages')
}

/** Changes with any of the files that decide what is to be installed. */
export function fingerprint(dbtFolder: string): string {
  const hash = createHash('sha256')
  for (const name of [...PACKAGES_FILES, LOCK_FILE]) {
    const file = join(dbtFolder, name)
    hash.update(`${name}\0${existsSync(file) ? readFileSync(file, 'utf8') : ''}\0`)
  }
  return hash.digest('hex')
}

function entriesOf<T extends Entry & LockedPackage>(file: string): T[] {
  const content = readYaml(file) as { packages?: unknown } | null
  return Array.isArray(content?.packages) ? (content.packages as T[]) : []
}

function readYaml(file: string): unknown {
  if (!existsSync(file)) return null
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new MdwError({
      code: 'PACKAGES_FILE_INVALID',
      message: `${file} could not be read.`,
      why: messageOf(error),
      exitCode: ExitCode.usage,
      cause: error,
    })
  }
}
