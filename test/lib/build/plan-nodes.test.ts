import { describe, expect, it } from 'vitest'
import { buildOrder, type PlanManifest, planNodes } from '../../../src/lib/build/plan/plan-nodes.js'

const node = (name: string, config: PlanManifest['nodes'][string]['config'], nodes: string[] = []) => ({
  ...{ resource_type: 'model', relation_name: `"awsdatacatalog"."${name.split('_')[0]}"."${name}"` },
  ...{ config, depends_on: { nodes } },
})

/** raw.sales and raw.goods → two views → a table → an incremental one. */
const manifest: PlanManifest = {
  sources: {
    'source.s.sales': { relation_name: '"awsdatacatalog"."raw"."sales"' },
    'source.s.goods': { relation_name: '"awsdatacatalog"."raw"."goods"' },
  },
  nodes: {
    'model.s.stg_sales': node('stg_sales', { materialized: 'view' }, ['source.s.sales']),
    'model.s.stg_goods': node('stg_goods', { materialized: 'view' }, ['source.s.goods', 'source.s.sales']),
    'model.s.std_sales': node('std_sales', { materialized: 'table' }, ['model.s.stg_sales', 'model.s.stg_goods']),
    'model.s.cur_daily': node(
      'cur_daily',
      { materialized: 'incremental', incremental_strategy: 'merge', partitioned_by: ['day'] },
      ['model.s.std_sales'],
    ),
    'snapshot.s.std_history': {
      ...node('std_history', { materialized: 'snapshot' }, ['model.s.stg_goods']),
      resource_type: 'snapshot',
    },
    'test.s.unique.1': { ...node('x_unique', {}, ['model.s.std_sales']), resource_type: 'test', relation_name: null },
  },
  unit_tests: { 'unit_test.s.std_sales.adds_up': {} },
}
const ids = [...Object.keys(manifest.nodes), 'unit_test.s.std_sales.adds_up']
const tables = new Map([
  ['raw.sales', { rows: null, bytes: 1000 }],
  ['raw.goods', { rows: null, bytes: 200 }],
  ['std.std_sales', { rows: 10, bytes: 500 }],
  ['std.std_history', { rows: 3, bytes: 30 }],
  ['cur.cur_daily', { rows: 4, bytes: 50 }],
])

const plan = (fullRefresh = false, known = tables, reasons?: Map<string, string>) =>
  planNodes(manifest, ids, known, { fullRefresh, reasons })
const column = <T>(planned: ReturnType<typeof plan>, pick: (planned: ReturnType<typeof plan>['nodes'][number]) => T) =>
  planned.nodes.map(pick)

describe('a plan', () => {
  it('says what happens to each table', () => {
    expect(column(plan(), ({ action }) => action)).toEqual(['view', 'view', 'replace', 'merge', 'merge'])
    expect(column(plan(true), ({ action }) => action)).toEqual(['view', 'view', 'replace', 'replace', 'merge'])
    expect(column(plan(false, new Map()), ({ action }) => action)).toEqual([
      ...['view', 'view'],
      ...['create', 'create', 'create'],
    ])
    expect(plan().nodes[3]).toMatchObject({ relation: 'cur.cur_daily', partitionedBy: ['day'], rows: 4, bytes: 50 })
  })

  it('adds up what each statement reads, once, through views', () => {
    expect(column(plan(), ({ scanned }) => scanned)).toEqual([0, 0, 1200, 550, 1230])
    expect(plan().tests).toEqual({ count: 2, scanned: [500] })
  })

  it('counts inputs that do not exist yet', () => {
    expect(column(plan(false, new Map()), ({ unknownInputs }) => unknownInputs)).toEqual([0, 0, 2, 1, 2])
  })

  it('is in the order of the build', () => {
    const shuffled = ['model.s.cur_daily', 'model.s.std_sales', 'model.s.stg_sales', 'model.s.stg_goods']
    expect(buildOrder(shuffled, manifest)).toEqual([
      ...['model.s.stg_goods', 'model.s.stg_sales', 'model.s.std_sales', 'model.s.cur_daily'],
    ])
  })

  it('gives the reason of each', () => {
    const why = column(plan(false, tables, new Map([['model.s.stg_sales', 'SQL changed']])), planned => planned.why)
    expect(why).toEqual(['SQL changed', 'new', 'selected', 'selected', 'selected'])
  })

  it('calls a table that is there out of date and not new, unless a git ref is what it is compared with', () => {
    const reasons = new Map(ids.map(id => [id, 'new']))
    const since = planNodes(manifest, ids, tables, { fullRefresh: false, reasons, since: true })
    expect(column(plan(false, tables, reasons), ({ why }) => why)).toEqual([
      ...['new', 'new'],
      ...['out of date', 'out of date', 'out of date'],
    ])
    expect(since.nodes.map(({ why }) => why)).toEqual(['new', 'new', 'new', 'new', 'new'])
  })
})
