import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userCache } from '../../project/paths.js'
import { describeFolder, type HubPackage } from './hub-package.js'
import { packFolder } from './tarball.js'

/** Packages that were installed once, for projects without a network: `<cache>/dbt-packages/<package>/<version>.tar.gz`. */
function cacheFolder(): string {
  return join(userCache(), 'dbt-packages')
}

/** Keeps a package that dbt has just installed into `folder`. What is kept already stays as it is. */
export function keepPackage(folder: string, found: { package: string; name: string; version: string }): void {
  const file = join(cacheFolder(), found.package, found.version)
  if (existsSync(`${file}.json`)) return
  mkdirSync(dirname(file), { recursive: true })
  writeWhole(`${file}.tar.gz`, packFolder(folder, found.name))
  // written last: a version counts when its description is there
  writeWhole(`${file}.json`, JSON.stringify({ name: found.name, ...describeFolder(folder) }, null, 2))
}

/** Every version that is kept. */
export function cachedPackages(): HubPackage[] {
  const root = cacheFolder()
  return list(root).flatMap(namespace =>
    list(join(root, namespace)).flatMap(name =>
      list(join(root, namespace, name))
        .filter(file => file.endsWith('.json'))
        .map(file => cachedPackage(`${namespace}/${name}`, file.slice(0, -'.json'.length))),
    ),
  )
}

function cachedPackage(name: string, version: string): HubPackage {
  const file = join(cacheFolder(), name, version)
  const description = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Omit<HubPackage, 'package' | 'version'>
  return { ...description, package: name, version, tarball: () => readFileSync(`${file}.tar.gz`) }
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function writeWhole(file: string, content: string | Buffer): void {
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, content)
  renameSync(unfinished, file)
}
