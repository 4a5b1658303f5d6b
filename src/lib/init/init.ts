import { constants, lstatSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { projectConfig } from '../project/config.js'
import { findProjectRoot } from '../project/paths.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import { deliveredFiles } from './delivered-files.js'
import { writeExample } from './example-file.js'
import { snakeCase } from './names.js'
import { cleanLine, type PreparedFile, prepareFile } from './prepare-file.js'
import { type ProfiledTable, profileTable } from './profile-table.js'
import { projectFiles } from './project-files.js'
import { findings } from './project-readme.js'
import { type RelatedTable, relate } from './relations.js'

export interface InitRequest {
  /** Where the project is to be; made when it does not exist. */
  folder: string
  /** The folder of delivered CSV files; without it the project gets an example. */
  from?: string
  name?: string
  port: number
  dryRun: boolean
  signal?: AbortSignal
  progress?: Progress
}

export interface InitResult {
  folder: string
  name: string
  /** Paths below the folder, in order. */
  files: string[]
  written: boolean
  tables: { table: string; source: string; rows: number; key: string | null; findings: string[] }[]
  /** Files and folders of `from` that were not used, and why. */
  unused: { name: string; why: string }[]
}

/** More than this is not for version control. */
const GIT_BYTES = 20 * 1024 * 1024

/**
 * Makes a project. Everything is read and decided before anything is written; where a file is there already nothing is
 * written at all. Delivered files are never changed.
 */
export async function initProject(request: InitRequest): Promise<InitResult> {
  const folder = resolve(request.folder)
  const name = checkedName(request.name ?? nameOf(folder))
  const scratch = await mkdtemp(join(tmpdir(), 'mdw-init-'))
  try {
    const unused: InitResult['unused'] = []
    const tables = await readTables(request, scratch, unused)
    const dataInGit = (await bytesOf(tables)) <= GIT_BYTES
    const texts = projectFiles({ name, port: request.port, tables, dataInGit })
    for (const table of tables) {
      if (table.rejected.length > 0) texts[`data/rejected/${table.table}.csv`] = rejectedCsv(table)
    }
    const raw = new Map(tables.map(table => [`data/raw/${table.table}.csv`, table.content]))
    const files = [...Object.keys(texts), ...raw.keys()].sort()
    refuseToOverwrite(folder, files, raw)
    const outer = findProjectRoot(dirname(folder))
    if (outer !== undefined) request.progress?.warn(`${folder} is inside of another project, ${outer}.`)
    const rows = sum(tables.map(table => table.rows))
    request.progress?.result(`${plural(tables.length, 'table')}, ${plural(rows, 'row')}`)
    if (!request.dryRun) {
      for (const [path, text] of Object.entries(texts))
        await put(folder, path, to => writeFile(to, text, { flag: 'wx' }))
      for (const [path, source] of raw) await put(folder, path, to => copyRaw(source, to))
    }
    return {
      ...{ folder, name, files, written: !request.dryRun, unused },
      tables: tables.map(table => ({
        table: table.table,
        source: request.from === undefined ? 'an example' : basename(table.source),
        rows: table.rows,
        key: table.key ?? table.compositeKey?.join(', ') ?? null,
        findings: findings(table),
      })),
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function readTables(
  { from, progress, signal }: InitRequest,
  scratch: string,
  unused: InitResult['unused'],
): Promise<RelatedTable[]> {
  const delivered = from === undefined ? { files: await writeExample(scratch), others: [] } : deliveredFiles(from)
  unused.push(...delivered.others)
  const copies = join(scratch, 'clean')
  await mkdir(copies)
  const instance = await DuckDBInstance.create(join(scratch, 'profile.duckdb'))
  const connection = await instance.connect()
  try {
    const profiled: ProfiledTable[] = []
    const taken = new Set<string>()
    for (const [index, file] of delivered.files.entries()) {
      signal?.throwIfAborted()
      progress?.update(basename(file), index, delivered.files.length)
      const prepared: PreparedFile | undefined = await prepareFile(file, copies, taken, signal)
      if (prepared === undefined) unused.push({ name: basename(file), why: 'is empty' })
      else profiled.push(await profileTable(connection, prepared))
    }
    if (profiled.length === 0) throw nothingToRead(from!)
    return await relate(connection, profiled)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function checkedName(name: string): string {
  const checked = projectConfig.shape.name.safeParse(name)
  if (checked.success) return name
  throw new MdwError({
    code: 'BAD_PROJECT_NAME',
    message: `The project's name ${JSON.stringify(name)} ${checked.error.issues[0]!.message}.`,
    actions: ['Give another with --name.'],
    exitCode: ExitCode.usage,
  })
}

function nameOf(folder: string): string {
  const name = snakeCase(basename(folder))
  return /^[a-z]/.test(name) ? name : `warehouse${name === '' ? '' : `_${name}`}`
}

/** A raw file that is already where it belongs is no conflict: it stays. */
function refuseToOverwrite(folder: string, files: string[], raw: Map<string, string>): void {
  const present = files.filter(path => exists(join(folder, path)) && raw.get(path) !== join(folder, path))
  if (present.length === 0) return
  throw new MdwError({
    code: 'FILES_EXIST',
    message: `${plural(present.length, 'file')} of the new project would be overwritten in ${folder}. Nothing was written.`,
    why: present.join('\n'),
    actions: ['Give another folder: `mdw init <folder>`.', 'Or move these files away and run the command again.'],
    exitCode: ExitCode.usage,
    data: { folder, files: present },
  })
}

/** Also of a link that points nowhere. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

async function put(folder: string, path: string, write: (to: string) => Promise<void>): Promise<void> {
  const to = join(folder, path)
  await mkdir(dirname(to), { recursive: true })
  await write(to)
}

async function copyRaw(source: string, to: string): Promise<void> {
  if (source !== to) await copyFile(source, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
}

function rejectedCsv({ columns, rejected }: RelatedTable): string {
  const header = cleanLine(['line', ...columns.map(({ original }) => original)])
  return header + rejected.map(({ line, fields }) => cleanLine([`${line}`, ...fields])).join('')
}

async function bytesOf(tables: RelatedTable[]): Promise<number> {
  return sum(await Promise.all(tables.map(async ({ content }) => (await stat(content)).size)))
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

function nothingToRead(from: string): MdwError {
  return new MdwError({
    code: 'NO_CSV_FILES',
    message: `Every CSV file in ${from} is empty.`,
    actions: ['Give a folder whose files have at least a header line.'],
    exitCode: ExitCode.usage,
  })
}
