import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { compile, compileTarget } from '../toolchain/dbt/compile.js'
import { type DbtEvent, FAILED } from '../toolchain/dbt/events.js'
import { nearest } from '../ui/nearest.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { type QueryResult, runQuery } from '../warehouse/query.js'
import { type CompiledModel, compiledModels, modelNames } from './compiled-model.js'

export interface ShowResult extends QueryResult {
  model: string
  compiledSql: string
}

/** Compiles one model with dbt, apart from the builds' target folder, and builds nothing. */
export async function compileModel(
  connection: Connection,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompiledModel> {
  // `+`, `*` and a space would select more than the one model that is shown.
  if (!/^[\w.-]+$/.test(name)) throw unknownModel(name, [])
  const target = compileTarget(connection, 'show')
  // dbt's warning that a selection is empty becomes the error below.
  const onEvent = (event: DbtEvent) => {
    if (event.type === 'info') progress.info(event.text)
  }
  return compile(connection, { purpose: 'show', select: [name], onEvent, signal }, progress, nodes => {
    const failed = nodes.find(({ status }) => FAILED.has(status))
    if (failed !== undefined) throw notCompiled(failed.name, failed.message)
    const [model] = compiledModels(target).filter(found => found.name === name)
    if (model === undefined) throw unknownModel(name, modelNames(target))
    return model
  })
}

/** The first rows of a compiled model. Nothing is stored but the query's result. */
export async function showRows(
  { clients, environment }: Connection,
  model: CompiledModel,
  limit: number | undefined,
  progress: Progress,
  signal?: AbortSignal,
): Promise<ShowResult> {
  const result = await runQuery(clients, environment, {
    sql: limit === undefined ? model.sql : limited(model.sql, limit),
    limit,
    onState: state => progress.update(state),
    signal,
  })
  return { model: model.name, compiledSql: model.sql, ...result }
}

/** One row more than is shown tells whether there are others. A model may end with a comment: hence the line breaks. */
function limited(sql: string, limit: number): string {
  return `select * from (\n${sql}\n) limit ${limit + 1}`
}

function notCompiled(name: string, message: string | null): MdwError {
  return new MdwError({
    code: 'NOT_COMPILED',
    message: `dbt could not compile ${name}.`,
    why: (message ?? 'dbt gave no message').trim(),
    actions: ['Correct what dbt names above, then run the command again.'],
    exitCode: ExitCode.failed,
  })
}

function unknownModel(name: string, names: string[]): MdwError {
  const hint = nearest(name, names)
  return new MdwError({
    code: 'UNKNOWN_MODEL',
    message: `There is no model ${name} in this project.`,
    actions: [
      ...(hint === undefined ? [] : [`Did you mean ${hint}?`]),
      'Give the name of one model. Seeds and sources are tables already: `mdw query`.',
    ],
    exitCode: ExitCode.usage,
  })
}
