import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type CompiledManifest, isVolatile } from '../../../src/lib/compiled/manifest.js'
import { modelKeys } from '../../../src/lib/compiled/model-keys.js'
import { fingerprintOf, readProjectFiles } from '../../../src/lib/compiled/project-files.js'
import type { ManifestNode } from '../../../src/lib/toolchain/dbt/manifest.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const node = (name: string, reads: string[], parts: Partial<ManifestNode> = {}): ManifestNode => ({
  ...{ resource_type: 'model', package_name: 'shop', name, schema: 'std', raw_code: '', config: {} },
  ...{ unique_id: `model.shop.${name}`, fqn: ['shop', name], original_file_path: `models/${name}.sql` },
  ...{ depends_on: { nodes: reads.map(read => `model.shop.${read}`), macros: [] }, ...parts },
})

/** a → b (ephemeral) → c → d, an incremental model that reads c, and a seed of its own. */
const manifest: CompiledManifest = {
  metadata: { project_name: 'shop' },
  sources: {},
  nodes: {
    'model.shop.a': node('a', []),
    'model.shop.b': node('b', ['a'], { config: { materialized: 'ephemeral' } }),
    'model.shop.c': node('c', ['b']),
    'model.shop.d': node('d', ['c'], { config: { materialized: 'incremental' } }),
    'test.shop.t': node('t', ['a'], { resource_type: 'test', original_file_path: 'tests/t.sql' }),
  },
  macros: {
    'macro.shop.key': {
      ...{ macro_sql: '{% macro key() %}1{% endmacro %}', package_name: 'shop' },
      ...{ original_file_path: 'macros/key.sql', depends_on: { macros: [] } },
    },
    'macro.shop.newest': {
      ...{ macro_sql: "{% macro newest() %}{{ run_query('select 1') }}{% endmacro %}", package_name: 'shop' },
      ...{ original_file_path: 'macros/key.sql', depends_on: { macros: [] } },
    },
    'macro.shop.indirect': {
      ...{ macro_sql: '{% macro indirect() %}{{ newest() }}{% endmacro %}', package_name: 'shop' },
      ...{ original_file_path: 'macros/key.sql', depends_on: { macros: ['macro.shop.newest'] } },
    },
  },
}

let folder: string
const env: NodeJS.ProcessEnv = {}
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const keys = (exists = false) => modelKeys(manifest, readProjectFiles(folder, env), () => exists)

/** The names of the models that must be compiled again after the change. */
function changedBy(change: () => void): string[] {
  const before = keys().keys
  change()
  const after = keys().keys
  return [...after].filter(([id, key]) => before.get(id) !== key).map(([id]) => id.split('.').at(-1)!)
}

beforeEach(() => {
  folder = temporaryFolder()
  env.SHOP_DAY = 'monday'
  for (const name of ['a', 'b', 'c', 'd']) write(`models/${name}.sql`, `select '${name}'`)
  write('tests/t.sql', 'select 1')
  write('seeds/s.csv', 'a\n1\n')
  write('macros/key.sql', '{% macro key() %}1{% endmacro %}')
  write('dbt_project.yml', 'name: shop\nvars: {day: "{{ env_var(\'SHOP_DAY\') }}"}\n')
  write('target/manifest.json', '{}')
})

describe('what is compiled again', () => {
  it('is a model whose file changed, and what reads it, through ephemeral ones', () => {
    expect(changedBy(() => write('models/d.sql', 'select 2'))).toEqual(['d'])
    expect(changedBy(() => write('models/c.sql', 'select 2'))).toEqual(['c', 'd'])
    expect(changedBy(() => write('models/a.sql', 'select 2'))).toEqual(['a', 'b', 'c'])
  })

  it('is everything after a change of a macro, of settings, of a variable that they read, or of a package', () => {
    const all = ['a', 'b', 'c', 'd']
    expect(changedBy(() => write('macros/key.sql', '{% macro key() %}2{% endmacro %}'))).toEqual(all)
    expect(changedBy(() => write('models/new.yml', 'version: 2\n'))).toEqual(all)
    expect(changedBy(() => Object.assign(env, { SHOP_DAY: 'friday' }))).toEqual(all)
    expect(changedBy(() => Object.assign(env, { OTHER: 'x' }))).toEqual([])
    expect(changedBy(() => mkdirSync(join(folder, 'dbt_packages', 'dbt_utils'), { recursive: true }))).toEqual(all)
  })

  it('is nothing after a change of a test, a seed, a text or of what dbt writes', () => {
    const before = fingerprintOf(readProjectFiles(folder, env))
    expect(changedBy(() => write('target/manifest.json', '{"a": 1}'))).toEqual([])
    expect(fingerprintOf(readProjectFiles(folder, env))).toBe(before)
    for (const path of ['tests/t.sql', 'seeds/s.csv', 'readme.md']) {
      expect(
        changedBy(() => write(path, 'changed')),
        path,
      ).toEqual([])
    }
    expect(fingerprintOf(readProjectFiles(folder, env))).not.toBe(before)
  })

  it('is an incremental model whose table came or went', () => {
    const [without, withTable] = [keys(false).keys, keys(true).keys]
    expect([...without].filter(([id, key]) => withTable.get(id) !== key).map(([id]) => id)).toEqual(['model.shop.d'])
  })

  it('has the files that the manifest does not know, and not the ones that are gone', () => {
    write('models/e.sql', 'select 1')
    expect(keys().added).toEqual(['models/e.sql'])
    rmSync(join(folder, 'models', 'e.sql'))
    expect(keys().added).toEqual([])
  })
})

it('a model that asks the warehouse or the clock is compiled each time', () => {
  const volatile = (raw_code: string, ...macros: string[]) =>
    isVolatile(manifest, { ...node('x', []), raw_code, depends_on: { macros: macros.map(name => `macro.${name}`) } })
  expect(volatile("select {{ run_query('select 1') }}")).toBe(true)
  expect(volatile('{% set all = adapter.get_columns_in_relation(this) %}')).toBe(true)
  expect(volatile("select '{{ run_started_at }}'")).toBe(true)
  expect(volatile('select {{ indirect() }}', 'shop.indirect')).toBe(true)
  expect(volatile('select {{ key() }}', 'shop.key', 'dbt.is_incremental')).toBe(false)
  expect(volatile('{# a statement (of one row) #} select statement(a), modules.b from {{ this }}')).toBe(false)
})
