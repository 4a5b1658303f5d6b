import type { ChalkInstance } from 'chalk'
import { outColours } from '../ui/colours.js'
import { renderTable } from '../ui/table.js'
import type { Outcome } from './check.js'
import type { DoctorReport } from './doctor.js'

export function renderReport({ environment, ready, requirements, pythonEnvironment, checks }: DoctorReport): string {
  const tools = requirements.map(({ title, found, minimum, recommended, verdict }) => [
    ...[title, found ?? '–', minimum, recommended],
    verdict === 'ok' ? outColours.green(verdict) : outColours.yellow(verdict),
  ])
  const toolColumns = ['Tool', 'Found', 'Minimum', 'Recommended', 'Verdict'].map(title => ({ title }))
  const judged = checks.map(({ title, outcome, detail }) => [title, colourOf(outcome)(outcome), detail])
  const checkColumns = ['Check', 'Verdict', 'Found'].map(title => ({ title }))
  const actions = [
    ...requirements.flatMap(({ action }) => action ?? []),
    ...(pythonEnvironment === null ? [] : [`The Python environment: ${pythonEnvironment}. \`mdw up\` makes it.`]),
    ...checks.flatMap(({ title, actions }) => actions.map(action => `${title}: ${action}`)),
  ]
  return [
    renderTable(toolColumns, tools, outColours),
    `\n${renderTable(checkColumns, judged, outColours)}`,
    ...(actions.length === 0 ? [] : ['\n']),
    ...[...new Set(actions)].map(action => `${outColours.cyan('→')} ${action}\n`),
    `\n${environment} is ${ready ? outColours.green('ready') : outColours.red('not ready')}\n`,
  ].join('')
}

function colourOf(outcome: Outcome): ChalkInstance {
  const { green, yellow, red, dim } = outColours
  return { ok: green, warning: yellow, failed: red, 'not checked': dim }[outcome]
}
