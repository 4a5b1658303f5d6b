import { errColours, outColours } from '../ui/colours.js'
import { formatBytes, formatSeconds, plural } from '../ui/format.js'
import { renderTable } from '../ui/table.js'
import type { QueryResult } from './query.js'

export const RESULT_FORMATS = ['table', 'csv', 'json'] as const
export type ResultFormat = (typeof RESULT_FORMATS)[number]

const NUMBERS = /^(tinyint|smallint|integer|bigint|real|float|double|decimal)/

/** The rows in one of the output forms. The table ends with a line about the query; csv and json are rows only. */
export function renderResult(result: QueryResult, format: ResultFormat): string {
  if (format === 'csv') return renderCsv(result)
  if (format === 'json') return `${JSON.stringify(asObjects(result), null, 2)}\n`
  if (result.columns.length === 0 || isChange(result)) return `${errColours.dim(footer(result))}\n`
  const columns = result.columns.map(({ name, type }) => ({
    title: name,
    align: NUMBERS.test(type) ? ('right' as const) : ('left' as const),
  }))
  const rows = result.rows.map(row => row.map(cell => cell ?? outColours.dim('NULL')))
  return `${renderTable(columns, rows, outColours)}${outColours.dim(footer(result))}\n`
}

/** DML answers a column `rows` without a row; how many it changed is the update count. */
function isChange({ rows, updateCount }: QueryResult): boolean {
  return rows.length === 0 && updateCount !== null && updateCount > 0
}

function footer(result: QueryResult): string {
  const rows = isChange(result)
    ? `${plural(result.updateCount!, 'row')} changed`
    : result.columns.length === 0
      ? 'Done'
      : `${result.complete ? '' : 'First '}${plural(result.rows.length, 'row')}${result.complete ? '' : ' (--limit 0 shows all)'}`
  return `${rows}, ${formatSeconds(result.seconds)}, ${formatBytes(result.bytesScanned)} scanned`
}

/** One object per row, in column order. Repeated column names get a number, so that none is lost. */
function asObjects({ columns, rows }: QueryResult): Record<string, string | null>[] {
  const seen = new Map<string, number>()
  const names = columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}_${count}`
  })
  return rows.map(row => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])))
}

/** RFC 4180; NULL is empty and an empty text is `""`, as Athena's own result files have it. */
function renderCsv({ columns, rows }: QueryResult): string {
  const field = (cell: string | null) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)
  const header = columns.map(({ name }) => field(name)).join(',')
  return [header, ...rows.map(row => row.map(field).join(','))].map(line => `${line}\n`).join('')
}
