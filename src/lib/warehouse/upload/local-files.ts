import { type Dirent, existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { RawTable } from '../../project/raw-sources.js'
import { fileFailure } from './file-failure.js'

/** A CSV file of the user, and the object it becomes. */
export interface LocalFile {
  table: RawTable
  path: string
  /** What to call it: the path as the user knows it, or the address that it was fetched from. */
  shown: string
  key: string
  /** Values of the table's partition columns, in their order; empty where the table has none. */
  partition: string[]
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
 * Finds each table's files in a folder: `sales.csv`, or every CSV in the folder `sales`, gzip or not. A partitioned
 * table has Hive's folders (`sales/partition=20180401/x.csv`), or `partition` says where its files go. Names with a dot
 * in front do not count. `known` are the tables that a file may belong to without being asked for.
 */
export function findLocalFiles(
  folder: string,
  tables: RawTable[],
  known: RawTable[] = tables,
  partition?: string,
): LocalFiles {
  const entries = visible(folder)
  const files: LocalFile[] = []
  const missing: string[] = []
  for (const table of tables) {
    const paths = entries.flatMap(entry => {
      const path = join(folder, entry.name)
      if (tableOf(entry.name) === table.name && isCsv(entry)) return [path]
      return entry.name.toLowerCase() === table.name && fileStats(path).isDirectory() ? csvBelow(path, table) : []
    })
    if (paths.length === 0) missing.push(table.name)
    files.push(...paths.map(path => localFile(table, path, partition)))
  }
  const names = new Set(known.map(table => table.name))
  const unknown = entries.map(entry => entry.name).filter(name => !names.has(tableOf(name)))
  return { files, missing, unknown }
}

function tableOf(name: string): string {
  return name.toLowerCase().replace(/\.csv(\.gz)?$/, '')
}

/** The CSVs of a folder, and of as many levels of `column=value` as the table has partition columns. */
function csvBelow(folder: string, { partitionedBy }: Pick<RawTable, 'partitionedBy'>, level = 0): string[] {
  return visible(folder).flatMap(entry => {
    const path = join(folder, entry.name)
    if (isCsv(entry)) return [path]
    const column = partitionedBy[level]
    if (column === undefined || !entry.name.startsWith(`${column}=`)) return []
    return csvBelow(path, { partitionedBy }, level + 1)
  })
}

export function localFile(table: RawTable, path: string, given?: string): LocalFile {
  const { size, mtimeMs } = fileStats(path)
  const folders = path.split(/[/\\]/)
  const name = folders.pop()!
  const partition = partitionOf(table, path, folders, given)
  const below = partition.map((value, index) => `${table.partitionedBy[index]}=${value}/`).join('')
  const key = `${table.location}${below}${name}`
  return { table, path, shown: relative(process.cwd(), path), key, partition, size, modified: Math.floor(mtimeMs) }
}

/** A link may lead nowhere. */
function fileStats(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw fileFailure(error, relative(process.cwd(), path)) ?? error
  }
}

function partitionOf(table: RawTable, path: string, folders: string[], given: string | undefined): string[] {
  const columns = table.partitionedBy
  if (columns.length === 0) {
    if (given === undefined) return []
    throw new MdwError({
      code: 'TABLE_NOT_PARTITIONED',
      message: `${table.name} has no partitions, so --partition cannot be used.`,
      actions: [
        `Give it a partition column: \`config: {meta: {partitioned_by: [partition]}}\` in ${table.file}:${table.line}`,
      ],
      exitCode: ExitCode.usage,
    })
  }
  const values =
    given !== undefined
      ? given.split('/')
      : columns.map((column, index) => {
          const text = folders.at(index - columns.length)
          return text?.startsWith(`${column}=`) ? text.slice(column.length + 1) : ''
        })
  if (values.length === columns.length && values.every(value => /^[A-Za-z0-9_.-]+$/.test(value))) return values
  throw new MdwError({
    code: 'NO_PARTITION',
    message: `It is not known which partition of ${table.name} ${path} belongs to.`,
    why: `Partition columns: ${columns.join(', ')}. A value may hold letters, digits, "_", "." and "-".`,
    actions: [
      `Put it in ${table.name}/${columns.map(column => `${column}=…`).join('/')}/`,
      'Or name the partition: `--partition 20180401`',
    ],
    exitCode: ExitCode.usage,
  })
}

function isCsv(entry: Dirent): boolean {
  return /\.csv(\.gz)?$/i.test(entry.name) && !entry.isDirectory()
}

/** A folder that does not exist has nothing in it. */
function visible(folder: string): Dirent[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
