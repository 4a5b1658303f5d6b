import { open } from 'node:fs/promises'
import type { CsvRecord, Encoding } from './csv-records.js'
import { readRecords, readText } from './csv-records.js'

const SEPARATORS = [',', ';', '\t', '|'] as const

/** Rows that decide on the separator and the header. */
const SAMPLE = 200
/** Titles and notes above a header are few. */
const TITLES = 20

export interface DetectedFormat {
  separator: string
  /** Rows before the header: titles and notes. */
  preamble: number
  header: boolean
  columns: number
}

/** What the first bytes say; UTF-8 unless there is a mark, and the reader finds out when it is not. */
export async function markedEncoding(path: string): Promise<{ encoding: Encoding; mark: boolean }> {
  const handle = await open(path)
  try {
    const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0)
    if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return { encoding: 'utf-8', mark: true }
    if (buffer[0] === 0xff && buffer[1] === 0xfe) return { encoding: 'utf-16le', mark: true }
    if (buffer[0] === 0xfe && buffer[1] === 0xff) return { encoding: 'utf-16be', mark: true }
    return { encoding: 'utf-8', mark: false }
  } finally {
    await handle.close()
  }
}

/** The separator that cuts the first rows most evenly, and where the header is. Undefined for a file without rows. */
export async function detectFormat(path: string, encoding: Encoding): Promise<DetectedFormat | undefined> {
  let best: { format: DetectedFormat; score: number } | undefined
  for (const separator of SEPARATORS) {
    const rows = await firstRows(path, encoding, separator)
    if (rows.length === 0) return undefined
    const columns = mostCommon(rows.map(row => row.fields.length))
    const even = rows.filter(row => row.fields.length === columns).length / rows.length
    const score = columns === 1 ? 0 : even * 100 + Math.min(columns, 50) / 100
    if (best !== undefined && score <= best.score) continue
    const preamble = headerRow(rows, columns)
    best = { format: { separator, columns, preamble, header: isHeader(rows[preamble]!) }, score }
  }
  return best?.format
}

/** The first row that fills the columns. Spreadsheets pad titles above it with separators. */
function headerRow(rows: CsvRecord[], columns: number): number {
  const whole = (row: CsvRecord) => row.fields.length === columns
  const filled = (row: CsvRecord) => row.fields.filter(field => field.trim() !== '').length * 2 > columns
  const found = rows.slice(0, TITLES).findIndex(row => whole(row) && filled(row))
  return found >= 0 ? found : rows.findIndex(whole)
}

async function firstRows(path: string, encoding: Encoding, separator: string): Promise<CsvRecord[]> {
  const rows: CsvRecord[] = []
  for await (const records of readRecords(readText(path, encoding), separator)) {
    rows.push(...records.filter(record => !isBlank(record)))
    if (rows.length >= SAMPLE) break
  }
  return rows.slice(0, SAMPLE)
}

/** No field has anything in it. */
export function isBlank({ fields }: CsvRecord): boolean {
  return fields.every(field => field.trim() === '')
}

function mostCommon(numbers: number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0]
}

/** Half of the fields being numbers or dates is no header; years are, in tables with a column a year. */
function isHeader({ fields }: CsvRecord): boolean {
  const values = fields.filter(field => /^[+-]?[0-9][0-9.,:/ T-]*$/.test(field.trim()) && !/^(19|20)\d\d$/.test(field))
  return values.length * 2 < fields.length
}
