import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { configSchema } from '../../../src/lib/project/config-schema.js'
import { packageRoot } from '../../../src/lib/project/paths.js'

it('is the one that is published: `npm run schema:generate` after a change of config.ts', () => {
  const published = JSON.parse(readFileSync(join(packageRoot, 'schema', 'mdw.schema.json'), 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(configSchema())))
})

it('lets local be without a kind, and no other environment', () => {
  const environments = configSchema().properties!.environments
  expect(environments).toHaveProperty('properties.local.type', ['object', 'null'])
  expect(environments).not.toHaveProperty('properties.local.required')
  expect(environments).toHaveProperty('additionalProperties.oneOf.0.required', ['kind'])
  expect(environments).toHaveProperty(
    'additionalProperties.oneOf.1.required',
    expect.arrayContaining(['kind', 'bucket']),
  )
})
