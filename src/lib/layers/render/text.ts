import { outColours } from '../../ui/colours.js'
import { formatSeconds, plural } from '../../ui/format.js'
import type { Finding } from '../finding.js'
import type { LintResult } from '../lint.js'

/** A block for each file: its findings with place and rule, each rule's why and fix once. */
export function renderLint(result: LintResult): string {
  const explained = new Set<string>()
  let file = ''
  const lines: string[] = []
  for (const finding of result.findings) {
    if (finding.file !== file) lines.push(`${lines.length === 0 ? '' : '\n'}${outColours.bold(finding.file)}`)
    file = finding.file
    lines.push(...renderFinding(finding, explained))
  }
  for (const { model, rule, reason } of result.allowed) {
    lines.push(outColours.dim(`${lines.length === 0 ? '' : '\n'}allowed: ${model} may break ${rule}: ${reason}`))
  }
  return `${lines.length === 0 ? '' : `${lines.join('\n')}\n\n`}${describeLint(result)}\n`
}

function renderFinding(finding: Finding, explained: Set<string>): string[] {
  const { line, column, severity, rule, model, message, why, fix } = finding
  const colour = severity === 'error' ? outColours.red : outColours.yellow
  const first = `  ${line}:${column}  ${colour(severity)}  ${model === null ? '' : `${model} `}${message}  ${outColours.dim(rule)}`
  if (explained.has(rule)) return [first]
  explained.add(rule)
  return [first, outColours.dim(`      why: ${why}`), outColours.dim(`      fix: ${fix}`)]
}

/** `23 models: 1 error, 2 warnings in 0.1 s`. */
function describeLint({ models, errors, warnings, allowed, seconds }: LintResult): string {
  const found = errors + warnings === 0 ? 'no findings' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`
  const exceptions = allowed.length === 0 ? '' : `, ${allowed.length} allowed by exceptions`
  return `${plural(models, 'model')}: ${found}${exceptions} in ${formatSeconds(seconds)}`
}
