import { contentChunks } from '../warehouse/upload/validate/scan-lines.js'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** One row of a CSV file, across line breaks inside quotes. */
export interface CsvRecord {
  fields: string[]
  /** Where it starts, from 1. */
  line: number
  /** A field holds a line break. */
  broken: boolean
  /** A quote stands where a CSV writer would not put one. */
  stray: boolean
  /** The line before ends as on old Macs, in a carriage return alone. */
  lone: boolean
  /** The line where a quote opens that nothing closes as a CSV writer would. */
  unclosed?: number
}

/** Lines whose quotes are plain characters. */
export type LiteralQuotes = ReadonlySet<number> | 'all'

/** The text of a file, piece by piece, without its byte order mark. Throws a TypeError where it is not in the encoding. */
export async function* readText(path: string, encoding: Encoding, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' })
  for await (const chunk of contentChunks(path, signal)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/**
 * The rows of a CSV text as a tolerant reader sees them, as many at once as a piece of the text has. Quotes count at the start of a field only, and not on the lines of
 * `literal`, where they were found to open and never to close.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  separator: string,
  literal: LiteralQuotes = new Set(),
): AsyncGenerator<CsvRecord[]> {
  let fields: string[] = []
  let field = ''
  let quoted = false
  let closed = false
  let broken = false
  let stray = false
  let line = 1
  let start = 1
  let opened = 0
  let unclosed: number | undefined
  let afterReturn = false
  let lone = false
  const take = (): CsvRecord => {
    fields.push(field)
    const record = { fields, line: start, broken, stray, lone, unclosed }
    fields = []
    field = ''
    closed = broken = stray = false
    start = line
    return record
  }
  for await (const piece of text) {
    const records: CsvRecord[] = []
    for (let at = 0; at < piece.length; at++) {
      const character = piece[at]!
      if (afterReturn) {
        afterReturn = false
        if (character === '\n') continue
        lone = true
      }
      if (character === '\n' || character === '\r') {
        afterReturn = character === '\r'
        line++
        if (quoted) {
          field += '\n'
          broken = true
        } else records.push(take())
      } else if (quoted) {
        if (character === '"') {
          quoted = false
          closed = true
        } else field += character
      } else if (character === separator) {
        fields.push(field)
        field = ''
        closed = false
      } else if (character === '"' && closed) {
        // doubled inside quotes
        field += '"'
        quoted = true
        closed = false
      } else if (character === '"' && field === '' && !(literal === 'all' || literal.has(line))) {
        quoted = true
        opened = line
      } else {
        if (character === '"' || closed) stray = true
        // text after a quote that closed on a later line: it did not open there
        if (closed && broken) unclosed ??= opened
        field += character
      }
    }
    if (records.length > 0) yield records
  }
  if (quoted) yield [{ ...take(), unclosed: opened }]
  else if (field !== '' || fields.length > 0 || closed) yield [take()]
}
