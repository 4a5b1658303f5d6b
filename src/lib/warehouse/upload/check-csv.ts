import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { RawTable } from '../../project/raw-sources.js'
import { csvFields } from './csv-line.js'
import { adviseClean, type CheckedFile } from './validate/problem.js'
import { lineBlocks } from './validate/scan-lines.js'

/**
 * Compares a file's header with its table's definition: the names in order, for OpenCSVSerde goes by position. Throws
 * what a user needs to correct the file.
 */
export async function checkHeader({ path, shown: file }: CheckedFile, table: RawTable): Promise<void> {
  const header = await firstLine(path)
  if (header === undefined) throw problem(file, table, 'is empty', 'There is not even a header line.')
  if (header.includes('\0')) {
    throw problem(file, table, 'is no text in UTF-8', 'It begins with NUL bytes, as UTF-16 does. Save it as UTF-8.')
  }
  if (table.csv.skipHeaderLines !== 1) return
  const expected = table.columns.map(column => column.name)
  const found = csvFields(header, table.csv)?.map(name => name.trim())
  if (found?.length === expected.length && found.every((name, index) => same(name, expected[index]!))) return
  throw problem(file, table, 'has the wrong header', explain(header, found, expected, table), {
    expected: expected.join(table.csv.separator),
    found: header,
  })
}

function explain(header: string, found: string[] | undefined, expected: string[], table: RawTable): string {
  const columns = found ?? []
  const absent = expected.filter(name => !columns.some(other => same(other, name)))
  const extra = columns.filter(name => !expected.some(other => same(other, name)))
  const lines = [`expected: ${expected.join(table.csv.separator)}`, `found:    ${header}`]
  const other = [',', ';', '\t', '|'].find(sign => sign !== table.csv.separator && header.includes(sign))
  if (columns.length === 1 && other !== undefined) {
    lines.push(
      `It seems to be separated by ${JSON.stringify(other)} instead of ${JSON.stringify(table.csv.separator)}.`,
    )
  } else if (absent.length === 0 && extra.length === 0) {
    lines.push('The columns are there, but in another order (or twice); columns are read by position.')
  } else {
    if (absent.length > 0) lines.push(`missing: ${absent.join(', ')}`)
    if (extra.length > 0) lines.push(`not expected: ${extra.join(', ')}`)
  }
  return lines.join('\n')
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

async function firstLine(path: string): Promise<string | undefined> {
  for await (const block of lineBlocks(path)) {
    const end = block.indexOf(10)
    const line = block.toString('utf8', 0, end < 0 ? block.length : end)
    return line.replace(/^\uFEFF/, '').replace(/\r$/, '')
  }
  return undefined
}

function problem(
  file: string,
  table: RawTable,
  what: string,
  why: string,
  data: Record<string, unknown> = {},
): MdwError {
  return new MdwError({
    code: 'CSV_DOES_NOT_FIT',
    message: `${file} ${what}.`,
    why,
    actions: [
      'Correct the file and run the command again: nothing of it was uploaded.',
      adviseClean(table.name, file),
      `Or, if the file is right, correct the columns of the table ${table.name}: ${table.file}:${table.line}`,
    ],
    exitCode: ExitCode.failed,
    data: { file, table: table.name, ...data },
  })
}
