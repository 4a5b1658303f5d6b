import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, query, refusal, select, startAthena } from './query.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await startAthena()
  await query(
    lake,
    `CREATE EXTERNAL TABLE db.csv (id string COMMENT 'key', name string) COMMENT 'raw' PARTITIONED BY (day date)
     ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar' = ';')
     LOCATION 's3://lake/csv/' TBLPROPERTIES ('skip.header.line.count' = '1')`,
  )
  await query(
    lake,
    "CREATE TABLE ice (id int, ts timestamp) PARTITIONED BY (month(ts)) LOCATION 's3://lake/ice/' TBLPROPERTIES ('table_type' = 'iceberg')",
  )
  await query(lake, "CREATE VIEW seen AS SELECT id, upper(name) AS name FROM csv WHERE id <> 'x'")
})

afterAll(() => lake.stop())

const lines = async (sql: string) => (await query(lake, sql)).rows.flat()

describe('SHOW and DESCRIBE', () => {
  test('list names', async () => {
    expect(await lines('SHOW DATABASES')).toEqual(['db'])
    expect(await lines('SHOW TABLES')).toEqual(['csv', 'ice', 'seen'])
    expect(await lines("SHOW TABLES IN db 'c*|i*'")).toEqual(['csv', 'ice'])
    expect(await lines('SHOW VIEWS')).toEqual(['seen'])
    expect((await lines('SHOW COLUMNS IN csv')).map(name => name!.trim())).toEqual(['id', 'name', 'day'])
  })

  test('describe columns, padded, partition columns apart', async () => {
    const described = await lines('DESCRIBE csv')
    expect(described[0]).toBe('id                  \tstring              \tkey                 ')
    expect(described.map(line => line!.split('\t')[0]!.trim())).toEqual([
      'id',
      'name',
      'day',
      '',
      '# Partition Information',
      '# col_name',
      '',
      'day',
    ])
    expect((await lines('DESCRIBE ice')).map(line => line!.split('\t').map(cell => cell.trim()))).toContainEqual([
      'ts_month',
      'month',
      'ts',
    ])
  })

  test('print the statement that makes a table', async () => {
    const { rows, execution } = await query(lake, 'SHOW CREATE TABLE csv')
    expect(rows.flat()).toEqual(
      expect.arrayContaining(['CREATE EXTERNAL TABLE `db.csv`(', 'LOCATION', "  's3://lake/csv/'"]),
    )
    expect(execution).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'SHOW_CREATE_TABLE' })
    expect(execution.ResultConfiguration!.OutputLocation).toMatch(/\.txt$/)
    expect((await lines('SHOW CREATE VIEW seen')).join('\n')).toContain(
      "SELECT id, upper(name) AS name FROM csv WHERE id <> 'x'",
    )
  })

  test('say what is not there', async () => {
    expect(await refusal(lake, 'DESCRIBE nosuch')).toBe(
      'FAILED: SemanticException [Error 10001]: Table not found db.nosuch',
    )
    expect(await refusal(lake, 'SHOW TABLES IN nosuch')).toContain('Database does not exist: nosuch')
    expect(await refusal(lake, 'SHOW PARTITIONS ice')).toContain('is not a partitioned table')
    expect(await refusal(lake, 'SHOW FUNCTIONS')).toContain('SHOW FUNCTIONS is not supported')
  })
})

describe('views', () => {
  test('are stored as Trino stores them and read back', async () => {
    await lake.objects.put('lake', 'csv/day=2024-01-01/x', 'id;name\n1;ann\nx;y\n')
    await query(lake, 'MSCK REPAIR TABLE csv')
    expect(await select(lake, 'SELECT * FROM seen')).toEqual([['1', 'ANN']])
    const table = lake.catalog.table('db', 'seen')!
    expect(table).toMatchObject({ tableType: 'VIRTUAL_VIEW', parameters: { presto_view: 'true' } })
    const encoded = /^\/\* Presto View: (.*) \*\/$/.exec(table.viewOriginalText!)![1]!
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toMatchObject({
      catalog: 'awsdatacatalog',
      schema: 'db',
      columns: [
        { name: 'id', type: 'varchar' },
        { name: 'name', type: 'varchar' },
      ],
    })
    expect(table.storageDescriptor!.columns).toEqual([
      { name: 'id', type: 'string' },
      { name: 'name', type: 'string' },
    ])
  })

  test('are replaced when asked to only, and stand on each other', async () => {
    await query(lake, 'CREATE VIEW top AS SELECT name FROM seen')
    expect(await refusal(lake, 'CREATE VIEW top AS SELECT 1 AS a')).toContain('View already exists')
    await query(lake, "CREATE OR REPLACE VIEW top AS SELECT name || '!' AS loud FROM seen")
    expect(await select(lake, 'SELECT loud FROM top')).toEqual([['ANN!']])
    expect(await refusal(lake, 'DROP TABLE top')).toContain('Cannot drop a view with DROP TABLE')
    await query(lake, 'DROP VIEW top')
    await query(lake, 'DROP VIEW IF EXISTS top')
    expect(await refusal(lake, 'CREATE VIEW ice AS SELECT 1 AS a')).toContain('TABLE_ALREADY_EXISTS')
    expect(await refusal(lake, 'DROP VIEW ice')).toContain('Did you mean DROP TABLE')
  })
})

test('information_schema describes what Glue holds', async () => {
  expect(
    await select(
      lake,
      "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'db' ORDER BY 1",
    ),
  ).toEqual([
    ['csv', 'BASE TABLE'],
    ['ice', 'BASE TABLE'],
    ['seen', 'VIEW'],
  ])
  const columns =
    "SELECT column_name, ordinal_position, data_type, extra_info FROM information_schema.columns WHERE table_schema = 'db'"
  expect(await select(lake, `${columns} AND table_name IN ('csv', 'ice') ORDER BY table_name, 2`)).toEqual([
    ['id', '1', 'varchar', null],
    ['name', '2', 'varchar', null],
    ['day', '3', 'date', 'partition key'],
    ['id', '1', 'integer', null],
    ['ts', '2', 'timestamp(6)', null],
  ])
})

test('databases are made, described and dropped', async () => {
  await query(
    lake,
    "CREATE DATABASE IF NOT EXISTS other COMMENT 'c' LOCATION 's3://lake/other/' WITH DBPROPERTIES ('k' = 'v')",
  )
  expect(lake.catalog.database('other')).toMatchObject({
    description: 'c',
    locationUri: 's3://lake/other/',
    parameters: { k: 'v' },
  })
  expect(await refusal(lake, 'CREATE DATABASE other')).toContain('already exists')
  await query(lake, "ALTER DATABASE other SET DBPROPERTIES ('k' = 'w')")
  expect(lake.catalog.database('other')!.parameters).toEqual({ k: 'w' })
  await query(lake, "CREATE EXTERNAL TABLE other.t (a int) LOCATION 's3://lake/other/t/'")
  expect(await refusal(lake, 'DROP DATABASE other')).toContain('is not empty')
  await query(lake, 'DROP DATABASE other CASCADE')
  expect(lake.catalog.database('other')).toBeUndefined()
})

test('EXPLAIN shows a plan and checks a query without running it', async () => {
  expect((await lines('EXPLAIN SELECT id FROM csv')).join('\n')).toContain('Output layout: [id:varchar]')
  expect(await refusal(lake, 'EXPLAIN SELECT nosuch FROM csv')).toContain('COLUMN_NOT_FOUND')
})

test('faults on demand strike as often as asked, and only where they match', async () => {
  const { faults } = lake
  faults.add({ kind: 'ICEBERG_COMMIT_ERROR', times: 1, match: 'into ICE' })
  const failed = await execute(lake, "INSERT INTO ice VALUES (1, TIMESTAMP '2024-01-01 00:00:00')")
  expect(failed.Status).toMatchObject({ State: 'FAILED', AthenaError: { ErrorType: 233, Retryable: true } })
  await query(lake, "INSERT INTO ice VALUES (1, TIMESTAMP '2024-01-01 00:00:00')")
  expect(faults.list()).toEqual([])
  faults.add({ kind: 'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED', times: 1 })
  const optimize = 'OPTIMIZE ice REWRITE DATA USING BIN_PACK'
  expect(await refusal(lake, optimize)).toContain('ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED')
  await query(lake, optimize)
  faults.add({ kind: 'THROTTLING', times: 1 })
  await expect(query(lake, 'SELECT 1')).rejects.toMatchObject({ name: 'TooManyRequestsException' })
  const slow = faults.add({ kind: 'SLOW_QUERY', delayMillis: 300, match: 'select 2' })
  const { execution } = await query(lake, 'SELECT 2')
  expect(execution.Statistics!.TotalExecutionTimeInMillis).toBeGreaterThanOrEqual(300)
  expect(faults.remove(slow.id)).toBe(true)
  faults.add({ kind: 'S3_SLOW_DOWN', times: 1, match: '/slow/' })
  const put = () => lake.s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'slow/x', Body: 'x' }))
  await expect(put()).rejects.toMatchObject({ name: 'SlowDown' })
  await put()
})
