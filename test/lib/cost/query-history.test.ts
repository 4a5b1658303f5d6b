import { afterAll, beforeAll, expect, it } from 'vitest'
import { paidQueries } from '../../../src/lib/cost/query-history.js'
import { provision } from '../../../src/lib/warehouse/provision/provision.js'
import { runQuery } from '../../../src/lib/warehouse/query.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await testLakehouse()
  await provision({ ...lake, sources: [] })
})
afterAll(() => lake?.stop())

it('reads what Athena takes money for: selects and CREATE TABLE AS, no DDL, nothing that failed', async () => {
  const { clients, environment } = lake
  const dbt = '-- /* {"app": "dbt", "node_id": "model.shop.daily"} */\n'
  const location = "location = 's3://mdw-local/std/daily/', is_external = false"
  const run = (sql: string) => runQuery(clients, environment, { sql })
  await run(`${dbt}create table std.daily with (table_type = 'ICEBERG', ${location}) as select 1 as id`)
  await run(`${dbt}select * from std.daily`)
  await run('create view stg.daily as select * from std.daily')
  await run('select 1')
  await expect(run('select nope')).rejects.toThrow()
  const queries = await paidQueries(lake, new Date(Date.now() - 60_000))
  // Nothing was scanned for the table: it was made of a constant.
  expect(queries.map(({ node }) => node).sort()).toEqual(['model.shop.daily', null])
  expect(queries.find(({ node }) => node !== null)?.bytesScanned).toBeGreaterThan(0)
  expect(await paidQueries(lake, new Date(Date.now() + 60_000))).toEqual([])
})
