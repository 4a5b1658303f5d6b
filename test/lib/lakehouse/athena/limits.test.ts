import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '../../../../src/lib/lakehouse/athena/limits.js'
import type { TestLakehouse } from '../../../lakehouse.js'
import { query, select, startAthena } from './query.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await startAthena({ limitsOff: Object.keys(LIMITS) })
})

afterAll(() => lake.stop())

test('each limit can be switched off by its name', async () => {
  const long = 'x'.repeat(262144)
  expect(await select(lake, `SELECT length('${long}')`)).toEqual([['262144']])
  const digits = '(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)'
  await query(
    lake,
    `CREATE TABLE h WITH (external_location = 's3://lake/h/', partitioned_by = ARRAY['p']) AS
     SELECT a.v * 10 + b.v AS p, CAST(TIMESTAMP '2024-01-01 00:00:00' AS timestamp(6)) AS t
     FROM ${digits} AS a (v), ${digits} AS b (v) UNION ALL SELECT 100, NULL`,
  )
  expect(await select(lake, 'SELECT count(*), count(DISTINCT p), count(t) FROM h')).toEqual([['101', '101', '100']])
  await query(lake, "CREATE TABLE again WITH (external_location = 's3://lake/h/') AS SELECT 1 AS a")
})
