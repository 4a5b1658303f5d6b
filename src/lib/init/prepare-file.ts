import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CsvRecord, type Encoding, type LiteralQuotes, readRecords, readText } from './csv-records.js'
import { type DetectedFormat, detectFormat, isBlank, markedEncoding } from './detect-format.js'
import { describeFaults, type Faults } from './file-faults.js'
import { columnName, snakeCase, tableName, unique } from './names.js'

export interface PreparedColumn {
  /** As the header line of the raw file has it. */
  header: string
  /** As the delivered file has it. */
  original: string
  /** In stg and after. */
  name: string
}

/** A delivered file, and the raw file that Athena's OpenCSVSerde reads right: itself, or a clean copy. */
export interface PreparedFile {
  /** The delivered file. */
  source: string
  table: string
  columns: PreparedColumn[]
  separator: string
  /** Where the raw file's content is: the source, or a temporary clean copy. */
  content: string
  /** Why a copy had to be made; empty when the file can stay as it is. */
  cleaned: string[]
  rows: number
  /** Rows with more values than columns, which only a person can put right. */
  rejected: { line: number; fields: string[] }[]
}

/** The file is read again when a quote is found never to close, its line's quotes then being plain text: so many times. */
const MAX_LITERAL = 20

interface Reading {
  source: string
  table: string
  copy: string
  encoding: Encoding
  mark: boolean
  format: DetectedFormat
  signal?: AbortSignal
}

/**
 * Reads a whole file and decides whether OpenCSVSerde, which goes line by line in UTF-8, reads it as it was meant.
 * Undefined when the file holds nothing. The source is never changed; `folder` takes the clean copy, `taken` the name.
 */
export async function prepareFile(
  source: string,
  folder: string,
  taken: Set<string>,
  signal?: AbortSignal,
): Promise<PreparedFile | undefined> {
  if ((await stat(source)).size === 0) return undefined
  const { encoding, mark } = await markedEncoding(source)
  const table = tableName(basename(source), new Set(taken))
  const read = async (encoding: Encoding) => {
    const format = await detectFormat(source, encoding)
    if (format === undefined) return undefined
    return readWhole({ source, table, copy: join(folder, `${table}.csv`), encoding, mark, format, signal })
  }
  const found = await read(encoding).catch(error => {
    // the decoder's way to say that the bytes are no UTF-8
    if (error instanceof TypeError && encoding === 'utf-8' && !mark) return read('windows-1252')
    throw error
  })
  if (found !== undefined) taken.add(table)
  return found
}

async function readWhole(reading: Reading): Promise<PreparedFile> {
  let literal: LiteralQuotes = new Set<number>()
  for (;;) {
    const { unclosed, ...found } = await readOnce(reading, literal)
    if (unclosed === undefined || literal === 'all') return found
    literal = literal.size < MAX_LITERAL ? new Set([...literal, unclosed]) : 'all'
  }
}

async function readOnce(
  reading: Reading,
  literal: LiteralQuotes,
): Promise<PreparedFile & { unclosed: number | undefined }> {
  const { source, table, copy, encoding, mark, format, signal } = reading
  const faults: Faults = {
    encoding: mark ? `${encoding} with a byte order mark` : encoding === 'utf-8' ? undefined : encoding,
    compressed: /\.gz$/i.test(source),
    preamble: format.preamble,
    noHeader: !format.header,
    oddHeader: false,
    loneReturns: false,
    unclosedQuotes: literal === 'all' ? MAX_LITERAL : literal.size,
    ...{ blank: 0, short: 0, long: 0, broken: 0, stray: 0, backslash: 0 },
  }
  const rejected: PreparedFile['rejected'] = []
  let columns: PreparedColumn[] = []
  let rows = 0
  let before = format.preamble
  let unclosed: number | undefined
  const take = (record: CsvRecord): string => {
    unclosed ??= record.unclosed
    faults.loneReturns ||= record.lone
    if (isBlank(record)) {
      faults.blank++
      return ''
    }
    if (before-- > 0) return ''
    if (columns.length === 0) {
      const header = format.header ? record.fields : Array<string>(format.columns).fill('')
      columns = nameColumns(header, table)
      faults.oddHeader = columns.some(column => column.header !== column.original)
      const line = cleanLine(columns.map(column => column.header))
      return format.header ? line : line + take(record)
    }
    const fields = fit(record, columns.length, faults)
    if (fields === undefined) {
      rejected.push({ line: record.line, fields: record.fields })
      return ''
    }
    if (record.broken) faults.broken++
    if (record.stray) faults.stray++
    if (fields.some(field => field.includes('\\'))) faults.backslash++
    rows++
    return cleanLine(fields)
  }
  async function* cleanText(): AsyncGenerator<string> {
    const text = readText(source, encoding, signal)
    for await (const records of readRecords(text, format.separator, literal)) yield records.map(take).join('')
  }
  await pipeline(Readable.from(cleanText()), createWriteStream(copy), { signal })
  const cleaned = describeFaults(faults)
  return {
    source,
    table,
    columns,
    separator: cleaned.length > 0 ? ',' : format.separator,
    content: cleaned.length > 0 ? copy : source,
    cleaned,
    rows,
    rejected,
    unclosed,
  }
}

/** A header that Glue takes stays as it is; any other is written anew in the copy. */
function nameColumns(header: string[], table: string): PreparedColumn[] {
  const names = new Set<string>()
  const headers = new Set<string>()
  return header.map((original, index) => {
    const name = columnName(original, table, index + 1, names)
    const usable = /^[A-Za-z_][A-Za-z0-9_]*$/.test(original) && !headers.has(original.toLowerCase())
    const written = usable ? original : unique(snakeCase(original) || name, headers)
    headers.add(written.toLowerCase())
    return { header: written, original, name }
  })
}

/** The row's fields in the number of the columns; undefined when it has values for which there is no column. */
function fit({ fields }: CsvRecord, columns: number, faults: Faults): string[] | undefined {
  if (fields.length < columns) {
    faults.short++
    return [...fields, ...Array<string>(columns - fields.length).fill('')]
  }
  if (fields.length === columns) return fields
  faults.long++
  return fields.slice(columns).every(field => field.trim() === '') ? fields.slice(0, columns) : undefined
}

/** As OpenCSVSerde reads it back: one line, a backslash escapes inside quotes and a quote is doubled. */
export function cleanLine(fields: string[]): string {
  const line = fields.map(field => {
    const text = field.replace(/\s*\n\s*/g, ' ').replaceAll('\0', '')
    return /[",\\]/.test(text) ? `"${text.replace(/\\/g, '\\\\').replaceAll('"', '""')}"` : text
  })
  return `${line.join(',')}\n`
}
