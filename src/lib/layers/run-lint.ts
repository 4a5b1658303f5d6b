import { join } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { CONFIG_FILE } from '../project/paths.js'
import { nearest } from '../ui/nearest.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { compileModels } from './compile.js'
import { exceptionPlaces } from './exception-places.js'
import { explainModels } from './explain.js'
import { knownColumns } from './known-columns.js'
import { type LintResult, type LintSelection, lint, select, summarize, unknownNames } from './lint.js'
import type { LintModel, LintProject } from './lint-model.js'
import { lintProjectOf } from './manifest.js'

export interface LintRequest extends LintSelection {
  /** Also let Athena plan every model. */
  athena: boolean
  /** Compile though no file changed. */
  recompile?: boolean
}

/** Compiles the project with dbt and lints it. */
export async function runLint(
  connection: Connection,
  request: LintRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<LintResult> {
  const { project, environment } = connection
  const { manifest, sql, failed } = await compileModels(connection, request.recompile ?? false, progress, signal)
  const compiled = withSql(lintProjectOf(manifest, project, environment.prefix), sql)
  requireKnown(compiled, request)
  const result = lint(
    { ...compiled, columns: await knownColumns(connection, compiled) },
    project.config.lint,
    request,
    failed,
    exceptionPlaces(join(project.paths.root, CONFIG_FILE)),
  )
  if (!request.athena) return result
  const refused = await explainModels(connection, select(compiled.models, request), progress, signal)
  // What a rule has said of a place already, Athena need not say again.
  const known = new Set(result.findings.map(finding => `${finding.file}:${finding.compiled?.line}`))
  const added = refused.filter(finding => !known.has(`${finding.file}:${finding.compiled?.line}`))
  return summarize({ ...result, findings: [...result.findings, ...added] })
}

/** The manifest has the SQL only of what dbt compiled last. */
function withSql(project: LintProject, sql: ReadonlyMap<string, string>): LintProject {
  return { ...project, models: project.models.map(model => ({ ...model, compiled: sql.get(model.id) ?? null })) }
}

/** A misspelled name must not pass as clean. */
function requireKnown({ models }: LintProject, selection: LintSelection): void {
  const unknown = unknownNames(models, selection)
  if (unknown.length === 0) return
  const hints = unknown.flatMap(name => {
    const hint = nearest(name, models.map(nameOf))
    return hint === undefined ? [] : [`Did you mean ${hint}?`]
  })
  throw new MdwError({
    code: 'UNKNOWN_MODEL',
    message: `There is no model ${unknown.join(', ')} in this project.`,
    actions: [...hints, 'Give the names or the files of models, or nothing for all of them.'],
    exitCode: ExitCode.usage,
    data: { unknown },
  })
}

function nameOf({ name }: LintModel): string {
  return name
}
