import type { LintResult } from '../lint.js'
import { renderGitHub } from './github.js'
import { sarifLog } from './sarif.js'
import { renderLint } from './text.js'

export const LINT_FORMATS = ['text', 'json', 'sarif', 'github'] as const
export type LintFormat = (typeof LINT_FORMATS)[number]

export function renderAs(format: LintFormat, result: LintResult, version: string): string {
  switch (format) {
    case 'text':
      return renderLint(result)
    case 'github':
      return renderGitHub(result)
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`
    case 'sarif':
      return `${JSON.stringify(sarifLog(result, version), null, 2)}\n`
  }
}
