import { isTest, type NodeResult } from '../toolchain/dbt/events.js'
import { outColours } from '../ui/colours.js'
import { formatBytes, formatCount, formatSeconds, plural } from '../ui/format.js'
import { renderTable } from '../ui/table.js'
import { type BuildResult, describeCounts } from './build.js'

/** What a successful build did: a line per built relation, the tests counted, warnings told. */
export function renderBuild(result: BuildResult): string {
  if (result.nodes.length === 0) return 'Nothing had to be done.\n'
  const built = result.nodes.filter(node => node.relation !== null && !isTest(node))
  const tests = result.nodes.filter(isTest).length
  const warned = result.nodes.filter(node => node.status === 'warn')
  const total = `${describeCounts(result)} in ${formatSeconds(result.seconds)}`
  return [
    built.length === 0 ? '' : renderNodes(built),
    ...warned.map(node => `${outColours.yellow('!')} ${node.name}: ${node.message ?? 'warned'}\n`),
    `${plural(built.length, 'table or view', 'tables and views')}, ${plural(tests, 'test')}: ${total}\n`,
  ].join('')
}

function renderNodes(nodes: NodeResult[]): string {
  const columns = [
    ...['Relation', 'Kind'].map(title => ({ title })),
    ...['Rows', 'Scanned', 'Seconds'].map(title => ({ title, align: 'right' as const })),
  ]
  const rows = nodes.map(node => [
    `${node.schema}.${node.relation}`,
    node.materialized,
    node.rows === null ? '–' : formatCount(node.rows),
    node.bytesScanned === null ? '–' : formatBytes(node.bytesScanned),
    node.seconds.toFixed(1),
  ])
  return renderTable(columns, rows, outColours)
}
