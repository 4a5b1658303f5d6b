import { MdwError } from '../../errors.js'
import { CAUSES } from './causes.js'
import type { Diagnostic } from './events.js'
import type { TerraformFolder } from './run.js'

/** What Terraform's errors mean. `output` is what it printed, for failures without a diagnostic. */
export function terraformFailure(
  command: string,
  errors: Diagnostic[],
  output: string,
  folder: TerraformFolder,
): MdwError {
  const [first = { severity: 'error' as const, summary: `terraform ${command} failed`, detail: output }] = errors
  const known = errors.length === 0 ? [first] : errors
  const text = errors.length === 0 ? output : errors.map(textOf).join('\n')
  for (const cause of CAUSES) {
    const found = cause(text, known, folder)
    if (found !== undefined) return new MdwError({ ...found, data: { ...found.data, diagnostics: errors } })
  }
  return new MdwError({
    code: 'TERRAFORM_FAILED',
    message: `terraform ${command}: ${plainSummary(first)}${first.address ? ` (${first.address})` : ''}`,
    why: known.map(describe).join('\n') || undefined,
    actions: ['Correct what it names, then run the command again: what exists is kept.'],
    data: { diagnostics: errors },
  })
}

function textOf({ summary, detail }: Diagnostic): string {
  return `${summary}\n${detail}`
}

/** The AWS provider puts all that it knows into the summary; the numbers of the request are for `why`. */
function plainSummary({ summary }: Diagnostic): string {
  return summary.replace(
    /, https response error StatusCode: \d+, RequestID: [^,]*(, HostID: [^,]*)?, (api error )?/,
    ': ',
  )
}

function describe({ summary, detail, address, place }: Diagnostic): string {
  const where = [address, place].filter(part => part !== undefined).join(', ')
  return `${summary}${where ? ` (${where})` : ''}${detail ? `\n${detail.trim()}` : ''}`
}
