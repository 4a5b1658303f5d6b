import type { Reporter } from '../ui/reporter.js'
import { step } from '../ui/steps.js'
import type { Connection } from '../warehouse/connection.js'
import { type FileFix, planFixes, writeFixes } from './fix.js'
import type { LintResult } from './lint.js'
import { type LintRequest, runLint } from './run-lint.js'

/** Lints, with the fixes of what can be fixed where they are asked for. Once they are written it lints again. */
export async function lintAndFix(
  connection: Connection,
  { fix, ...request }: LintRequest & { fix?: 'show' | 'write' },
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<{ result: LintResult; fixes: FileFix[] }> {
  const look = () => step(reporter, 'Lint', progress => runLint(connection, request, progress, signal), 'lint')
  const result = await look()
  const { root } = connection.project.paths
  const fixes = fix === undefined ? [] : planFixes(root, result.findings)
  if (fix !== 'write' || fixes.length === 0) return { result, fixes }
  writeFixes(root, fixes)
  for (const { file } of fixes) reporter.emit({ type: 'message', level: 'info', text: `${file} was changed` })
  return { result: await look(), fixes }
}
