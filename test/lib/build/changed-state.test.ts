import { describe, expect, it } from 'vitest'
import { advanceState, type StateManifest } from '../../../src/lib/build/changed-state.js'
import type { NodeResult, NodeStatus } from '../../../src/lib/toolchain/dbt/events.js'

/** a → b → c, each with the checksum that is given. */
function manifest(checksums: Record<string, string>): StateManifest {
  const nodes = Object.fromEntries(Object.entries(checksums).map(([id, checksum]) => [id, { checksum: { checksum } }]))
  return { nodes, unit_tests: {}, child_map: { a: ['b'], b: ['c'], c: [] } }
}

function result(id: string, status: NodeStatus = 'success'): NodeResult {
  const node = { id, name: id, resourceType: 'model', materialized: 'table', path: '', schema: 's', relation: id }
  return { ...node, status, message: null, seconds: 1, rows: null, bytesScanned: null, compiledPath: null }
}

const known = (state: StateManifest) =>
  Object.fromEntries(Object.entries(state.nodes).map(([id, node]) => [id, node.checksum?.checksum]))

const old = manifest({ a: '1', b: '1', c: '1' })

describe('the state that --changed compares with', () => {
  it('takes a node that was built again without a change', () => {
    expect(known(advanceState(old, manifest({ a: '1', b: '2', c: '1' }), [result('a')], false))).toEqual(known(old))
  })

  it('forgets what reads a changed node and was not built with it', () => {
    const state = advanceState(old, manifest({ a: '2', b: '1', c: '1' }), [result('a'), result('b')], false)
    expect(known(state)).toEqual({ a: '2', b: '1' })
  })

  it('forgets what failed and what was skipped for it', () => {
    const nodes = [result('a'), result('b', 'error'), result('c', 'skipped')]
    expect(known(advanceState(old, manifest({ a: '2', b: '2', c: '1' }), nodes, false))).toEqual({ a: '2' })
  })

  it('forgets tables that hold a sample', () => {
    expect(known(advanceState(old, old, [result('c')], true))).toEqual({ a: '1', b: '1' })
  })

  it('begins with the nodes of the first build', () => {
    expect(known(advanceState(undefined, old, [result('a')], false))).toEqual({ a: '1' })
  })
})
