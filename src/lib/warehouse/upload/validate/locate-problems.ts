import { isUtf8 } from 'node:buffer'
import type { RawTable } from '../../../project/raw-sources.js'
import { csvFields } from '../csv-line.js'
import type { ValueVerdict } from './judge-values.js'
import type { FileReport, Problem, ProblemKind } from './problem.js'
import { lineBlocks } from './scan-lines.js'

const SHOWN = 10

/**
 * Where a wrong file is wrong: reads it line by line, as OpenCSVSerde does. Slower than DuckDB's pass, so only done when
 * that one, or the count of lines, found something.
 */
export async function locateProblems(path: string, file: string, table: RawTable, verdict: ValueVerdict) {
  const report: FileReport = { file, rows: 0, first: [], counts: {} }
  const add = (kind: ProblemKind, problem: Omit<Problem, 'kind' | 'file'>, counted = true) => {
    if (counted) report.counts[kind] = (report.counts[kind] ?? 0) + 1
    if (report.first.length < SHOWN) report.first.push({ kind, file, ...problem })
  }
  for (const { count } of verdict.casts) report.counts.type = (report.counts.type ?? 0) + count
  if (verdict.duplicates.count > 0) report.counts.duplicate = verdict.duplicates.count
  const place = new Map(table.columns.map(({ name }, index) => [name, index]))
  const casts = verdict.casts.map(cast => ({ ...cast, at: place.get(cast.column)! }))
  const key = table.key?.map(name => place.get(name)!) ?? []
  const seen = new Map<string, number>()
  let number = 0
  for await (const block of lineBlocks(path)) {
    const whole = isUtf8(block)
    for (const bytes of linesOf(block)) {
      const line = ++number
      if (line <= table.csv.skipHeaderLines) continue
      const text = bytes.toString('utf8').replace(/\r$/, '')
      if (!whole && !isUtf8(bytes)) {
        add('encoding', { line, value: bytes.toString('latin1'), text: 'not UTF-8' })
        continue
      }
      const fields = csvFields(text, table.csv)
      if (fields === undefined) {
        add('quoting', { line, value: text, text: 'ends inside quotes; Athena reads every line as a row of its own' })
        continue
      }
      if (fields.length !== table.columns.length) {
        const expected = table.columns.length
        add('columns', { line, value: text, text: `${fields.length} fields where the table has ${expected} columns` })
        continue
      }
      report.rows++
      for (const { at, column, type, values } of casts) {
        if (values.has(fields[at]!))
          add('type', { line, column, value: fields[at]!, text: `cannot be read as ${type}` }, false)
      }
      if (verdict.duplicates.count === 0) continue
      const joined = key.map(at => fields[at]).join('\x1f')
      if (!verdict.duplicates.keys.has(joined)) continue
      const before = seen.get(joined)
      if (before === undefined) seen.set(joined, line)
      else {
        const value = key.map(at => fields[at]).join(', ')
        add(
          'duplicate',
          { line, column: table.key!.join(', '), value, text: `the key is on line ${before} already` },
          false,
        )
      }
    }
  }
  return report
}

function* linesOf(block: Buffer): Generator<Buffer> {
  let start = 0
  while (start < block.length) {
    const end = block.indexOf(10, start)
    yield block.subarray(start, end < 0 ? block.length : end)
    start = end < 0 ? block.length : end + 1
  }
}
