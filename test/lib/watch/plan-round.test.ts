import { describe, expect, it } from 'vitest'
import type { ManifestNode } from '../../../src/lib/toolchain/dbt/manifest.js'
import type { ParsedProject } from '../../../src/lib/toolchain/dbt/resident.js'
import { planRound, roundArguments } from '../../../src/lib/watch/plan-round.js'

const node = (id: string, parents: string[] = [], materialized = 'table'): ManifestNode => {
  const [resource_type = '', package_name = '', name = ''] = id.split('.')
  return {
    ...{ unique_id: id, resource_type, package_name, name, schema: 'std', fqn: [package_name, 'std', name] },
    ...{ original_file_path: `models/${name}.sql`, config: { materialized }, depends_on: { nodes: parents } },
  }
}

/** a → b → c → d, a → e (ephemeral) → f; the source s is read by a. */
const nodes = [
  node('model.shop.a', ['source.shop.raw.s']),
  node('model.shop.b', ['model.shop.a']),
  node('model.shop.c', ['model.shop.b']),
  node('model.shop.d', ['model.shop.c']),
  node('model.shop.e', ['model.shop.a'], 'ephemeral'),
  node('model.shop.f', ['model.shop.e']),
]
const parsed = (changed: string[]): ParsedProject => ({
  ...{ metadata: { project_name: 'shop' }, first: false, changed, removed: [] },
  nodes: Object.fromEntries(nodes.map(each => [each.unique_id, each])),
  sources: { 'source.shop.raw.s': node('source.shop.raw.s') },
})
const names = (ids: string[]) => ids.map(id => id.split('.')[2]).sort()
const plan = (changed: string[], depth = 1, owed: string[] = [], selected?: string[], pending: string[] = []) => {
  const all = planRound(parsed(changed), { pending, owed }, { depth, selected: selected && new Set(selected) })
  return { changed: names(all.changed), build: names(all.build), beyond: names(all.beyond), tests: all.tests }
}

describe('what a round builds', () => {
  it('is the changed model and what reads it, as deep as was asked for', () => {
    expect(plan(['model.shop.a'], 0)).toMatchObject({ build: ['a'], beyond: ['b', 'c', 'd', 'f'] })
    expect(plan(['model.shop.a'])).toMatchObject({ build: ['a', 'b', 'f'], beyond: ['c', 'd'] })
    expect(plan(['model.shop.a'], Number.POSITIVE_INFINITY)).toMatchObject({ beyond: [] })
  })

  it('is who reads it, where the changed thing is a source or an ephemeral model', () => {
    expect(plan(['source.shop.raw.s'], 0)).toMatchObject({ changed: ['a'], build: ['a'] })
    expect(plan(['model.shop.e'], 0)).toMatchObject({ changed: ['f'], build: ['f'], beyond: [] })
  })

  it('takes in what did not succeed before, and changed tests', () => {
    expect(plan(['model.shop.d', 'test.shop.unique_d.12ab'], 1, ['model.shop.b', 'model.shop.gone'])).toEqual({
      ...{ changed: ['b', 'd'], build: ['b', 'd'], beyond: ['c'] },
      tests: ['test.shop.unique_d.12ab'],
    })
  })

  it('goes no further down with every repair: what was skipped has its own depth behind it', () => {
    const skipped = ['model.shop.a', 'model.shop.b', 'model.shop.f']
    expect(plan(['model.shop.a'], 1, skipped)).toMatchObject({ build: ['a', 'b', 'f'], beyond: ['c', 'd'] })
    expect(plan([], 1, skipped)).toMatchObject({ build: ['a', 'b', 'f'], beyond: ['c', 'd'] })
    expect(plan([], 1, [], undefined, ['model.shop.a'])).toMatchObject({ build: ['a', 'b', 'f'] })
  })

  it('leaves out what is not selected', () => {
    const selected = ['model.shop.a', 'model.shop.b']
    expect(plan(['model.shop.a'], 9, [], selected)).toMatchObject({ build: ['a', 'b'], beyond: ['c', 'd', 'f'] })
    expect(plan(['model.shop.c'], 1, [], selected)).toMatchObject({ build: [] })
  })

  it('is named in full to dbt', () => {
    const all = planRound(parsed(['model.shop.d', 'test.shop.unique_d.12ab']), { pending: [], owed: [] }, { depth: 1 })
    expect(roundArguments(all, parsed([]))).toEqual(['--select', 'fqn:shop.std.d', 'unique_d'])
  })
})
