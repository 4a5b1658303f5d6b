import { describe, expect, it } from 'vitest'
import { excessOf } from '../../../src/lib/cost/budget.js'
import { divide, OTHER } from '../../../src/lib/cost/cost.js'
import { nodeOf } from '../../../src/lib/cost/query-history.js'
import { renderCost } from '../../../src/lib/cost/render.js'
import type { RunResults } from '../../../src/lib/toolchain/dbt/run-archive.js'
import { approximateCost } from '../../../src/lib/warehouse/athena-cost.js'

const TB = 1e12
const query = (time: string, bytesScanned: number, node: string | null = null) => ({
  ...{ submittedAt: new Date(`2018-03-${time}Z`), bytesScanned, node },
})

function runAt(id: string, startedAt: string, nodes: string[]): RunResults {
  return {
    metadata: { invocation_id: id, generated_at: startedAt },
    results: nodes.map(node => ({ unique_id: node, timing: [] })),
    mdw: {
      ...{ environment: 'dev', command: 'build', args: [], startedAt, seconds: 60, success: true, interrupted: false },
      ...{ commit: null, request: {} },
    },
  }
}

describe('what queries cost', () => {
  const queries = [
    query('01T10:00:10', 2 * TB, 'model.shop.daily'),
    query('01T10:05:00', TB, 'model.shop.daily'),
    query('02T09:00:00', 0),
  ]
  const runs = [
    runAt('second', '2018-03-02T00:00:00Z', []),
    runAt('first', '2018-03-01T10:00:00Z', ['model.shop.daily']),
  ]
  const cost = divide(queries, runs, 5)

  it('is divided by day, newest first, with ten megabytes at least for each query', () => {
    expect(cost.days.map(({ name, dollars }) => [name, dollars])).toEqual([
      ['2018-03-02', 0.00005],
      ['2018-03-01', 15],
    ])
    expect(cost.total).toMatchObject({ queries: 3, bytesScanned: 3 * TB })
  })

  it('is divided by model, what dbt did not send apart', () => {
    expect(cost.models.map(({ name, bytesScanned }) => [name, bytesScanned])).toEqual([
      ['model.shop.daily', 3 * TB],
      [OTHER, 0],
    ])
  })

  it('is of a run when it was sent during it', () => {
    expect(cost.runs.map(({ name, queries: count }) => [name, count])).toEqual([['first', 1]])
  })

  it('is shown with the price', () => {
    const shown = (region: string, usdPerTb = 5) =>
      renderCost({ environment: 'dev', workgroup: 'w', region, since: '2018-03-01T00:00Z', usdPerTb, ...cost }, 1)
    expect(shown('eu-west-1')).toContain('approximate: $5 a TB, the list price of eu-west-1;')
    expect(shown('mx-central-1')).toContain('cost.usd_per_tb in mdw.yml sets that of mx-central-1')
    expect(shown('mx-central-1', 6.5)).toContain('$6.5 a TB, as mdw.yml says')
    expect(shown('eu-west-1')).not.toContain(OTHER)
  })

  it('is shown with the tests in one line', () => {
    const line = (name: string, dollars: number) => ({ name, queries: 1, bytesScanned: TB, dollars })
    const models = [line('model.s.a', 5), line('test.s.x.1', 3), line('unit_test.s.a.y', 3)]
    const environment = { environment: 'dev', workgroup: 'w', region: 'eu-west-1', since: '2018-03-01', usdPerTb: 5 }
    const text = renderCost({ ...environment, ...cost, days: [], runs: [], models }, 5)
    expect(text).toMatch(/2 tests\s+2 .* 6\.00000\n.*model\.s\.a\s+1 .* 5\.00000\n/)
  })

  it('counts megabytes that are begun', () => {
    expect(approximateCost([10_000_001, 0], 1)).toBeCloseTo(11e-6 + 10e-6, 12)
  })
})

describe('the node of a query', () => {
  it('is in dbt’s comment', () => {
    const comment = '-- /* {"app": "dbt", "node_id": "model.shop.daily", "target_name": "x"} */'
    expect(nodeOf(`${comment}\nselect 1`)).toBe('model.shop.daily')
    expect(nodeOf('-- /* {"app": "dbt", "connection_name": "master"} */\nselect 1')).toBeNull()
    expect(nodeOf('select \'{"node_id": "model.shop.daily"}\'')).toBeNull()
  })
})

describe('a budget', () => {
  it('is exceeded by bytes or by dollars', () => {
    const estimate = { scanned: 3 * TB, dollars: 15 }
    expect(excessOf({ bytes: TB, action: 'warn' }, estimate)).toContain('2.7 TiB')
    expect(excessOf({ usd: 10, action: 'stop' }, estimate)).toContain('about $15.00')
    expect(excessOf({ bytes: 3 * TB, usd: 15, action: 'stop' }, estimate)).toBeUndefined()
  })
})
