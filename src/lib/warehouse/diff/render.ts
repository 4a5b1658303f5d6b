import { outColours } from '../../ui/colours.js'
import { formatCount, plural } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import { describeSchemaChange } from '../iceberg/schema-change.js'
import type { RowDifferences } from './compare-rows.js'
import type { SampleRow } from './results.js'

const MARKS = {
  added: outColours.green('+'),
  removed: outColours.red('-'),
  changed: outColours.yellow('~'),
}

/** The counts, the columns, a sample of the rows and the schema's differences. */
export function renderDiff(result: RowDifferences): string {
  const { rows, key, keySource } = result
  const how = key.length === 0 ? keySource : `key ${key.join(', ')} (${keySource})`
  if (!result.different) return `No differences (${how}).\n`
  const counts = [
    `${MARKS.added} ${formatCount(rows.added)} added`,
    `${MARKS.removed} ${formatCount(rows.removed)} removed`,
    ...(key.length === 0 ? [] : [`${MARKS.changed} ${formatCount(rows.changed)} changed`]),
    ...(rows.same === null ? [] : [`${formatCount(rows.same)} the same`]),
    ...(rows.repeated === 0 ? [] : [`${plural(rows.repeated, 'key')} not unique`]),
  ]
  const sections = [`${counts.join('   ')}   (${how})\n`]
  if (result.schemaChanges.length > 0) {
    const lines = result.schemaChanges.map(change => `  ${describeSchemaChange(change)}\n`)
    sections.push(`${outColours.bold('Schema')}\n${lines.join('')}`)
  }
  if (result.columns.length > 0) {
    const columns = [{ title: 'Column' }, { title: 'Rows changed', align: 'right' as const }]
    const counted = result.columns.map(({ column, changed }) => [column, formatCount(changed)])
    sections.push(renderTable(columns, counted, outColours))
  }
  if (result.sample.length > 0) {
    sections.push(`${outColours.bold('Sample')}\n${result.sample.map(row => `${renderRow(row)}\n`).join('')}`)
  }
  return sections.join('\n')
}

/** `~ daily_sales_key=4f2…: units_sold 3 → 4, net_amount 1.5 → 2.0` */
function renderRow({ kind, times, key, values }: SampleRow): string {
  const keys = Object.entries(key).map(([name, value]) => `${name}=${shown(value)}`)
  const parts = Object.entries(values).map(([name, value]) =>
    typeof value === 'object' && value !== null
      ? `${name} ${shown(value.from)} → ${shown(value.to)}`
      : `${name}=${shown(value)}`,
  )
  const count = times > 1 ? ` (${formatCount(times)} times)` : ''
  const head = [`${MARKS[kind]} ${keys.join(', ')}`.trimEnd(), parts.join(', ')].filter(part => part !== '')
  return (keys.length === 0 ? head.join(' ') : head.join(': ')) + count
}

function shown(value: string | null): string {
  if (value === null) return 'NULL'
  const line = value.replace(/\r\n|\r|\n/g, '⏎')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
