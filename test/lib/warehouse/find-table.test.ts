import { describe, expect, it } from 'vitest'
import { chooseTable, type FoundTable } from '../../../src/lib/warehouse/find-table.js'

const table = (database: string, name: string, kind: FoundTable['kind'] = 'iceberg'): FoundTable => ({
  ...{ database, name, kind, glue: { Name: name } },
})
const tables = [
  table('raw', 'sales', 'csv'),
  table('raw', 'countries', 'csv'),
  table('stg', 'stg_sales', 'view'),
  table('std', 'std_sales'),
  table('std', 'dim_product'),
  table('cur', 'fct_daily_sales'),
  table('cur', 'fct_monthly_product'),
  table('cur', 'fct_daily_sales__dbt_tmp'),
]
const find = (name: string) => chooseTable(tables, name, name.slice(name.lastIndexOf('.') + 1))

describe('tables by short names', () => {
  it.each([
    ['fct_daily_sales', 'cur.fct_daily_sales'],
    ['daily_sales', 'cur.fct_daily_sales'],
    ['sales', 'std.std_sales'],
    ['product', 'std.dim_product'],
    ['fct_daily_sales__dbt_tmp', 'cur.fct_daily_sales__dbt_tmp'],
  ])('%s is %s', (name, expected) => {
    const found = find(name)
    expect(`${found.database}.${found.name}`).toBe(expected)
  })

  it('names the candidates where there are several', () => {
    expect(() => chooseTable([table('std', 'dim_x'), table('cur', 'fct_x')], 'x', 'x')).toThrow(
      expect.objectContaining({ code: 'TABLE_AMBIGUOUS', data: { candidates: ['std.dim_x', 'cur.fct_x'] } }),
    )
  })

  it.each([
    ['stg_sales', 'view'],
    ['countries', 'Hive table'],
  ])('says why not for %s', (name, kind) => {
    expect(() => find(name)).toThrow(
      expect.objectContaining({ code: 'NOT_ICEBERG', exitCode: 2, message: expect.stringContaining(kind) }),
    )
  })

  it('suggests what is like it', () => {
    expect(() => find('sale')).toThrow(
      expect.objectContaining({
        code: 'TABLE_NOT_FOUND',
        data: { similar: ['std.std_sales', 'cur.fct_daily_sales'] },
      }),
    )
  })
})
