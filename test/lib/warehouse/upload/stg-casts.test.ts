import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { type RawTable, readRawSources } from '../../../../src/lib/project/raw-sources.js'
import { readStgCasts } from '../../../../src/lib/warehouse/upload/stg-casts/read-casts.js'
import { CastJudge } from '../../../../src/lib/warehouse/upload/validate/cast-judge.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

const table = (columns: { name: string; cast?: string }[]): RawTable => ({
  name: 'orders',
  columns: columns.map(column => ({ type: 'string', ...column })),
  location: 'raw/orders/',
  csv: { separator: ',', quote: '"', escape: '\\', skipHeaderLines: 1 },
  partitionedBy: [],
  file: 'orders.yml',
  line: 1,
})

const MACRO = `{#- Missing values. -#}
{% macro present(column) -%}
    case when lower(trim({{ column }})) in ('', 'n/a') then null else trim({{ column }}) end
{%- endmacro %}
{% macro amount(column) %}replace({{ present('x') }}, ',', '') {% endmacro %}`

function casts(sql: string, columns = ['Id', 'Day', 'Amount', 'Note'].map(name => ({ name }))) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'macros'))
  mkdirSync(join(folder, 'models', 'stg'), { recursive: true })
  writeFileSync(join(folder, 'macros', 'present.sql'), MACRO)
  writeFileSync(join(folder, 'models', 'stg', 'stg_orders.sql'), sql)
  return readStgCasts(folder, [table(columns)]).get('orders')!
}

describe('the casts of a model', () => {
  it('are those of the sample, all of which have a plain form', () => {
    const dbt = join(packageRoot, 'dbt')
    const found = readStgCasts(dbt, readRawSources(dbt))
    expect(found.get('sales')!.map(({ column, problem }) => `${column} ${problem}`)).toEqual([
      'SalesID cannot be read as bigint: NULL in stg_sales',
      ...['SalesPersonID', 'CustomerID', 'ProductID', 'Quantity'].map(
        name => `${name} cannot be read as integer: NULL in stg_sales`,
      ),
      'Discount cannot be read as decimal(5,4): NULL in stg_sales',
      'TotalPrice cannot be read as decimal(18,4): NULL in stg_sales',
      'SalesDate cannot be read as timestamp: NULL in stg_sales',
    ])
    const all = [...found.values()].flat()
    expect(all).toHaveLength(23)
    expect(all.filter(({ plain }) => plain === undefined)).toEqual([])
  })

  it('come through macros and common table expressions', () => {
    const found = casts(`{{ config(materialized='view') }}
      with source as (select * from {{ source('raw', 'orders') }}),
      named as (select try_cast({{ present('id') }} as integer) as id, s.note as note from source as s)
      select * from named`)
    expect(found).toMatchObject([{ column: 'Id', alias: 's', plain: { kind: 'number', digits: 9 } }])
    expect(found[0]!.values[0]).toContain("in ('', 'n/a')")
  })

  it.each([
    ['a join', "select try_cast(o.id as integer) as id from {{ source('raw', 'orders') }} o join x on true"],
    ['statements of Jinja', "{% if target.name == 'x' %}select 1{% endif %}"],
    ['SQL that is none', "select try_cast(id as integer from {{ source('raw', 'orders') }}"],
    ['another table', "select try_cast(id as integer) as id from {{ source('raw', 'others') }}"],
    ['a macro of a package', "select {{ dbt_utils.safe('id') }} as id from {{ source('raw', 'orders') }}"],
    ['text', "select trim(id) as id, upper(note) as note from {{ source('raw', 'orders') }}"],
    ['text beside the cast', "select try_cast(id as integer) as a, id as b from {{ source('raw', 'orders') }}"],
    ['two columns', "select try_cast(id || note as integer) as a from {{ source('raw', 'orders') }}"],
  ])('are not known of %s', (_, sql) => expect(casts(sql)).toEqual([]))

  it('give way to the cast that a column declares', () => {
    const sql = "select try_cast(id as integer) as id from {{ source('raw', 'orders') }}"
    expect(casts(sql, [{ name: 'Id', cast: 'bigint' } as { name: string }])).toMatchObject([
      { problem: 'cannot be read as bigint', plain: { digits: 18 } },
    ])
  })
})

describe('values that a cast loses', () => {
  const SQL = `select
      try_cast(try_cast({{ present('id') }} as double) as integer) as id,
      cast(coalesce(try(date_parse({{ present('day') }}, '%d.%m.%Y')), try(date_parse({{ present('day') }}, '%Y-%m-%d'))) as date) as day,
      try_cast(replace({{ present('amount') }}, ',', '') as decimal(8,2)) as amount,
      coalesce(try_cast(note as integer), 0) as note
    from {{ source('raw', 'orders') }}`

  it.each([
    ['Id', ['1', ' 7 ', '7.0', 'n/a', '', '  ', 'x', '99999999999'], ['x', '99999999999']],
    ['Day', ['31.12.2024', '2024-12-31', 'N/A', '31.02.2024', '12/31/2024'], ['31.02.2024', '12/31/2024']],
    ['Amount', ['1,234.50', '7', '-.5', '1.234,50', '9999999.99'], ['9999999.99']],
    ['Note', ['x', '1'], []],
  ])('%s', async (column, values, lost) => {
    const judge = new CastJudge()
    const cast = casts(SQL).find(one => one.column === column)!
    expect([...(await judge.lost(cast, values))].sort()).toEqual([...lost].sort())
    expect([...(await judge.lost(cast, values))].sort()).toEqual([...lost].sort())
    await judge.close()
  })
})
