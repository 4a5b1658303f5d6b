import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dbtKey } from '../../../../src/lib/warehouse/diff/dbt-key.js'

const model = (name: string, config: object = {}) => ({
  resource_type: 'model',
  schema: 'cur',
  alias: name,
  name,
  config,
})
const test = (node: string, name: string, more: object) => ({
  ...{ resource_type: 'test', name: `${name}_${node}`, attached_node: `model.g.${node}` },
  ...more,
})
const nodes = {
  'model.g.daily': model('daily', { unique_key: 'daily_key' }),
  'model.g.pairs': model('pairs', { unique_key: ['a', 'b'] }),
  'model.g.tested': model('tested'),
  'test.g.tested': test('tested', 'unique', { column_name: 'id', test_metadata: { name: 'unique', kwargs: {} } }),
  'model.g.combined': model('combined'),
  'test.g.combined': test('combined', 'combination', {
    test_metadata: { name: 'unique_combination_of_columns', kwargs: { combination_of_columns: ['x', 'y'] } },
  }),
  'model.g.plain': model('plain'),
  'snapshot.g.versions': { ...model('versions', { unique_key: 'id' }), resource_type: 'snapshot' },
}
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mdw-key-'))
  mkdirSync(join(folder, 'target'))
  writeFileSync(join(folder, 'target', 'manifest.json'), JSON.stringify({ metadata: {}, nodes }))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the key of a table by dbt’s manifest', () => {
  it.each([
    ['daily', ['daily_key']],
    ['pairs', ['a', 'b']],
    ['tested', ['id']],
    ['combined', ['x', 'y']],
    ['versions', ['dbt_scd_id']],
  ])('%s', (name, columns) => {
    expect(dbtKey(folder, { database: 'cur', name })?.columns).toEqual(columns)
  })

  it('has none for a model without one, an unknown table, another database, and without a manifest', () => {
    expect(dbtKey(folder, { database: 'cur', name: 'plain' })).toBeUndefined()
    expect(dbtKey(folder, { database: 'cur', name: 'unknown' })).toBeUndefined()
    expect(dbtKey(folder, { database: 'std', name: 'daily' })).toBeUndefined()
    expect(dbtKey(join(folder, 'nowhere'), { database: 'cur', name: 'daily' })).toBeUndefined()
  })
})
