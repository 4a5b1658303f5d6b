import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportParquet } from '../../../../src/lib/warehouse/time-travel/export-parquet.js'
import { findDestination, type TravelRequest, travel } from '../../../../src/lib/warehouse/time-travel/travel.js'
import { createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'
import { recordingProgress } from '../../../support/progress.js'

let warehouse: IcebergWarehouse

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  const { query } = warehouse
  await query(createIceberg('std.std_sales', `select * from (values (1, 'a'), (2, 'b''c')) as t (id, old_name)`))
  await query('alter table std.std_sales change column old_name name string')
  await query(`insert into std.std_sales values (3, 'd')`)
})
afterAll(() => warehouse.stop())

const go = async (request: Partial<TravelRequest>, limit?: number) => {
  const { progress, updates } = recordingProgress()
  const wanted = { table: 'sales', point: '-1', limit, ...request }
  const destination = await findDestination(warehouse.connection, wanted, progress)
  return { ...(await travel(warehouse.connection, destination, limit, progress)), said: updates.join('\n') }
}

describe('rows as they were', () => {
  it('come with the names that the columns had then, and the snapshot that was chosen', async () => {
    const result = await go({})
    expect(result.columns.map(({ name }) => name)).toEqual(['id', 'old_name'])
    expect(result.rows).toHaveLength(2)
    expect(result).toMatchObject({ table: 'std.std_sales', snapshot: { operation: 'append', current: false } })
    expect(result.said).toContain(`Snapshot ${result.snapshot.id} (append), committed `)
  })

  it('are counted, chosen by a condition, limited, and of some columns only', async () => {
    expect((await go({ point: 'now', count: true })).rows).toEqual([['3']])
    expect((await go({ where: 'id > 1 -- the rest', columns: ['OLD_NAME'] })).rows).toEqual([["b'c"]])
    expect(await go({ point: 'now' }, 2)).toMatchObject({ complete: false, rows: [{}, {}] })
    expect(await go({}, 2)).toMatchObject({ complete: true })
  })

  it('go into a query of one’s own', async () => {
    const sql = 'select a.id from {table} a join std.std_sales b on a.id = b.id + 1'
    expect((await go({ sql })).rows).toEqual([['2']])
  })

  it('go into a Parquet file, with nothing left in the bucket', async () => {
    const path = join(warehouse.lakehouse.config.stateDir, 'then.parquet')
    const { progress } = recordingProgress()
    const { sql } = await findDestination(warehouse.connection, { table: 'sales', point: '-1' }, progress)
    const exported = await exportParquet(warehouse.connection, { sql, database: 'std', path }, progress)
    expect(exported).toMatchObject({ path, files: 1 })
    const duckdb = await (await DuckDBInstance.create()).connect()
    const rows = (await duckdb.runAndReadAll(`select * from '${path}' order by id`)).getRows()
    expect(rows).toEqual([
      [1, 'a'],
      [2, "b'c"],
    ])
    const list = new ListObjectsV2Command({ Bucket: 'mdw-local', Prefix: 'athena-results/unload/' })
    expect((await warehouse.clients.s3.send(list)).KeyCount).toBe(0)
    await expect(exportParquet(warehouse.connection, { sql, database: 'std', path }, progress)).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    })
    expect(existsSync(path)).toBe(true)
  })
})

it.each([
  [{ columns: ['name'] }, 'COLUMN_NOT_FOUND'],
  [{ sql: 'select 1' }, 'NO_TABLE_IN_QUERY'],
  [{ point: '2001-01-01' }, 'BEFORE_FIRST_SNAPSHOT'],
  [{ table: 'std_sale' }, 'TABLE_NOT_FOUND'],
  [{ where: 'nothing = 1' }, 'QUERY_FAILED'],
])('refuses %j', async (request, code) => {
  await expect(go(request)).rejects.toMatchObject({ code })
})
