import { outColours } from '../../ui/colours.js'
import { formatBytes, formatCount, plural } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import { formatDollars } from '../athena-cost.js'
import type { CompactResult } from './compact.js'
import type { CompactedTable } from './compact-table.js'
import type { TableHealth } from './table-health.js'

const NUMBERS = ['Files', 'Mean', 'Small', 'Deletes', 'Snapshots', 'Metadata', 'Partitions']
const COLUMNS = [
  { title: 'Table' },
  ...NUMBERS.map(title => ({ title, align: 'right' as const })),
  { title: 'Verdict' },
]

/** The report: what was found, and for compacted tables what it is now. */
export function renderCompaction(result: CompactResult): string {
  if (result.tables.length === 0) return 'There are no Iceberg tables there.\n'
  const table = renderTable(COLUMNS, result.tables.map(rowOf), outColours)
  const warnings = result.tables.flatMap(({ table: name, warnings: texts }) =>
    texts.map(text => `${outColours.yellow('Warning:')} ${name}: ${text}\n`),
  )
  return `${table}${warnings.join('')}\n${summaryOf(result)}`
}

function rowOf({ table, outcome, reason, before, after, error }: CompactedTable): string[] {
  const pair = (pick: (health: TableHealth) => string) =>
    after === null || pick(before) === pick(after) ? pick(before) : `${pick(before)} → ${pick(after)}`
  return [
    table,
    pair(health => formatCount(health.dataFiles)),
    pair(({ meanFileBytes }) => (meanFileBytes === null ? '–' : formatBytes(meanFileBytes))),
    pair(health => formatCount(health.smallFiles)),
    pair(health => formatCount(health.deleteFiles)),
    pair(health => formatCount(health.snapshots)),
    pair(health => formatBytes(health.metadataBytes)),
    pair(health => formatCount(health.partitions)),
    error === null ? verdictOf(outcome, reason) : outColours.red(`failed: ${error.split('\n')[0]}`),
  ]
}

function verdictOf(outcome: CompactedTable['outcome'], reason: string): string {
  if (outcome === 'compacted') return outColours.green('compacted')
  if (outcome === 'dry run') return outColours.yellow(reason)
  return outcome === 'not needed' ? reason : outcome
}

function summaryOf({ dryRun, tables, bytesScanned, approximateDollars, interrupted }: CompactResult): string {
  const count = (outcome: CompactedTable['outcome']) => tables.filter(table => table.outcome === outcome).length
  if (dryRun) return `${plural(count('dry run'), 'table')} to compact. Dry run: nothing was changed.\n`
  if (count('not needed') === tables.length) return 'Nothing to do. `--all` compacts them anyway.\n'
  const parts = [
    `${plural(count('compacted'), 'table')} compacted`,
    ...(count('nothing to rewrite') > 0 ? [`${formatCount(count('nothing to rewrite'))} with nothing to rewrite`] : []),
    ...(count('not needed') > 0 ? [`${formatCount(count('not needed'))} not in need of it`] : []),
    ...(count('failed') > 0 ? [`${formatCount(count('failed'))} failed`] : []),
    ...(count('gone') > 0 ? [`${formatCount(count('gone'))} gone meanwhile`] : []),
    ...(count('not reached') > 0 ? [`${formatCount(count('not reached'))} not reached`] : []),
  ]
  const cost = `${formatBytes(bytesScanned)} scanned, on AWS ${formatDollars(approximateDollars)}`
  const stopped = interrupted ? 'Stopped. What is compacted stays so; run the command again for the rest.\n' : ''
  return `${stopped}${parts.join(', ')}; ${cost}\n`
}
