import { z } from 'zod'
import { projectConfig } from './config.js'

export type Schema = z.core.JSONSchema.JSONSchema

/** mdw.yml as a JSON Schema, for editors. What is allowed is written once, in config.ts. */
export function configSchema(): Schema {
  const schema = z.toJSONSchema(projectConfig, { io: 'input' }) as Schema
  const environments = schema.properties!.environments as Schema
  const kinds = environments.additionalProperties as { oneOf: Schema[] }
  const local = kinds.oneOf.find(kind => (kind.properties!.kind as Schema).const === 'local')!
  // The environment `local` needs no `kind:`, see load-config.ts, and may be left empty.
  const { required: _, ...withoutKind } = local
  const named = { ...withoutKind, type: ['object', 'null'] } as unknown as Schema
  return {
    title: 'mdw.yml',
    ...schema,
    properties: { ...schema.properties, environments: { ...environments, properties: { local: named } } },
  }
}
