import { outColours } from '../../ui/colours.js'
import { formatBytes, formatCount, plural } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import { formatDollars } from '../../warehouse/athena-cost.js'
import type { BuildPlan } from './plan.js'

export function renderPlan(plan: BuildPlan): string {
  if (plan.nodes.length + plan.tests === 0) return 'Nothing would be built.\n'
  const columns = [
    ...['Action', 'Relation', 'Why', 'Partitioned by'].map(title => ({ title })),
    ...['Rows now', 'Bytes now', 'Scans at most'].map(title => ({ title, align: 'right' as const })),
  ]
  const rows = plan.nodes.map(node => [
    node.action,
    node.relation,
    node.why,
    node.partitionedBy.join(', ') || '–',
    node.rows === null ? '–' : formatCount(node.rows),
    node.bytes === null ? '–' : formatBytes(node.bytes),
    `${formatBytes(node.scanned)}${node.unknownInputs > 0 ? ' + ?' : ''}`,
  ])
  const unknown = plan.unknownInputs === 0 ? '' : ', and what does not exist yet (?)'
  const total = `at most ${formatBytes(plan.scanned)} scanned${unknown}, ${formatDollars(plan.dollars)} on AWS (approximate)`
  return [
    plan.nodes.length === 0 ? '' : renderTable(columns, rows, outColours),
    `${plural(plan.nodes.length, 'table or view', 'tables and views')}, ${plural(plan.tests, 'test')}: ${total}\n`,
  ].join('')
}
