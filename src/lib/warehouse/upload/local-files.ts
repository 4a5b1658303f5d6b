import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RawTable } from '../../project/raw-sources.js'

/** A CSV file of the user, and the object it becomes. */
export interface LocalFile {
  table: RawTable
  path: string
  key: string
  size: number
  /** Milliseconds since 1970. */
  modified: number
}

export interface LocalFiles {
  files: LocalFile[]
  /** Tables without a file. */
  missing: string[]
  /** Files and folders that belong to no table. */
  unknown: string[]
}

/**
 * Finds each table's files in a folder: `sales.csv`, or every CSV in the folder `sales`. Names with a dot in front do not
 * count. `known` are the tables that a file may belong to without being asked for.
 */
export function findLocalFiles(folder: string, tables: RawTable[], known: RawTable[] = tables): LocalFiles {
  const entries = visible(folder)
  const files: LocalFile[] = []
  const missing: string[] = []
  for (const table of tables) {
    const paths: string[] = []
    for (const entry of entries) {
      const name = entry.name.toLowerCase()
      const path = join(folder, entry.name)
      if (name === `${table.name}.csv` && !entry.isDirectory()) paths.push(path)
      else if (name === table.name && statSync(path).isDirectory()) {
        paths.push(
          ...visible(path)
            .filter(isCsv)
            .map(file => join(path, file.name)),
        )
      }
    }
    if (paths.length === 0) missing.push(table.name)
    files.push(...paths.map(path => localFile(table, path)))
  }
  const names = new Set(known.flatMap(table => [table.name, `${table.name}.csv`]))
  const unknown = entries.map(entry => entry.name).filter(name => !names.has(name.toLowerCase()))
  return { files, missing, unknown }
}

function localFile(table: RawTable, path: string): LocalFile {
  const { size, mtimeMs } = statSync(path)
  const name = path.slice(path.search(/[^/\\]*$/))
  return { table, path, key: `${table.location}${name}`, size, modified: Math.floor(mtimeMs) }
}

function isCsv(entry: Dirent): boolean {
  return /\.csv$/i.test(entry.name) && !entry.isDirectory()
}

/** A folder that does not exist has nothing in it. */
function visible(folder: string): Dirent[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
