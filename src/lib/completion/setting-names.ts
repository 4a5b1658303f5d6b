import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../project/paths.js'

interface Block {
  properties?: Record<string, Block>
  additionalProperties?: boolean | { oneOf?: Block[] }
}

/** What `mdw config` takes. From the published schema: reading it is quicker than making it, and a shell waits. */
export function settingNames(): string[] {
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schema', 'mdw.schema.json'), 'utf8')) as Block
  return ['environment', ...new Set(namesOf(schema, '')), 'python', 'venv', 'cache_dir']
}

/** An environment's settings go by their short names: those of the environment that commands work on. */
function namesOf({ properties = {} }: Block, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, block]) => {
    const kinds = typeof block.additionalProperties === 'object' ? block.additionalProperties.oneOf : undefined
    if (kinds !== undefined) return kinds.flatMap(kind => namesOf(kind, ''))
    return block.properties === undefined ? [`${prefix}${name}`] : namesOf(block, `${prefix}${name}.`)
  })
}
