import { describe, expect, it } from 'vitest'
import type { RelationColumn } from '../../../src/lib/lakehouse/sql/resolver.js'
import { type LintModel, type LintProject, lintProject } from '../../../src/lib/layers/lint-model.js'
import { analyzeModel } from '../../../src/lib/layers/offline-analysis.js'

const text: RelationColumn['type'] = { kind: 'varchar' }
const number: RelationColumn['type'] = { kind: 'bigint' }
const raw = ['id', 'day', 'amount'].map(name => ({ name, type: text }))

function model(name: string, materialized: string, compiled: string, table_type = 'iceberg'): LintModel {
  const database = name.split('_')[0]!
  return {
    ...{ id: `model.shop.${name}`, name, kind: 'model', layer: null, database, table: name, materialized },
    ...{ dependsOn: [], settings: { table_type }, file: `${name}.sql`, source: compiled, compiled },
  }
}

function project(models: LintModel[], columns?: Record<string, RelationColumn[]>): LintProject {
  return {
    ...lintProject(models, [], ''),
    ...(columns === undefined ? {} : { columns: new Map(Object.entries({ 'raw.sales': raw, ...columns })) }),
  }
}

/** What is said of the last of the models. */
const analysis = (models: LintModel[], columns: Record<string, RelationColumn[]> = {}) =>
  analyzeModel(models.at(-1)!, project(models, columns))

const stg = model(
  'stg_sales',
  'view',
  'select try_cast(id as integer) as id, cast(day as timestamp) as at from raw.sales',
)
const std = model(
  'std_sales',
  'table',
  'select id, cast(at as timestamp(6)) as at, cast(id as varchar(9)) as code from stg.stg_sales',
)

describe('the types of models', () => {
  it('are found from the raw tables on, as each kind of table stores them', () => {
    expect(analysis([stg]).columns).toEqual([
      { name: 'id', type: { kind: 'integer' } },
      { name: 'at', type: { kind: 'timestamp', precision: 3, withTimeZone: false } },
    ])
    const reader = model('cur_days', 'table', 'select * from std.std_sales')
    expect(analysis([stg, std, reader]).columns).toEqual([
      { name: 'id', type: { kind: 'integer' } },
      { name: 'at', type: { kind: 'timestamp', precision: 6, withTimeZone: false } },
      { name: 'code', type: text },
    ])
  })

  it('refuse a reader far behind', () => {
    const reader = model('cur_days', 'table', 'select at,\n  id + code as sum\nfrom std.std_sales')
    expect(analysis([stg, std, reader]).refused).toMatchObject({ name: 'TYPE_MISMATCH', at: { line: 2, column: 6 } })
  })
})

describe('nothing is said', () => {
  it('of what reads a table that is not known, or a model that is refused itself', () => {
    const wrong = model('std_wrong', 'table', 'select nope from raw.sales')
    const reader = model('cur_days', 'table', 'select anything from std.std_wrong')
    expect(analysis([wrong]).refused).toMatchObject({ name: 'COLUMN_NOT_FOUND' })
    expect(analysis([wrong, reader])).toEqual({})
    expect(analysis([model('std_x', 'table', 'select anything from raw.others')])).toEqual({})
    expect(analyzeModel(wrong, project([wrong]))).toEqual({})
  })

  it('of columns that an incremental model’s table has and its query has no more', () => {
    const daily = model('cur_daily', 'incremental', 'select id from raw.sales')
    const reader = model('cur_days', 'table', 'select id, old from cur.cur_daily')
    expect(analysis([daily, reader]).refused).toMatchObject({ name: 'COLUMN_NOT_FOUND' })
    expect(analysis([daily, reader], { 'cur.cur_daily': [{ name: 'old', type: number }] }).columns).toHaveLength(2)
    const all = model('cur_all', 'table', 'select * from cur.cur_daily')
    expect(analysis([daily, all], { 'cur.cur_daily': [{ name: 'old', type: number }] }).columns).toHaveLength(1)
    expect(analyzeModel(reader, project([daily, reader]))).toEqual({})
  })

  it('of functions and forms that the embedded lakehouse alone refuses', () => {
    for (const sql of ['select my_own(id) as a from raw.sales', 'select id from raw.sales natural join raw.sales']) {
      expect(analysis([model('std_x', 'table', sql)])).toEqual({})
    }
  })

  it('of an ephemeral model’s SQL in its readers, of models in a circle, and of hidden columns', () => {
    const inlined = 'with __dbt__cte__e as (\nselect nope from raw.sales\n) select nope from __dbt__cte__e'
    expect(analysis([model('std_x', 'table', inlined)])).toEqual({})
    expect(analysis([model('e', 'ephemeral', 'select nope from raw.sales')]).refused).toBeDefined()
    const a = model('std_a', 'view', 'select x from std.std_b')
    expect(analysis([a, model('std_b', 'view', 'select x from std.std_a')])).toEqual({})
    expect(analysis([model('stg_x', 'view', 'select "$path" as file from raw.sales')])).toEqual({})
  })
})
