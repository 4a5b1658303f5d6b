import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diff } from '../../../../src/lib/warehouse/diff/diff.js'
import { renderDiff } from '../../../../src/lib/warehouse/diff/render.js'
import { history } from '../../../../src/lib/warehouse/history/history.js'
import { createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'
import { recordingProgress } from '../../../support/progress.js'

let warehouse: IcebergWarehouse

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  const { query, connection } = warehouse
  const rows = `values (1, 'a', 1.5), (2, 'b', 2.5), (3, 'c', null)`
  await query(createIceberg('cur.fct_prices', `select * from (${rows}) as t (id, name, price)`))
  await query(`update cur.fct_prices set price = 9.5 where id = 2`)
  await query('alter table cur.fct_prices add columns (region string)')
  await query(`insert into cur.fct_prices values (4, 'd', 4.5, 'north')`)
  await query('delete from cur.fct_prices where id = 1')
  const target = join(connection.project.dbtFolder, 'target')
  mkdirSync(target, { recursive: true })
  const model = {
    ...{ resource_type: 'model', schema: 'cur', alias: 'fct_prices', name: 'fct_prices' },
    config: { unique_key: 'id' },
  }
  writeFileSync(join(target, 'manifest.json'), JSON.stringify({ nodes: { 'model.shop.fct_prices': model } }))
})
afterAll(() => warehouse.stop())

const compare = (from: string, more: { to?: string; key?: string[]; sample?: number } = {}) =>
  diff(warehouse.connection, { table: 'prices', from, sample: 5, ...more }, recordingProgress().progress)

describe('two states of a table', () => {
  it('are compared by dbt’s key: rows, columns, a sample, the schema', async () => {
    const result = await compare('-3')
    expect(result).toMatchObject({
      ...{ table: 'cur.fct_prices', key: ['id'], keySource: 'dbt unique_key', different: true },
      rows: { added: 1, removed: 1, changed: 1, same: 1, repeated: 0 },
      columns: [{ column: 'price', changed: 1 }],
      schemaChanges: [{ change: 'added', column: 'region', type: 'string' }],
    })
    expect(result.sample).toContainEqual({
      ...{ kind: 'changed', times: 1, key: { id: '2' } },
      values: { price: { from: '2.5', to: '9.5' } },
    })
    const text = renderDiff(result)
    expect(text).toContain('+ 1 added   - 1 removed   ~ 1 changed   1 the same   (key id (dbt unique_key))')
    expect(text).toContain('~ id=2: price 2.5 → 9.5')
    expect(text).toContain('+ region string')
  })

  it('are compared by a given key, in either direction', async () => {
    const result = await compare('-1', { to: '-3', key: ['name'] })
    expect(result).toMatchObject({ keySource: '--key', rows: { added: 0, removed: 1, changed: 1 } })
    expect(result.schemaChanges).toEqual([{ change: 'dropped', column: 'region', type: 'string' }])
  })

  it('have no differences where they are the same', async () => {
    expect(await compare('now')).toMatchObject({ different: false, bytesScanned: 0 })
    expect(renderDiff(await compare('now'))).toBe('No differences (key id (dbt unique_key)).\n')
  })
})

describe('the history', () => {
  it('says of each state what it changed, in rows, files and schema', async () => {
    const { entries } = await history(warehouse.connection, 'prices', 'UTC')
    expect(entries.map(entry => [entry.rowsAdded, entry.rowsRemoved, entry.rows])).toEqual([
      [0, 1, 3],
      [1, 0, 4],
      [1, 1, 3],
      [3, 0, 3],
    ])
    expect(entries.map(({ current }) => current)).toEqual([true, false, false, false])
    expect(entries[1]!.schemaChanges).toEqual([{ change: 'added', column: 'region', type: 'string' }])
  })
})
