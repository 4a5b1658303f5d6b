import { createHash } from 'node:crypto'
import type { QueryResult } from '../../src/lib/warehouse/query.js'

/** What a real Trino made of a table: the number of rows, and a digest of them and of each column, in any order. */
export interface Answer {
  rows: number
  digest: string
  columns: Record<string, { type: string; digest: string }>
}

/** The same of a query's result. */
export function answerOf(result: QueryResult): Answer {
  const cells = result.rows.map(row => row.map((value, index) => cell(value, result.columns[index]!.type)))
  return {
    rows: cells.length,
    digest: digest(cells.map(row => row.join('\x1f'))),
    columns: Object.fromEntries(
      result.columns.map(({ name, type }, index) => [name, { type, digest: digest(cells.map(row => row[index]!)) }]),
    ),
  }
}

/** Doubles to ten digits, since sums depend on their order; timestamps without zeros at the end. */
function cell(value: string | null, type: string): string {
  if (value === null) return '\\N'
  if (type === 'double')
    return Number(value)
      .toExponential(9)
      .replace(/e([+-])(\d)$/, 'e$10$2')
  if (type === 'timestamp') return value.replace(/\.?0+$/, '')
  return value
}

function digest(lines: string[]): string {
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16)
}
