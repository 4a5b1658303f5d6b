import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { loopbackWithoutProxy } from '../../project/network-proxy.js'
import { lastLines, runProcess } from '../process.js'
import { LOCK_FILE, PACKAGES_FILES } from './declared.js'

export interface DepsRequest {
  dbtFolder: string
  /** The Python that has dbt. */
  python: string
  /** Paths of `local:` packages. */
  local: string[]
  /** Another hub than dbt's own. */
  hubUrl?: string
  /** Let dbt choose versions anew. */
  ignoreLock: boolean
  signal?: AbortSignal
}

export interface DepsResult {
  /** Where the complete packages are, until `remove` is called. */
  packages: string
  /** The lock file that belongs to them. */
  lockFile: string
  /** dbt's own words where it failed. */
  error?: string
  remove(): void
}

/**
 * Runs `dbt deps` in a copy of the project's package files, because dbt empties dbt_packages before it has anything to put
 * there. The copy lies beside the project, so that `local: ../x` means the same in it.
 */
export async function runDbtDeps(request: DepsRequest): Promise<DepsResult> {
  const { dbtFolder } = request
  const copy = mkdtempSync(join(dirname(dbtFolder), `.${basename(dbtFolder)}-deps-`))
  const remove = () => rmSync(copy, { recursive: true, force: true })
  const packages = join(copy, 'dbt_packages')
  try {
    prepare(copy, request)
    const result = await runProcess({
      command: request.python,
      args: ['-X', 'utf8', '-c', 'from dbt.cli.main import cli; cli()', '--no-use-colors', 'deps'],
      cwd: copy,
      env: environment(request),
      signal: request.signal,
    })
    if (result.exitCode !== 0) {
      // dbt writes its errors to stdout
      const error = lastLines({ stdout: result.stdout, stderr: '' }, 6) || lastLines(result)
      return { packages, lockFile: join(copy, LOCK_FILE), error, remove }
    }
    mkdirSync(packages, { recursive: true })
    pointLinksBack(packages, copy, dbtFolder)
    return { packages, lockFile: join(copy, LOCK_FILE), remove }
  } catch (error) {
    remove()
    throw error
  }
}

function prepare(copy: string, request: DepsRequest): void {
  const names = request.ignoreLock ? PACKAGES_FILES : [...PACKAGES_FILES, LOCK_FILE]
  for (const name of names) {
    const file = join(request.dbtFolder, name)
    if (existsSync(file)) copyFileSync(file, join(copy, name))
  }
  writeFileSync(join(copy, 'dbt_project.yml'), 'name: mdw_deps\nversion: 1.0.0\npackages-install-path: dbt_packages\n')
  for (const path of request.local) {
    const first = path.split(/[/\\]/)[0]!
    const inside = first !== '..' && first !== '.' && first !== '' && existsSync(join(request.dbtFolder, first))
    if (inside && !existsSync(join(copy, first))) symlinkSync(join(request.dbtFolder, first), join(copy, first))
  }
}

function environment(request: DepsRequest): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' }
  if (request.hubUrl === undefined) return env
  env.DBT_PACKAGE_HUB_URL = request.hubUrl
  return { ...env, ...loopbackWithoutProxy() }
}

/** dbt links `local:` packages by absolute path; those that went through the copy must outlive it. */
function pointLinksBack(packages: string, copy: string, dbtFolder: string): void {
  for (const name of readdirSync(packages)) {
    const link = join(packages, name)
    if (!lstatSync(link).isSymbolicLink()) continue
    const target = readlinkSync(link)
    if (!target.startsWith(copy + sep)) continue
    unlinkSync(link)
    symlinkSync(join(dbtFolder, target.slice(copy.length + 1)), link)
  }
}
