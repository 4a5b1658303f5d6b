import { type Dirent, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/** Also what Excel and old systems call their exports. */
const CSV = /\.(csv|tsv|txt)(\.gz)?$/i

/** The CSV files right in a folder, and what else is there. */
export function deliveredFiles(folder: string): { files: string[]; others: { name: string; why: string }[] } {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw new MdwError({
      code: 'NO_SUCH_FOLDER',
      message: `The folder ${folder} could not be read.`,
      why: messageOf(error),
      actions: ['Give the folder of the CSV files with --from.'],
      exitCode: ExitCode.usage,
      cause: error,
    })
  }
  const visible = entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1))
  const files = visible.filter(entry => entry.isFile() && CSV.test(entry.name))
  const others = visible.filter(entry => !files.includes(entry)).map(describeOther)
  if (files.length > 0) return { files: files.map(({ name }) => join(resolve(folder), name)), others }
  const found = others
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ')
  throw new MdwError({
    code: 'NO_CSV_FILES',
    message: `There is no CSV file in ${folder}.`,
    why: `Looked for .csv, .tsv and .txt, also with .gz.${found === '' ? '' : ` Found: ${found}.`}`,
    actions: ['Give the folder that holds the files themselves; folders below it are not searched.'],
    exitCode: ExitCode.usage,
  })
}

function describeOther(entry: Dirent): { name: string; why: string } {
  const why = entry.isDirectory() ? 'is a folder: folders are not searched' : 'is no CSV file'
  return { name: entry.name, why }
}
