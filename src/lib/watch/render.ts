import type { Finding } from '../layers/finding.js'
import { FAILED, isTest, type NodeResult } from '../toolchain/dbt/events.js'
import { outColours } from '../ui/colours.js'
import { formatCount, plural } from '../ui/format.js'
import { renderDiff } from '../warehouse/diff/render.js'
import type { TableChange } from './compare-tables.js'
import type { Round } from './round.js'

/** Of a list of names, so many are shown. */
const NAMES = 5

/** The result of a round: each relation, failed tests, findings, and one line that sums it up. */
export function renderRound(round: Round): string {
  if (round.outcome === 'nothing') {
    return [...about(round), outColours.dim(`${listed(round.files)}: nothing to build`), ''].join('\n')
  }
  if (round.error !== undefined) return renderRefusal(round)
  const tests = round.nodes.filter(isTest)
  const relations = round.nodes.filter(node => !isTest(node))
  const lines = [
    ...relations.map(renderRelation),
    ...tests.filter(({ status }) => FAILED.has(status) || status === 'warn').map(renderTest),
    ...(round.lint?.findings ?? []).map(renderFinding),
    ...about(round),
    summaryOf(round, relations, tests),
  ]
  return `\n${lines.join('\n')}\n`
}

/** What the round did to rows. */
export function renderTables({ tables }: Pick<Round, 'tables'>): string {
  return tables.map(renderTable).join('')
}

function renderTable(change: TableChange): string {
  const name = outColours.bold(change.table)
  switch (change.outcome) {
    case 'new':
      return `  ${name}: new, ${change.rows === null ? 'rows not counted' : plural(change.rows, 'row')}\n`
    case 'skipped':
      return outColours.dim(`  ${change.table}: rows not compared, ${change.reason}\n`)
    case 'compared':
      return indented(`${name}: ${renderDiff(change.differences)}${notCompared(change.retyped)}`)
  }
}

function notCompared(retyped: string[]): string {
  if (retyped.length === 0) return ''
  return outColours.dim(`Values not compared, as the type is another: ${retyped.join(', ')}\n`)
}

function renderRefusal({ files, error, seconds }: Round): string {
  const why = error!.why === undefined ? [] : error!.why.split('\n').map(line => `    ${line}`)
  const failed = `${outColours.red('✗')} ${listed(files)}: ${error!.message}`
  return `\n${[failed, ...why, outColours.dim(`  ${inSeconds(seconds)}; still watching`)].join('\n')}\n`
}

function renderRelation({
  schema,
  relation,
  name,
  materialized,
  status,
  rows,
  message,
  compiledPath,
}: NodeResult): string {
  const shown = relation === null ? name : `${schema}.${relation}`
  if (FAILED.has(status)) return failure(shown, message, compiledPath)
  if (status === 'skipped')
    return `${outColours.yellow('–')} ${shown} ${outColours.dim('skipped: what it reads failed')}`
  const counted = rows === null ? '' : `, ${plural(rows, 'row')}`
  return `${outColours.green('✔')} ${shown} ${outColours.dim(`${materialized}${counted}`)}`
}

function renderTest({ name, status, message, compiledPath }: NodeResult): string {
  if (FAILED.has(status)) return failure(`test ${name}`, message, compiledPath)
  return `${outColours.yellow('!')} test ${name}: ${message ?? 'warned'}`
}

function failure(name: string, message: string | null, compiledPath: string | null): string {
  const text = (message ?? 'dbt gave no message').trim().replaceAll('\n', '\n    ')
  const sql = compiledPath === null ? '' : outColours.dim(`\n    compiled SQL: ${compiledPath}`)
  return `${outColours.red('✗')} ${name}\n    ${text}${sql}`
}

function renderFinding({ severity, file, line, column, message, rule }: Finding): string {
  const colour = severity === 'error' ? outColours.red : outColours.yellow
  return `${colour('!')} ${file}:${line}:${column} ${message} ${outColours.dim(rule)}`
}

function about({ files, changed, notBuilt, removed }: Round): string[] {
  const deeper = `${plural(notBuilt.length, 'model')} below not built: ${listed(notBuilt)}`
  return [
    ...(notBuilt.length === 0 ? [] : [outColours.dim(`  ${deeper}`)]),
    ...(changed.length === 0 && files.some(file => file.endsWith('dbt_project.yml'))
      ? [outColours.dim('  dbt does not know which models read a variable: build those yourself')]
      : []),
    ...removed.map(name => outColours.dim(`  ${name} is gone from the project; its table stays`)),
  ]
}

/** `succeeded: 1 built, 9 tests passed, no findings, in 0.71 s`. */
function summaryOf({ outcome, lint, seconds }: Round, relations: NodeResult[], tests: NodeResult[]): string {
  const built = relations.filter(({ status }) => !FAILED.has(status) && status !== 'skipped').length
  const passed = tests.filter(({ status }) => status === 'pass' || status === 'warn').length
  const tested =
    tests.length === passed ? `${plural(tests.length, 'test')} passed` : `${passed} of ${tests.length} tests passed`
  const found =
    lint === null ? [] : [lint.findings.length === 0 ? 'no findings' : plural(lint.findings.length, 'finding')]
  const parts = [`${formatCount(built)} built`, ...(tests.length === 0 ? [] : [tested]), ...found]
  const mark = outcome === 'succeeded' ? outColours.green('succeeded') : outColours.red('failed')
  return `${mark}: ${parts.join(', ')}, ${inSeconds(seconds)}`
}

function inSeconds(seconds: number): string {
  return `in ${seconds.toFixed(2)} s`
}

function listed(names: string[]): string {
  const more = names.length - NAMES
  return [...names.slice(0, NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
