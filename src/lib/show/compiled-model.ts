import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** dbt's run results artifact, version 6: what `dbt compile` writes into it. */
const results = z.object({
  results: z.array(
    z.object({
      unique_id: z.string(),
      compiled_code: z.string().nullish(),
    }),
  ),
})

/** dbt's manifest artifact: the names that a project has. */
const manifest = z.object({ nodes: z.record(z.string(), z.object({ name: z.string(), resource_type: z.string() })) })

export interface CompiledModel {
  id: string
  name: string
  sql: string
}

/** The models and snapshots that dbt compiled last into the target folder. */
export function compiledModels(target: string): CompiledModel[] {
  const { results: nodes } = results.parse(JSON.parse(readFileSync(join(target, 'run_results.json'), 'utf8')))
  return nodes.flatMap(({ unique_id: id, compiled_code: sql }) =>
    sql && /^(model|snapshot|analysis)\./.test(id) ? [{ id, name: id.split('.').slice(2).join('.'), sql }] : [],
  )
}

/** The names of the project's models, for a hint. */
export function modelNames(target: string): string[] {
  const { nodes } = manifest.parse(JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8')))
  return Object.values(nodes)
    .filter(({ resource_type: type }) => type === 'model' || type === 'snapshot')
    .map(({ name }) => name)
}
