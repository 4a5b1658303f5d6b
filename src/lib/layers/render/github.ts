import type { LintResult } from '../lint.js'

/** Workflow commands that GitHub shows beside the lines of a pull request (GitHub docs, "Workflow commands"). */
export function renderGitHub({ findings }: LintResult): string {
  return findings
    .map(({ severity, file, line, column, rule, model, message, fix }) => {
      const place = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`
      return `::${severity} ${place}::${data(`${model === null ? '' : `${model} `}${message}\n${fix}`)}\n`
    })
    .join('')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
