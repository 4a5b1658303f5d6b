import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { functionCatalog } from '../../../../../src/lib/lakehouse/sql/functions/catalog.js'
import { functionRegistry } from '../../../../../src/lib/lakehouse/sql/functions/groups.js'
import { specialForms, unsupportedForms } from '../../../../../src/lib/lakehouse/sql/functions/special-forms.js'
import { supportPage } from '../../../../../src/lib/lakehouse/sql/functions/support-page.js'
import { unsupportedReason } from '../../../../../src/lib/lakehouse/sql/functions/unsupported.js'
import { DialectEngine } from '../../../../dialect/engine.js'
import known from './trino-functions.json' with { type: 'json' }

describe('the table of functions', () => {
  let engine: DialectEngine
  beforeAll(async () => {
    engine = await DialectEngine.start()
  })

  it('knows every function that Trino lists (SHOW FUNCTIONS of 476), supported or with the reason why not', () => {
    const grammar = specialForms.map(({ name }) => name)
    const strangers = known.filter(
      name => functionRegistry.kind(name) === undefined && !unsupportedReason(name) && !grammar.includes(name),
    )
    expect(strangers).toEqual([])
  })

  it('has a reason for all that is missing, and a signature for all that is not', () => {
    for (const entry of functionCatalog()) {
      if (!entry.supported) expect(entry.reason, entry.name).toBeTruthy()
      else if (entry.kind !== 'syntax') expect(entry.signatures.length, entry.name).toBeGreaterThan(0)
    }
  })

  it.each(specialForms.map(({ name, example }) => [name, example]))('%s is part of the grammar', async (_, example) => {
    expect((await engine.query(example)).rows.length).toBeGreaterThan(0)
  })

  it.each(unsupportedForms.map(({ name, example }) => [name, example]))('%s is refused by name', async (_, example) => {
    await expect(engine.query(example)).rejects.toMatchObject({ errorName: 'NOT_SUPPORTED' })
  })

  it('is the page of the docs: `npm run docs:generate` writes it anew', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/sql-support.md'), 'utf8')
    expect(page).toBe(supportPage())
  })
})
