import { configSchema, type Schema } from './config-schema.js'

/** One setting of mdw.yml, as its schema describes it. */
export interface Setting {
  /** `environments.<name>.region`. */
  key: string
  /** The kind of environment that has it; both where it is undefined. */
  kind?: string
  description: string
  required: boolean
  schema: Schema
}

export const ENVIRONMENT = 'environments.<name>'

let list: Setting[] | undefined

/** Every setting, in the order of config.ts. An environment's are there once for each kind that has them. */
export function settings(): Setting[] {
  list ??= settingsOf(configSchema(), '')
  return list
}

function settingsOf(schema: Schema, prefix: string, kind?: string): Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const property = value as Schema
    const key = `${prefix}${name}`
    const kinds = kindsOf(property)
    if (kinds !== undefined) {
      return Object.entries(kinds).flatMap(([which, one]) => settingsOf(one, `${ENVIRONMENT}.`, which))
    }
    if (property.type === 'object' && property.properties !== undefined) return settingsOf(property, `${key}.`, kind)
    const required = schema.required?.includes(name) === true && property.default === undefined
    return [{ key, kind, description: property.description ?? '', required, schema: property }]
  })
}

/** Of `environments`: the schema of each kind. */
function kindsOf(schema: Schema): Record<string, Schema> | undefined {
  const kinds = (schema.additionalProperties as Schema | undefined)?.oneOf as Schema[] | undefined
  if (kinds === undefined) return undefined
  return Object.fromEntries(kinds.map(one => [String((one.properties!.kind as Schema).const), one]))
}

/** The names that may stand in the block at `path` of an mdw.yml with this content. */
export function namesIn(path: readonly PropertyKey[], content: unknown): string[] {
  let schema: Schema | undefined = configSchema()
  let value = content
  for (const step of path) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[step]
    const kinds: Record<string, Schema> | undefined = kindsOf(schema)
    const items = schema.items as Schema | undefined
    const rest = schema.additionalProperties as Schema | undefined
    schema = kinds
      ? kinds[String((value as { kind?: unknown } | undefined)?.kind ?? 'local')]
      : ((schema.properties?.[String(step)] as Schema | undefined) ?? items ?? rest)
    if (schema === undefined) return []
  }
  const names = (schema.propertyNames as Schema | undefined)?.enum as string[] | undefined
  return names ?? Object.keys(schema.properties ?? {})
}
