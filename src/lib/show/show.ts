import { compiledProject } from '../compiled/compiled-project.js'
import { COMPILED_TYPES, type CompiledManifest } from '../compiled/manifest.js'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { DbtEvent } from '../toolchain/dbt/events.js'
import { nearest } from '../ui/nearest.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { type QueryResult, runQuery } from '../warehouse/query.js'

export interface ShowResult extends QueryResult {
  model: string
  compiledSql: string
}

export interface CompiledModel {
  id: string
  name: string
  sql: string
}

/** One model's SQL as dbt compiles it. Nothing is built. */
export async function compileModel(
  connection: Connection,
  name: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<CompiledModel> {
  // `+`, `*` and a space would select more than the one model that is shown.
  if (!/^[\w.-]+$/.test(name)) throw unknownModel(name, [])
  // dbt's warning that a selection is empty becomes the error below.
  const onEvent = (event: DbtEvent) => {
    if (event.type === 'info') progress.info(event.text)
  }
  const { manifest, sql, failed } = await compiledProject(connection, { name, onEvent, signal }, progress)
  const [id] = shownNodes(manifest).find(([, node]) => node.name === name) ?? []
  if (id === undefined)
    throw unknownModel(
      name,
      shownNodes(manifest).map(([, node]) => node.name),
    )
  const bad = failed.find(node => node.id === id) ?? failed[0]
  const text = sql.get(id)
  if (text === undefined) throw notCompiled(bad?.name ?? name, bad?.message ?? null)
  return { id, name, sql: text }
}

function shownNodes({ nodes }: CompiledManifest): [id: string, node: CompiledManifest['nodes'][string]][] {
  return Object.entries(nodes).filter(([, { resource_type: type }]) => COMPILED_TYPES.has(type))
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
