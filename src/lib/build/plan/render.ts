import { outColours } from '../../ui/colours.js'
import { formatBytes, formatCount, plural } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import { formatDollars } from '../../warehouse/athena-cost.js'
import type { BuildPlan } from './plan.js'
import { OPEN_PARTITIONS, type PlannedNode } from './plan-nodes.js'

export function renderPlan(plan: BuildPlan): string {
  if (plan.nodes.length + plan.tests === 0) return 'Nothing would be built.\n'
  const columns = [
    ...['Action', 'Relation', 'Why', 'Partitions'].map(title => ({ title })),
    ...['Rows now', 'Bytes now', 'Scans at most'].map(title => ({ title, align: 'right' as const })),
  ]
  const rows = plan.nodes.map(node => [
    node.action,
    node.relation,
    node.why,
    describePartitions(node),
    node.rows === null ? '–' : formatCount(node.rows),
    node.bytes === null ? '–' : formatBytes(node.bytes),
    `${formatBytes(node.scanned)}${node.unknownInputs > 0 ? ' + ?' : ''}`,
  ])
  const unknown = plan.unknownInputs === 0 ? '' : ', and what does not exist yet (?)'
  const total = `at most ${formatBytes(plan.scanned)} scanned${unknown}, ${formatDollars(plan.dollars)} on AWS (approximate)`
  const goesOn = plan.nodes.some(({ action }) => !['view', 'create', 'replace'].includes(action))
  const refused = plan.nodes
    .filter(isRefusedFirst)
    .map(
      ({ relation, partitions }) =>
        `! ${relation} has ${formatCount(partitions!.now!)} partitions, and Athena opens at most ${OPEN_PARTITIONS} in a statement: ` +
        'the first attempt is refused, and dbt-athena writes them in batches after it. force_batch=true leaves it out.\n',
    )
  return [
    plan.nodes.length === 0 ? '' : renderTable(columns, rows, outColours),
    ...refused,
    goesOn ? 'A merge or insert also reads its staging table, which is as large as what is new.\n' : '',
    `${plural(plan.nodes.length, 'table or view', 'tables and views')}, ${plural(plan.tests, 'test')}: ${total}\n`,
  ].join('')
}

function isRefusedFirst({ action, partitions, batched }: PlannedNode): boolean {
  return action === 'replace' && !batched && (partitions?.now ?? 0) > OPEN_PARTITIONS
}

/** Which partitions the build touches, as far as that is known without running its query. */
function describePartitions({ action, partitionedBy, partitions }: PlannedNode): string {
  if (partitionedBy.length === 0) return '–'
  if (partitions === null) return `new, by ${partitionedBy.join(', ')}`
  const now = partitions.now === null ? 'many' : formatCount(partitions.now)
  if (action === 'replace') return `all (${now} now)`
  if (action === 'append') return `unknown (${now} now)`
  const last = partitions.lastChanged
  return last === null ? `at most ${now} and new ones` : `${formatCount(last)} the last time, of ${now}`
}
