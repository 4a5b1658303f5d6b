import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockMeets } from './coverage.js'
import { fingerprint, installFolder, readDeclared, readLock } from './declared.js'

/** In dbt_packages, written by mdw; a plain `dbt deps` deletes it with everything else. */
const RECORD = '.mdw-packages.json'

export type PackageSource = 'hub' | 'cache' | 'stand-ins'

export interface InstallRecord {
  source: PackageSource
  /** Of the files that asked for these packages. */
  fingerprint: string
  /** Folders that must be there. */
  folders: string[]
}

export function writeRecord(folder: string, dbtFolder: string, source: PackageSource): void {
  const record: InstallRecord = { source, fingerprint: fingerprint(dbtFolder), folders: packageFolders(folder) }
  writeFileSync(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`)
}

/**
 * Where the packages that are installed came from, if they are what the project asks for now; undefined when they must be
 * installed. Without mdw's record (the user ran `dbt deps`) the lock file decides.
 */
export function satisfiedFrom(dbtFolder: string): PackageSource | undefined {
  const folder = installFolder(dbtFolder)
  if (!existsSync(folder)) return undefined
  const present = packageFolders(folder)
  const record = readRecord(folder)
  if (record !== undefined) {
    const complete = record.folders.every(name => present.includes(name))
    return complete && record.fingerprint === fingerprint(dbtFolder) ? record.source : undefined
  }
  const lock = readLock(dbtFolder)
  if (lock === undefined || !lockMeets(lock, readDeclared(dbtFolder).hub)) return undefined
  const complete = lock.every(locked => locked.name !== undefined && present.includes(locked.name))
  return complete ? 'hub' : undefined
}

/** The folders that hold a dbt project. A package that came half is none. */
export function packageFolders(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => existsSync(join(folder, name, 'dbt_project.yml')))
    .sort()
}

function readRecord(folder: string): InstallRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as InstallRecord
  } catch {
    return undefined
  }
}
