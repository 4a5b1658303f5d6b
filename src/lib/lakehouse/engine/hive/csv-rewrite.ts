import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { quoteString } from '../../sql/types/duckdb-type.js'
import type { Engine } from '../engine.js'
import { CSV_LINE_OPTIONS, NULL_TEXT } from './csv-limits.js'
import type { DataFile } from './files.js'
import { type CsvFormat, openCsvFields } from './open-csv-line.js'

/**
 * DuckDB's CSV reader agrees with OpenCSVSerde on ordinary files. Those with escape characters, with quoted values that
 * go on in the next line, with empty lines or blanks before a quote are told by a quick scan and written anew for the
 * statement.
 */
export class CsvRewriter {
  /** Versions of files that need no rewriting. */
  private readonly plain = new Set<string>()

  constructor(private readonly engine: Engine) {}

  /** The files to read instead; `done` removes what was written for them. */
  async readable(files: DataFile[], format: CsvFormat): Promise<{ files: DataFile[]; done: () => Promise<void> }> {
    const unknown = files.filter(file => !this.plain.has(version(file, format)))
    const odd = unknown.length > 0 ? await this.oddFiles(unknown, format) : new Set<string>()
    for (const file of unknown) if (!odd.has(file.path)) this.remember(version(file, format))
    if (odd.size === 0) return { files, done: async () => undefined }
    const folder = join(this.engine.scratchDir, `csv-${randomUUID()}`)
    await mkdir(folder, { recursive: true })
    const done = () => rm(folder, { recursive: true, force: true })
    try {
      const rewritten: DataFile[] = []
      for (const file of files) {
        if (!odd.has(file.path)) rewritten.push(file)
        else
          rewritten.push({ ...file, path: await rewrite(file.path, join(folder, `${rewritten.length}.csv`), format) })
      }
      return { files: rewritten, done }
    } catch (error) {
      await done()
      throw error
    }
  }

  private async oddFiles(files: DataFile[], format: CsvFormat): Promise<Set<string>> {
    const { separator, quote, escape: escapeChar } = format
    const list = files.map(file => quoteString(file.path)).join(', ')
    const q = quoteString(quote)
    const isOdd = [
      ...(escapeChar === quote ? [] : [`contains(line, ${quoteString(escapeChar)})`]),
      "line = ''",
      `(length(line) - length(replace(line, ${q}, ''))) % 2 = 1`,
      `regexp_matches(line, ${quoteString(`${inClass(separator)}[ \\t]+${inClass(quote)}`)})`,
    ].join(' OR ')
    const sql = `SELECT DISTINCT filename FROM read_csv([${list}], columns = {'line': 'VARCHAR'}, auto_detect = false,
      header = false, delim = chr(1), quote = '', escape = '', nullstr = chr(2), strict_mode = false,
      ${CSV_LINE_OPTIONS}, filename = true) WHERE ${isOdd}`
    const { rows } = await this.engine.use(connection => connection.run(sql))
    return new Set(rows.map(row => String(row[0])))
  }

  private remember(key: string): void {
    if (this.plain.size > 100_000) this.plain.clear()
    this.plain.add(key)
  }
}

function version(file: DataFile, format: CsvFormat): string {
  return [file.path, file.size, file.modified.getTime(), format.separator, format.quote, format.escape].join('\0')
}

function inClass(char: string): string {
  return `[${char.replace(/[\\\]^-]/g, '\\$&')}]`
}

/** Line for line, every value quoted. */
async function rewrite(from: string, to: string, format: CsvFormat): Promise<string> {
  const source = createReadStream(from)
  const input = /\.gz$/i.test(from) ? source.pipe(createGunzip()) : source
  const output = createWriteStream(to)
  const written = finished(output)
  const double = format.quote + format.quote
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const fields = openCsvFields(line, format)
    const text = fields.map(field => `${format.quote}${field.replaceAll(format.quote, double)}${format.quote}`)
    // A line of nothing but an open quote is a row of NULLs.
    const row = text.length > 0 ? text.join(format.separator) : NULL_TEXT
    if (!output.write(`${row}\n`)) await Promise.race([once(output, 'drain'), written])
  }
  output.end()
  await written
  return to
}
