import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { withLock } from '../../project/lock.js'
import type { Progress } from '../../ui/reporter.js'
import { coversLock, lockMeets, unmet } from './coverage.js'
import { type DepsResult, runDbtDeps } from './dbt-deps.js'
import { type Declared, installFolder, LOCK_FILE, readDeclared, readLock } from './declared.js'
import { checkHub, type HubAnswer } from './hub-check.js'
import type { HubPackage } from './hub-package.js'
import { type PackageSource, packageFolders, satisfiedFrom, writeRecord } from './installed.js'
import { startLoopbackHub } from './loopback-hub.js'
import { cachedPackages, keepPackage } from './package-cache.js'
import { standIns } from './stand-ins.js'
import { recover, swapIn } from './swap-folder.js'

export interface InstallOptions {
  dbtFolder: string
  /** The Python that has dbt. */
  python: string
  /** Look at the hub again even where stand-ins would do. */
  refresh?: boolean
  signal?: AbortSignal
  progress?: Progress
}

export interface InstallResult {
  /** Where the packages came from; undefined when the project asks for none. */
  source?: PackageSource
  /** Folders in dbt_packages. */
  packages: string[]
  /** False when what was there was enough. */
  changed: boolean
}

/**
 * Installs the dbt packages that a project asks for. dbt_packages is replaced as a whole and only by a complete result, so
 * a failure or a missing network leaves it as it was.
 */
export async function installDbtPackages(options: InstallOptions): Promise<InstallResult> {
  const { dbtFolder, progress, signal } = options
  const declared = readDeclared(dbtFolder)
  if (declared.count === 0) {
    progress?.skip('the project uses no packages')
    return { packages: [], changed: false }
  }
  const folder = installFolder(dbtFolder)
  const onWait = () => progress?.update('waiting for another mdw')
  return withLock(`${folder}.lock`, { signal, onWait }, async () => {
    recover(folder)
    const present = satisfiedFrom(dbtFolder)
    const result = (source: PackageSource, changed: boolean) => ({ source, packages: packageFolders(folder), changed })
    if (present !== undefined && !(options.refresh && present === 'stand-ins')) {
      progress?.skip('already there')
      return result(present, false)
    }
    const source = await install(options, declared, folder, present)
    if (source === undefined) {
      progress?.skip('the hub does not answer; stand-ins stay')
      return result('stand-ins', false)
    }
    progress?.result(`${packageFolders(folder).join(', ')} (${source})`)
    return result(source, true)
  })
}

/** Tries one source after the other. Undefined when only stand-ins are to be had, and they are there. */
async function install(
  options: InstallOptions,
  declared: Declared,
  folder: string,
  present: PackageSource | undefined,
): Promise<PackageSource | undefined> {
  const { dbtFolder, progress, signal } = options
  const attempt = { ...options, local: declared.local }
  const cached = cachedPackages()
  const lock = readLock(dbtFolder)
  const cacheHasLock = lock !== undefined && lockMeets(lock, declared.hub) && coversLock(lock, cached)
  // a lock leaves nothing to choose, so the network is not asked for what is here
  if (cacheHasLock && (await fromLoopback(attempt, cached, folder, 'cache'))) return 'cache'

  progress?.update('asking the package hub')
  const hub: HubAnswer = declared.hub.length > 0 ? await checkHub(options.python, signal) : { url: '', reachable: true }
  if (hub.reachable) {
    progress?.update('downloading packages')
    const result = await runDbtDeps({ ...attempt, ignoreLock: false })
    try {
      if (result.error !== undefined) throw depsFailed(result.error)
      keepInCache(result)
      if (!sameLock(result, dbtFolder, false)) copyFileSync(result.lockFile, join(dbtFolder, LOCK_FILE))
      finish(result, folder, dbtFolder, 'hub')
      return 'hub'
    } finally {
      result.remove()
    }
  }
  if (present === 'stand-ins') return undefined
  const cacheHasAll = unmet(declared.hub, cached).length === 0 && (lock === undefined || coversLock(lock, cached))
  if (cacheHasAll && (await fromLoopback(attempt, cached, folder, 'cache'))) {
    progress?.info(`The package hub ${hub.url} does not answer (${hub.reason}): packages came from the cache.`)
    return 'cache'
  }
  const offered = standIns()
  const missing = unmet(declared.hub, offered)
  if (missing.length > 0) throw hubNeeded(hub, missing)
  progress?.update('using stand-ins')
  await fromLoopback(attempt, offered, folder, 'stand-ins')
  progress?.warn(
    `The package hub ${hub.url} does not answer (${hub.reason}) and the packages are not in the cache, so mdw's stand-ins ` +
      `for ${declared.hub.map(one => one.package).join(' and ')} are used: a few macros and tests under the same names.`,
    ['Run `mdw deps --refresh` when the network is back: it puts the real packages in their place.'],
  )
  return 'stand-ins'
}

/** Lets dbt install from a hub of our own. False when dbt would have changed the lock, or could not do it with the cache. */
async function fromLoopback(
  options: InstallOptions & { local: string[] },
  offered: HubPackage[],
  folder: string,
  source: 'cache' | 'stand-ins',
): Promise<boolean> {
  const { dbtFolder } = options
  const hub = await startLoopbackHub(offered)
  try {
    // stand-ins must not be pinned by, nor pin, the versions that the user's lock is about
    const result = await runDbtDeps({ ...options, hubUrl: hub.url, ignoreLock: source === 'stand-ins' })
    try {
      if (source === 'cache' && (result.error !== undefined || !sameLock(result, dbtFolder, true))) return false
      if (result.error !== undefined) throw depsFailed(result.error)
      finish(result, folder, dbtFolder, source)
      return true
    } finally {
      result.remove()
    }
  } finally {
    await hub.close()
  }
}

/** Whether dbt left the project's lock as it is; `absent` is the answer where the project has none. */
function sameLock(result: DepsResult, dbtFolder: string, absent: boolean): boolean {
  const own = join(dbtFolder, LOCK_FILE)
  if (!existsSync(own)) return absent
  return readFileSync(own, 'utf8') === readFileSync(result.lockFile, 'utf8')
}

function finish(result: DepsResult, folder: string, dbtFolder: string, source: PackageSource): void {
  writeRecord(result.packages, dbtFolder, source)
  swapIn(result.packages, folder)
}

function keepInCache(result: DepsResult): void {
  for (const { package: hubName, name, version } of readLock(join(result.lockFile, '..')) ?? []) {
    if (hubName === undefined || name === undefined || version === undefined) continue
    keepPackage(join(result.packages, name), { package: hubName, name, version })
  }
}

function depsFailed(words: string): MdwError {
  return new MdwError({
    code: 'DBT_DEPS_FAILED',
    message: 'dbt could not install the packages. What was installed before is still there.',
    why: words,
    actions: ['Correct packages.yml as dbt says above, then run `mdw deps` again.'],
  })
}

function hubNeeded(hub: HubAnswer, missing: { package: string; versions: string[] }[]): MdwError {
  const names = missing.map(one => `${one.package} ${one.versions.join(', ')}`.trim())
  return new MdwError({
    code: 'DBT_HUB_UNREACHABLE',
    message: `The package hub ${hub.url} does not answer (${hub.reason}), so packages could not be installed.`,
    why: `Neither the cache nor mdw's stand-ins have ${names.join('; ')}.`,
    actions: ['Check the network and the proxy (HTTPS_PROXY), then run `mdw deps` again.'],
    exitCode: ExitCode.notReady,
    data: { hub: hub.url, missing: names },
  })
}
