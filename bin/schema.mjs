// Writes schema/mdw.schema.json, by which editors check mdw.yml, from the compiled configuration.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const { configSchema } = await import('../dist/lib/project/config-schema.js')
mkdirSync(join(root, 'schema'), { recursive: true })
writeFileSync(join(root, 'schema', 'mdw.schema.json'), `${JSON.stringify(configSchema(), null, 2)}\n`)
