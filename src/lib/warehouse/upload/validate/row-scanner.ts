import { isUtf8 } from 'node:buffer'
import { openCsvFields } from '../../../lakehouse/engine/hive/open-csv-line.js'
import type { CsvFormat } from '../../../project/raw-sources.js'
import { csvFields, losesEscape } from '../csv-line.js'
import { KeyHashes, keyHash } from './key-hashes.js'
import { type PlainForm, plainEnd } from './plain-forms.js'
import type { ProblemKind } from './problem.js'

/** What is looked at in each row. Plain data: it goes to worker threads. */
export interface RowLayout {
  csv: CsvFormat
  columns: number
  /** By column: the form of values that need no further look, `any` where all need one; undefined for plain text. */
  forms: (PlainForm | 'any' | undefined)[]
  /** Places of the key's columns. */
  key: number[]
  /** Hashes of the keys whose rows are to be told; with it nothing else is. */
  wanted?: Set<number>
}

export interface LineProblem {
  kind: ProblemKind
  /** From 1, in what was scanned. */
  line: number
  value: string
  text: string
}

/** A value that is not of its column's plain form: how often, and the first lines with it. */
export interface Suspect {
  count: number
  lines: number[]
}

export interface ScannedRows {
  bytes: number
  lines: number
  rows: number
  problems: LineProblem[]
  counts: Partial<Record<ProblemKind, number>>
  /** By column, then by value. */
  suspects: Map<string, Suspect>[]
  /** A hash of each row's key. */
  keys: Float64Array
  wanted: { hash: number; value: string[]; line: number }[]
}

/** Problems of a kind whose places are kept. */
export const SHOWN = 10
/** As much of a wrong line as a message shows. */
const SHOWN_TEXT = 200
const NEWLINE = 10
const RETURN = 13

/** UTF-8 may have NUL bytes, text files do not: they come of UTF-16, or of a disk that lost blocks. */
function encodingFault(line: Buffer): string | undefined {
  if (!isUtf8(line)) return 'not UTF-8'
  return line.includes(0) ? 'has a NUL byte, so it is no text in UTF-8' : undefined
}

/** Reads rows as OpenCSVSerde does: every line is a row of its own, and quotes may stand anywhere in a field. */
export class RowScanner {
  readonly #layout: RowLayout
  readonly #separator: number
  readonly #quote: number
  readonly #escape: number
  /** Bytes that end a plain run of a field. */
  readonly #special = new Uint8Array(256)
  readonly #typed: number[]
  readonly #plain: (PlainForm | undefined)[]
  /** By column: the row's value is of the plain form. */
  readonly #isPlain: Uint8Array
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #found: Omit<ScannedRows, 'keys'>
  readonly #keys = new KeyHashes()
  #skip: number

  constructor(layout: RowLayout, skipLines: number) {
    this.#layout = layout
    this.#skip = skipLines
    this.#separator = layout.csv.separator.charCodeAt(0)
    this.#quote = layout.csv.quote.charCodeAt(0)
    this.#escape = layout.csv.escape.charCodeAt(0)
    for (const byte of [this.#separator, this.#quote, this.#escape, NEWLINE]) this.#special[byte] = 1
    this.#typed = layout.forms.flatMap((form, index) => (form === undefined ? [] : [index]))
    this.#plain = layout.forms.map(form => (form === 'any' ? undefined : form))
    this.#isPlain = new Uint8Array(layout.columns)
    this.#starts = new Int32Array(layout.columns)
    this.#ends = new Int32Array(layout.columns)
    const suspects = layout.forms.map(() => new Map<string, Suspect>())
    this.#found = { bytes: 0, lines: 0, rows: 0, problems: [], counts: {}, suspects, wanted: [] }
  }

  /** Takes whole lines, the last one with its line break. */
  take(bytes: Buffer): void {
    const isClean = isUtf8(bytes) && !bytes.includes(0)
    this.#found.bytes += bytes.length
    for (let at = 0; at < bytes.length; ) {
      this.#found.lines++
      if (this.#skip > 0) {
        this.#skip--
        at = bytes.indexOf(NEWLINE, at) + 1
        continue
      }
      if (!isClean) {
        const end = bytes.indexOf(NEWLINE, at)
        const fault = encodingFault(bytes.subarray(at, end))
        if (fault !== undefined) {
          this.#problem('encoding', bytes.toString('latin1', at, end), fault)
          at = end + 1
          continue
        }
      }
      at = this.#row(bytes, at)
    }
  }

  result(): ScannedRows {
    return { ...this.#found, keys: this.#keys.all() }
  }

  /** Cuts a line into fields where they are; the place after it. */
  #row(bytes: Buffer, line: number): number {
    const special = this.#special
    const separator = this.#separator
    const quote = this.#quote
    const columns = this.#layout.columns
    const starts = this.#starts
    const ends = this.#ends
    const plain = this.#plain
    const isPlain = this.#isPlain
    let at = line
    let count = 0
    let start = at
    let end = 0
    for (;;) {
      const form = plain[count]
      if (form !== undefined) {
        end = plainEnd(form, bytes, at)
        const after = end < 0 ? 0 : bytes[end]!
        isPlain[count] = after === separator || after === NEWLINE ? 1 : 0
        if (isPlain[count] === 1) at = end
      }
      let byte = bytes[at]!
      while (special[byte] === 0) byte = bytes[++at]!
      if (byte === quote) {
        if (at !== start) return this.#awkwardRow(bytes, line)
        byte = bytes[++at]!
        while (byte !== quote && byte !== NEWLINE && byte !== this.#escape) byte = bytes[++at]!
        if (byte !== quote) return this.#awkwardRow(bytes, line)
        start++
        end = at
        byte = bytes[++at]!
        if (byte === RETURN && bytes[at + 1] === NEWLINE) byte = bytes[++at]!
        if (byte !== separator && byte !== NEWLINE) return this.#awkwardRow(bytes, line)
      } else if (byte === this.#escape) return this.#awkwardRow(bytes, line)
      else {
        end = at
        if (byte === NEWLINE && end > start && bytes[end - 1] === RETURN) end--
      }
      if (count < columns) {
        starts[count] = start
        ends[count] = end
      }
      count++
      start = ++at
      if (byte === NEWLINE) break
    }
    if (count === columns) this.#fields(bytes)
    else this.#wrongCount(bytes.toString('utf8', line, at - 1), count)
    return at
  }

  /** A line with escapes, or quotes in other places than around fields. */
  #awkwardRow(bytes: Buffer, line: number): number {
    const end = bytes.indexOf(NEWLINE, line)
    const text = bytes.toString('utf8', line, end).replace(/\r$/, '')
    const { csv } = this.#layout
    const fields = csvFields(text, csv) && openCsvFields(text, csv)
    if (fields === undefined) {
      this.#problem('quoting', text, 'ends inside quotes; Athena reads every line as a row of its own')
    } else if (losesEscape(text, csv)) {
      this.#problem(
        'quoting',
        text,
        `Athena drops the ${csv.escape} here; inside quotes, ${csv.escape}${csv.escape} keeps it`,
      )
    } else if (fields.length !== this.#layout.columns) this.#wrongCount(text, fields.length)
    else {
      const whole = Buffer.from(`${fields.join('\n')}\n`)
      let at = 0
      for (const [index, field] of fields.entries()) {
        this.#starts[index] = at
        at += Buffer.byteLength(field)
        this.#ends[index] = at++
        this.#isPlain[index] = 0
      }
      this.#fields(whole)
    }
    return end + 1
  }

  #wrongCount(text: string, count: number): void {
    const expected = this.#layout.columns
    this.#problem('columns', text.replace(/\r$/, ''), `${count} fields where the table has ${expected} columns`)
  }

  #problem(kind: ProblemKind, value: string, text: string): void {
    const { counts, problems, lines } = this.#found
    counts[kind] = (counts[kind] ?? 0) + 1
    if (problems.length < SHOWN) problems.push({ kind, line: lines, value: value.slice(0, SHOWN_TEXT), text })
  }

  #fields(bytes: Buffer): void {
    const { key, wanted } = this.#layout
    if (wanted === undefined) {
      for (const column of this.#typed) {
        if (this.#isPlain[column] === 1) continue
        const start = this.#starts[column]!
        const end = this.#ends[column]!
        const form = this.#plain[column]
        // a value in quotes may be plain too
        if (start === end || (form !== undefined && plainEnd(form, bytes, start) === end)) continue
        this.#suspect(column, bytes.toString('utf8', start, end))
      }
    }
    if (key.length > 0) this.#key(bytes)
    this.#found.rows++
  }

  #suspect(column: number, value: string): void {
    const suspects = this.#found.suspects[column]!
    const known = suspects.get(value)
    if (known === undefined) suspects.set(value, { count: 1, lines: [this.#found.lines] })
    else if (++known.count <= SHOWN) known.lines.push(this.#found.lines)
  }

  #key(bytes: Buffer): void {
    const { key, wanted } = this.#layout
    const hash = keyHash(bytes, key, this.#starts, this.#ends)
    if (wanted === undefined) this.#keys.add(hash)
    else if (wanted.has(hash)) {
      const value = key.map(column => bytes.toString('utf8', this.#starts[column], this.#ends[column]))
      this.#found.wanted.push({ hash, value, line: this.#found.lines })
    }
  }
}
