import { describe, expect, it } from 'vitest'
import { type ComparedManifest, changeReasons } from '../../../src/lib/build/plan/change-reasons.js'

/** source → view → table, and a macro that the table calls by way of another. */
function manifest(): ComparedManifest {
  return {
    sources: { 'source.s.raw': { relation_name: 'raw.sales' } },
    nodes: {
      'model.s.view': { checksum: { checksum: '1' }, depends_on: { nodes: ['source.s.raw'], macros: [] } },
      'model.s.table': {
        ...{ checksum: { checksum: '1' }, unrendered_config: { materialized: 'table', tags: ['a'] } },
        depends_on: { nodes: ['model.s.view'], macros: ['macro.s.outer'] },
      },
    },
    macros: {
      'macro.s.outer': { macro_sql: '{{ inner() }}', depends_on: { macros: ['macro.s.inner'] } },
      'macro.s.inner': { macro_sql: '1', depends_on: { macros: [] } },
    },
  }
}

const reasons = (change: (now: ComparedManifest) => void) => {
  const now = manifest()
  change(now)
  return [...changeReasons(['model.s.view', 'model.s.table'], now, manifest()).values()]
}

describe('why a node is built', () => {
  it('is its SQL, its settings, a macro or that it is new', () => {
    expect(reasons(now => Object.assign(now.nodes['model.s.view']!, { checksum: { checksum: '2' } }))).toEqual([
      ...['SQL changed', 'reads a change'],
    ])
    const settings = { tags: ['a'], materialized: 'incremental' }
    expect(reasons(now => Object.assign(now.nodes['model.s.table']!, { unrendered_config: settings }))[1]).toBe(
      'settings changed',
    )
    expect(reasons(now => Object.assign(now.macros!['macro.s.inner']!, { macro_sql: '2' }))[1]).toBe(
      'macro inner changed',
    )
    const before = { ...manifest(), nodes: {} }
    expect(changeReasons(['model.s.view'], manifest(), before).get('model.s.view')).toBe('new')
  })

  it('is another order of settings for none', () => {
    const settings = { tags: ['a'], materialized: 'table' }
    // dbt found more than is compared here: that much is said.
    expect(reasons(now => Object.assign(now.nodes['model.s.table']!, { unrendered_config: settings }))).toEqual([
      ...['changed', 'changed'],
    ])
  })

  it('is a source that moved, for what reads it', () => {
    expect(reasons(now => Object.assign(now.sources['source.s.raw']!, { relation_name: 'raw.orders' }))).toEqual([
      ...['reads a change', 'reads a change'],
    ])
  })
})
