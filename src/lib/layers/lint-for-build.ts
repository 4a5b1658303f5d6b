import { join } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Project } from '../project/project.js'
import { readManifest } from '../toolchain/dbt/manifest.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import type { Finding } from './finding.js'
import { type LintResult, lint } from './lint.js'
import { lintProjectOf } from './manifest.js'
import { runLint } from './run-lint.js'

/** More than this would bury the build's own result. */
const SHOWN = 5

/** Lints what the last build compiled, from dbt's own files: nothing is run. Undefined where there is nothing. */
export function lintForBuild(project: Project, prefix: string): LintResult | undefined {
  const manifest = readManifest(join(project.dbtFolder, 'target'))
  // A project may have dbt write elsewhere: no reason to fail after a build.
  if (manifest === undefined) return undefined
  const compiled = lintProjectOf(manifest, project, prefix)
  const models = compiled.models.filter(model => model.compiled !== null)
  if (models.length === 0) return undefined
  return lint(compiled, project.config.lint, { models: models.map(({ file }) => file), layers: [] })
}

/** A line for each of the first findings, and where the others are told. */
export function lintWarnings(result: LintResult | undefined): string[] {
  const findings = result?.findings ?? []
  const more = findings.length - SHOWN
  return [
    ...findings.slice(0, SHOWN).map(describe),
    ...(more > 0 ? [`${plural(more, 'more finding')} of lint: \`mdw lint\` shows all.`] : []),
  ]
}

/** For `--strict`: lints before anything is built, and refuses to go on with findings. */
export async function requireLint(connection: Connection, progress: Progress, signal?: AbortSignal): Promise<void> {
  const result = await runLint(connection, { models: [], layers: [], athena: false }, progress, signal)
  if (result.findings.length === 0) return
  throw new MdwError({
    code: 'LINT_FAILED',
    message: `The models break the layers’ rules: ${plural(result.findings.length, 'finding')}. Nothing was built.`,
    why: result.findings.map(describe).join('\n'),
    actions: ['`mdw lint` explains each.', 'Build without --strict: findings are warnings then.'],
    exitCode: ExitCode.differences,
    data: { findings: result.findings },
  })
}

function describe({ file, line, column, model, message, rule }: Finding): string {
  return `${file}:${line}:${column} ${model === null ? '' : `${model} `}${message} (${rule})`
}
