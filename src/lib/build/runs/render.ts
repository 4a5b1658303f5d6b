import { outColours } from '../../ui/colours.js'
import { formatBytes, formatCount, formatSeconds, plural } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import type { NodeSummary, RunDetails, RunSummary } from './list-runs.js'

export function renderRuns(runs: RunSummary[]): string {
  if (runs.length === 0) return 'There is no run yet: `mdw build` makes one.\n'
  const columns = [
    ...['Run', 'Started (UTC)', 'Environment', 'Command', 'Outcome', 'Commit'].map(title => ({ title })),
    ...['Nodes', 'Failed', 'Skipped', 'Scanned', 'Seconds'].map(title => ({ title, align: 'right' as const })),
  ]
  const rows = runs.map(run => [
    run.id.slice(0, 8),
    formatTime(run.startedAt),
    run.environment ?? '–',
    run.command ?? '–',
    run.outcome ?? '–',
    run.commit?.slice(0, 8) ?? '–',
    ...[run.nodes, run.failed, run.skipped].map(formatCount),
    formatBytes(run.bytesScanned),
    run.seconds?.toFixed(1) ?? '–',
  ])
  return renderTable(columns, rows, outColours)
}

export function renderRun(run: RunDetails): string {
  const facts: [string, string][] = [
    ['Run', run.id],
    ['Started', `${formatTime(run.startedAt)} UTC`],
    ['Environment', run.environment ?? '–'],
    ['Command', run.args.length === 0 ? '–' : `dbt ${shorten(run.args.join(' '))}`],
    ['Commit', run.commit ?? '–'],
    ['Outcome', `${run.outcome ?? '–'}${run.seconds === null ? '' : ` in ${formatSeconds(run.seconds)}`}`],
  ]
  const quiet = (status: string) => run.results.filter(node => isTest(node) && node.status === status)
  const [passed, skipped] = [quiet('pass'), quiet('skipped')]
  const shown = run.results.filter(node => !passed.includes(node) && !skipped.includes(node))
  return [
    ...facts.map(([name, value]) => `${outColours.bold(name.padEnd(12))} ${value}\n`),
    '\n',
    shown.length === 0 ? '' : renderNodes(shown),
    passed.length === 0 ? '' : `${plural(passed.length, 'test')} passed\n`,
    skipped.length === 0 ? '' : `${plural(skipped.length, 'test')} skipped\n`,
    ...shown.filter(wantsAttention).map(node => `${outColours.red('✗')} ${node.id}: ${node.message ?? 'failed'}\n`),
  ].join('')
}

function renderNodes(nodes: NodeSummary[]): string {
  const columns = [
    ...['Node', 'Relation', 'Status'].map(title => ({ title })),
    ...['Rows', 'Scanned', 'Seconds'].map(title => ({ title, align: 'right' as const })),
  ]
  const rows = nodes.map(node => [
    node.id,
    node.relation ?? '–',
    node.status ?? '–',
    node.rows === null ? '–' : formatCount(node.rows),
    node.bytesScanned === null ? '–' : formatBytes(node.bytesScanned),
    node.seconds?.toFixed(1) ?? '–',
  ])
  return renderTable(columns, rows, outColours)
}

function isTest({ id }: NodeSummary): boolean {
  return /^(unit_)?test\./.test(id)
}

function wantsAttention({ status }: NodeSummary): boolean {
  return status !== 'success' && status !== 'pass' && status !== 'skipped' && status !== 'no-op'
}

/** `2018-03-01 10:00:31` of an ISO time. */
function formatTime(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

/** A retry names every node: the first of them are enough to know it by. */
function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)} …`
}
