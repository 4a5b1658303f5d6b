import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, objectKeys, query, refusal, select, startAthena } from './query.js'

let lake: TestLakehouse
let number = 0
let table: string

beforeAll(async () => {
  lake = await startAthena()
})

afterAll(() => lake.stop())

beforeEach(() => {
  table = `t${++number}`
})

const ctas = (body: string, more = '') =>
  `CREATE TABLE db.${table} WITH (table_type = 'ICEBERG', is_external = false, location = 's3://lake/${table}'${more}) AS ${body}`

const snapshots = () =>
  lake.iceberg.load({ database: 'db', name: table }).metadata.snapshots.map(snapshot => snapshot.summary.operation)

describe('CREATE TABLE AS', () => {
  test('makes one snapshot, counts its rows and is found in Glue', async () => {
    const made = await query(
      lake,
      ctas("SELECT * FROM (VALUES (1, 'x', DATE '2024-01-01'), (2, NULL, NULL)) AS v (id, s, d)"),
    )
    expect(made.results.UpdateCount).toBe(2)
    expect(made.execution.SubstatementType).toBe('CREATE_TABLE_AS_SELECT')
    expect(await select(lake, `SELECT * FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'x', '2024-01-01'],
      ['2', null, null],
    ])
    expect(snapshots()).toEqual(['append'])
    expect(lake.catalog.table('db', table)).toMatchObject({
      tableType: 'EXTERNAL_TABLE',
      parameters: { table_type: 'ICEBERG', metadata_location: expect.stringContaining(`s3://lake/${table}/metadata/`) },
    })
  })

  test('partitions by columns and transforms', async () => {
    await query(
      lake,
      ctas(
        "SELECT id, CAST(TIMESTAMP '2024-01-02 10:00:00' AS timestamp(6)) AS ts, 'p' || CAST(id AS varchar) AS p FROM (VALUES 1, 2) AS v (id)",
        ", partitioning = ARRAY['p', 'day(ts)', 'bucket(id, 4)']",
      ),
    )
    const keys = await objectKeys(lake, `${table}/data/`)
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/\/p=p1\/ts_day=[^/]+\/id_bucket=\d\//)
    expect(await select(lake, `SELECT id FROM ${table} WHERE p = 'p2'`)).toEqual([['2']])
  })

  test('leaves nothing behind when it fails', async () => {
    expect(await refusal(lake, ctas('SELECT 1 / (v - 1) AS n FROM (VALUES 2, 1) AS t (v)'))).toContain(
      'DIVISION_BY_ZERO',
    )
    expect(lake.catalog.table('db', table)).toBeUndefined()
    expect(await objectKeys(lake, `${table}/`)).toEqual([])
  })

  test('is refused where Athena refuses it', async () => {
    const refusals: [string, string, string][] = [
      ['SELECT 1 AS a', ", nosuch = 'x'", "table property 'nosuch' does not exist"],
      ["SELECT TIMESTAMP '2024-01-01 00:00:00.000' AS t", '', 'Timestamp precision (3) not supported for Iceberg'],
      ['SELECT 1 AS a', ", partitioning = ARRAY['b']", 'Cannot find source column: b'],
      ['SELECT 1 AS a', ", format = 'ORC'", 'ORC'],
    ]
    for (const [body, more, message] of refusals) expect(await refusal(lake, ctas(body, more))).toContain(message)
    const external = `CREATE TABLE ${table} WITH (table_type = 'ICEBERG', is_external = true, location = 's3://lake/x') AS SELECT 1 AS a`
    expect(await refusal(lake, external)).toContain("'is_external' must be false")
  })

  test('writes at most 100 partitions', async () => {
    const digits = '(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)'
    const body = `SELECT a.v * 10 + b.v AS p FROM ${digits} AS a (v), ${digits} AS b (v) UNION ALL SELECT 100`
    expect(await refusal(lake, ctas(body, ", partitioning = ARRAY['p']"))).toContain('ICEBERG_TOO_MANY_OPEN_PARTITIONS')
    expect(lake.catalog.table('db', table)).toBeUndefined()
  })
})

describe('changes', () => {
  beforeEach(async () => {
    await query(lake, ctas("SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) AS v (id, s)"))
  })

  test('each statement is one snapshot and tells its rows', async () => {
    const counts: number[] = []
    for (const sql of [
      `INSERT INTO ${table} VALUES (4, 'd')`,
      `INSERT INTO ${table} (s) VALUES ('e')`,
      `UPDATE ${table} SET s = 'z' WHERE id < 3`,
      `DELETE FROM ${table} WHERE id = 3`,
      `MERGE INTO ${table} AS t USING (VALUES (1, 'm', false), (2, '', true), (9, 'n', false)) AS u (id, s, gone) ON t.id = u.id
        WHEN MATCHED AND u.gone THEN DELETE WHEN MATCHED THEN UPDATE SET s = u.s
        WHEN NOT MATCHED THEN INSERT (id, s) VALUES (u.id, u.s)`,
    ])
      counts.push((await query(lake, sql)).results.UpdateCount!)
    expect(counts).toEqual([1, 1, 2, 1, 3])
    expect(await select(lake, `SELECT * FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'm'],
      ['4', 'd'],
      ['9', 'n'],
      [null, 'e'],
    ])
    expect(snapshots()).toEqual(['append', 'append', 'append', 'overwrite', 'delete', 'overwrite'])
  })

  test('deleting all rows of files takes the files, without delete files', async () => {
    await query(lake, `INSERT INTO ${table} VALUES (10, 'x'), (11, 'x')`)
    await query(lake, `DELETE FROM ${table} WHERE id = 1`)
    expect((await query(lake, `DELETE FROM ${table} WHERE id < 10`)).results.UpdateCount).toBe(2)
    const { summary } = lake.iceberg.load({ database: 'db', name: table }).metadata.snapshots.at(-1)!
    expect(summary).toMatchObject({
      operation: 'delete',
      'deleted-data-files': '1',
      'removed-delete-files': '1',
      'total-data-files': '1',
      'total-delete-files': '0',
    })
    expect(await select(lake, `SELECT content, record_count FROM "${table}$files"`)).toEqual([['0', '2']])
    expect((await query(lake, `DELETE FROM ${table}`)).results.UpdateCount).toBe(2)
    expect((await query(lake, `DELETE FROM ${table}`)).results.UpdateCount).toBe(0)
    expect(await select(lake, `SELECT count(*) FROM ${table}`)).toEqual([['0']])
    expect(snapshots()).toEqual(['append', 'append', 'delete', 'delete', 'delete'])
  })

  test('older snapshots stay readable by id and time', async () => {
    const { metadata } = lake.iceberg.load({ database: 'db', name: table })
    await new Promise(resolve => setTimeout(resolve, 5))
    await query(lake, `DELETE FROM ${table} WHERE id > 1`)
    const id = metadata.snapshots[0]!['snapshot-id']
    expect(await select(lake, `SELECT count(*) FROM ${table} FOR VERSION AS OF ${id}`)).toEqual([['3']])
    expect(await select(lake, `SELECT count(*) FROM ${table}`)).toEqual([['1']])
    expect(
      await refusal(lake, `SELECT * FROM ${table} FOR TIMESTAMP AS OF TIMESTAMP '2000-01-01 00:00:00 UTC'`),
    ).toContain('INVALID_ARGUMENTS')
    expect(await select(lake, `SELECT operation FROM "${table}$snapshots" ORDER BY committed_at`)).toEqual([
      ['append'],
      ['delete'],
    ])
  })

  test('a duplicate source row in MERGE is refused', async () => {
    const sql = `MERGE INTO ${table} AS t USING (VALUES (1, 'x'), (1, 'y')) AS u (id, s) ON t.id = u.id WHEN MATCHED THEN UPDATE SET s = u.s`
    expect(await refusal(lake, sql)).toContain('MERGE_TARGET_ROW_MULTIPLE_MATCHES')
    expect(snapshots()).toEqual(['append'])
  })

  test('columns are added, renamed, widened, dropped; the data follows', async () => {
    await query(lake, `ALTER TABLE ${table} ADD COLUMNS (extra int COMMENT 'more')`)
    await query(lake, `INSERT INTO ${table} VALUES (4, 'd', 7)`)
    await query(lake, `ALTER TABLE ${table} CHANGE COLUMN extra renamed bigint`)
    expect(await select(lake, `SELECT id, renamed FROM ${table} WHERE renamed = 7`)).toEqual([['4', '7']])
    await query(lake, `ALTER TABLE ${table} DROP COLUMN s`)
    const { rows } = await query(lake, `SELECT * FROM ${table} ORDER BY id`)
    expect(rows).toEqual([
      ['id', 'renamed'],
      ['1', null],
      ['2', null],
      ['3', null],
      ['4', '7'],
    ])
  })

  test('a renamed table keeps its data; a dropped one loses it', async () => {
    await query(lake, `ALTER TABLE \`db\`.\`${table}\` RENAME TO \`db\`.\`${table}_new\``)
    expect(await select(lake, `SELECT count(*) FROM ${table}_new`)).toEqual([['3']])
    await query(lake, `DROP TABLE ${table}_new`)
    expect(await objectKeys(lake, `${table}/`)).toEqual([])
  })

  test('OPTIMIZE makes few files of many, VACUUM removes what no snapshot reaches', async () => {
    for (const n of [4, 5, 6, 7, 8, 9]) await query(lake, `INSERT INTO ${table} VALUES (${n}, 'x')`)
    await query(lake, `DELETE FROM ${table} WHERE id = 4`)
    await query(lake, `OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`)
    expect(snapshots().at(-1)).toBe('replace')
    expect(await select(lake, `SELECT count(*), count(DISTINCT "$path") FROM ${table}`)).toEqual([['8', '1']])
    await query(
      lake,
      `ALTER TABLE ${table} SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds' = '0', 'vacuum_min_snapshots_to_keep' = '1')`,
    )
    await new Promise(resolve => setTimeout(resolve, 5))
    await query(lake, `VACUUM ${table}`)
    expect(snapshots()).toEqual(['replace'])
    expect(await objectKeys(lake, `${table}/data/`)).toHaveLength(1)
    expect(await select(lake, `SELECT count(*) FROM ${table}`)).toEqual([['8']])
  })
})

test('CREATE TABLE makes an empty Iceberg table with transforms in either order', async () => {
  await query(
    lake,
    `CREATE TABLE db.${table} (id bigint, ts timestamp, s string COMMENT 'text', m map<string,int>)
     PARTITIONED BY (DAY(ts), bucket(8, id)) LOCATION 's3://lake/${table}/'
     TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'snappy')`,
  )
  expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([])
  await query(lake, `INSERT INTO ${table} VALUES (1, TIMESTAMP '2024-01-01 00:00:00', 'x', MAP(ARRAY['k'], ARRAY[1]))`)
  expect(await select(lake, `SELECT id, m['k'] FROM ${table}`)).toEqual([['1', '1']])
  const { rows } = await query(lake, `SHOW CREATE TABLE ${table}`)
  expect(rows.flat().join('\n')).toContain('PARTITIONED BY (day(`ts`), bucket(8, `id`))')
})

test('writers on two tables do not wait for each other, and two on one table both come through', async () => {
  await query(lake, ctas('SELECT 0 AS id'))
  const results = await Promise.all(
    Array.from({ length: 6 }, (_, i) => execute(lake, `INSERT INTO ${table} VALUES (${i + 1})`)),
  )
  expect(results.map(execution => execution.Status!.State)).toEqual(Array(6).fill('SUCCEEDED'))
  expect(await select(lake, `SELECT count(*), sum(id) FROM ${table}`)).toEqual([['7', '21']])
})
