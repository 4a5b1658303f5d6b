import { relative } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { RawTable } from '../../project/raw-sources.js'
import { nearest } from '../../ui/nearest.js'
import { findLocalFiles, type LocalFiles, localFile } from './local-files.js'
import type { UploadOptions } from './upload.js'

export interface ChosenFiles extends LocalFiles {
  /** The tables that files are wanted for. */
  sources: RawTable[]
}

/** The files of the tables that are asked for. Throws where there is none, and warns of what has no file or no table. */
export function chooseFiles(options: UploadOptions): ChosenFiles {
  const sources = selectTables(options.sources, options.tables)
  const found = localFiles(options, sources)
  const place = options.origin ?? options.folder ?? ''
  if (found.files.length === 0) throw nothingToUpload(place, sources, options.tables)
  warnOfGaps(place, found.missing, found.unknown, options)
  return { sources, ...found }
}

function localFiles(
  { folder, file, origin, partition, sources: known }: UploadOptions,
  sources: RawTable[],
): LocalFiles {
  if (file === undefined) {
    const found = findLocalFiles(folder!, sources, known, partition)
    if (origin === undefined) return found
    return { ...found, files: found.files.map(one => ({ ...one, shown: `${origin}${relative(folder!, one.path)}` })) }
  }
  if (sources.length === 1) {
    const found = localFile(sources[0]!, file, partition)
    return { files: [{ ...found, shown: origin ?? found.shown }], missing: [], unknown: [] }
  }
  throw new MdwError({
    code: 'WHICH_TABLE',
    message: `It is not said which table ${origin ?? file} is for.`,
    actions: ['Name one table: `mdw upload sales --from FILE`'],
    exitCode: ExitCode.usage,
  })
}

function warnOfGaps(
  folder: string,
  missing: string[],
  unknown: string[],
  { progress, confirmPrune }: UploadOptions,
): void {
  // a folder that was moved or emptied by mistake is no reason to delete a table's last file
  const prunes = confirmPrune === undefined ? '' : ', also with --prune'
  if (missing.length > 0)
    progress?.warn(`No file in ${folder} for ${missing.join(', ')}: what was uploaded before stays${prunes}.`)
  if (unknown.length > 0) progress?.warn(`Not uploaded, because no raw table has that name: ${unknown.join(', ')}.`)
}

function selectTables(sources: RawTable[], wanted: string[] | undefined): RawTable[] {
  if (wanted === undefined) return sources
  const names = sources.map(table => table.name)
  return wanted.map(name => {
    const found = sources.find(table => table.name === name.toLowerCase())
    if (found !== undefined) return found
    const guess = nearest(name, names)
    throw new MdwError({
      code: 'UNKNOWN_RAW_TABLE',
      message: `There is no raw table ${name}.`,
      why: `The raw tables are ${names.join(', ')}.`,
      actions: [
        ...(guess === undefined ? [] : [`Did you mean ${guess}?`]),
        'A new table needs a source definition in dbt/models/raw, with its columns.',
      ],
      exitCode: ExitCode.usage,
    })
  })
}

function nothingToUpload(folder: string, tables: RawTable[], wanted: string[] | undefined): MdwError {
  return new MdwError({
    code: 'NO_RAW_FILES',
    message: `There is no raw file ${wanted === undefined ? '' : `for ${wanted.join(', ')} `}in ${folder}.`,
    why: `Expected ${tables.map(table => `${table.name}.csv`).join(', ')}, or a folder of CSV files for a table.`,
    actions: ['Make a sample: `mdw sample`', 'Or put your own files there, or name their folder in mdw.yml (data:).'],
  })
}
