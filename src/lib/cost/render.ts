import { outColours } from '../ui/colours.js'
import { formatBytes, formatCount, plural } from '../ui/format.js'
import { renderTable } from '../ui/table.js'
import { describePrice, formatDollars } from '../warehouse/athena-cost.js'
import type { Cost, CostLine } from './cost.js'

/** `limit` is the most models and runs to list. */
export function renderCost(cost: Cost, limit: number): string {
  const { total } = cost
  const head =
    `Workgroup ${cost.workgroup} since ${cost.since.slice(0, 10)}: ${plural(total.queries, 'query', 'queries')}, ` +
    `${formatBytes(total.bytesScanned)} scanned, ${formatDollars(total.dollars)} on AWS ` +
    `(approximate: ${describePrice(cost.usdPerTb, cost.region)}; at least 10 MB a query)\n`
  const parts: [string, CostLine[]][] = [
    ['Day', cost.days],
    ['Model', cost.models.slice(0, limit)],
    ['Run', cost.runs.slice(0, limit)],
  ]
  return head + parts.map(([title, lines]) => (lines.length === 0 ? '' : `\n${renderLines(title, lines)}`)).join('')
}

function renderLines(title: string, lines: CostLine[]): string {
  const columns = [
    { title },
    ...['Queries', 'Scanned', 'Dollars'].map(name => ({ title: name, align: 'right' as const })),
  ]
  const rows = lines.map(({ name, queries, bytesScanned, dollars }) => [
    ...[name, formatCount(queries), formatBytes(bytesScanned)],
    // A query of 10 MB costs $0.00005.
    dollars.toFixed(5),
  ])
  return renderTable(columns, rows, outColours)
}
