import type { Applied } from '../toolchain/terraform/apply.js'
import type { Outputs } from '../toolchain/terraform/outputs.js'
import type { Plan } from '../toolchain/terraform/plan.js'
import { outColours } from '../ui/colours.js'
import { renderTable } from '../ui/table.js'
import { describeCounts } from './approval.js'

/** The order in which changes are shown: what may hurt comes last, nearest to the question. */
const ORDER = ['read', 'import', 'move', 'forget', 'create', 'update', 'replace', 'delete']

export function renderPlan(plan: Plan): string {
  if (!plan.differs) return 'Nothing to change: AWS is as the configuration says.\n'
  if (plan.changes.length === 0) return 'Only outputs change.\n'
  const rows = plan.changes
    .toSorted((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action))
    .map(({ action, address, reason, losesData }) => [
      losesData ? outColours.red.bold(action) : action,
      address,
      losesData ? outColours.red.bold('loses data') : (reason ?? '').replaceAll('_', ' '),
    ])
  const table = renderTable([{ title: 'Action' }, { title: 'Resource' }, { title: 'Notes' }], rows, outColours)
  return `${table}${describeCounts(plan)}\n`
}

export function renderApplied({ changes, seconds }: Applied): string {
  return changes.length === 0 ? 'Nothing was changed.\n' : `${changes.length} changes in ${seconds.toFixed(1)} s\n`
}

/** One `name = value` a line; sensitive ones are named only. */
export function renderOutputs(outputs: Outputs): string {
  return Object.entries(outputs)
    .map(([name, { value, sensitive }]) => `${name} = ${sensitive ? '(sensitive)' : textOf(value)}\n`)
    .join('')
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
