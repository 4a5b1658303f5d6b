import { open } from 'node:fs/promises'
import { relative } from 'node:path'
import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { RawTable } from '../../project/raw-sources.js'
import { csvFields } from './csv-line.js'

/** Enough to see a wrong file; the whole of it is checked by the tests of the warehouse. */
const CHECKED_BYTES = 64 * 1024

/**
 * Compares a file's beginning with its table's definition: the header's names in order (OpenCSVSerde goes by position),
 * and the number of fields of the first lines. Throws what a user needs to correct the file.
 */
export async function checkCsv(path: string, table: RawTable): Promise<void> {
  const { lines, whole } = await firstLines(path)
  const header = lines[0]
  const file = relative(process.cwd(), path)
  if (header === undefined) throw problem(file, table, 'is empty', 'There is not even a header line.')
  if (table.csv.skipHeaderLines === 1) checkHeader(file, table, header)
  // the last line may be cut off
  for (const [index, line] of (whole ? lines : lines.slice(0, -1)).entries()) {
    if (line === '' && index === lines.length - 1) break
    checkFields(file, table, line, index + 1)
  }
}

function checkHeader(file: string, table: RawTable, header: string): void {
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

function checkFields(file: string, table: RawTable, line: string, number: number): void {
  const fields = csvFields(line, table.csv)
  if (fields === undefined) {
    const why = 'A quoted field goes on to the next line. Athena reads every line as a row of its own.'
    throw problem(file, table, `has a line break inside quotes at line ${number}`, why)
  }
  if (fields.length === table.columns.length) return
  const why = `${fields.length} fields where the table has ${table.columns.length} columns:\n${line.slice(0, 200)}`
  throw problem(file, table, `has a line that does not fit at line ${number}`, why)
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

async function firstLines(path: string): Promise<{ lines: string[]; whole: boolean }> {
  const handle = await open(path)
  try {
    const buffer = Buffer.alloc(CHECKED_BYTES)
    const { bytesRead } = await handle.read(buffer, 0, CHECKED_BYTES, 0)
    const text = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
    return { lines: text === '' ? [] : text.split(/\r?\n/), whole: bytesRead < CHECKED_BYTES }
  } finally {
    await handle.close()
  }
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
      `Or, if the file is right, correct the columns of the table ${table.name}: ${table.file}:${table.line}`,
    ],
    exitCode: ExitCode.usage,
    data: { file, table: table.name, ...data },
  })
}
