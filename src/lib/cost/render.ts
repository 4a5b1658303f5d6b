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
    ['Model', testsAsOne(cost.models).slice(0, limit)],
    ['Run', cost.runs.slice(0, limit)],
  ]
  return head + parts.map(([title, lines]) => (lines.length === 0 ? '' : `\n${renderLines(title, lines)}`)).join('')
}

/** A model has many tests, each a query: they would bury the models. The `--json` document has each. */
function testsAsOne(lines: CostLine[]): CostLine[] {
  const tests = lines.filter(({ name }) => /^(unit_)?test\./.test(name))
  if (tests.length === 0) return lines
  const sum = (of: (line: CostLine) => number) => tests.reduce((total, line) => total + of(line), 0)
  const one = {
    name: plural(tests.length, 'test'),
    ...{ queries: sum(({ queries }) => queries), bytesScanned: sum(({ bytesScanned }) => bytesScanned) },
    dollars: sum(({ dollars }) => dollars),
  }
  return [...lines.filter(line => !tests.includes(line)), one].sort((a, b) => b.dollars - a.dollars)
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
