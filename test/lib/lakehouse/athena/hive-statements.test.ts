import { CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { objectKeys, query, refusal, select, startAthena } from './query.js'

let lake: TestLakehouse
let number = 0
let table: string

beforeAll(async () => {
  lake = await startAthena()
})

afterAll(() => lake.stop())

beforeEach(() => {
  table = `h${++number}`
})

const ctas = (body: string, more = '') =>
  `CREATE TABLE db.${table} WITH (external_location = 's3://lake/${table}/'${more}) AS ${body}`

describe('CREATE TABLE AS', () => {
  test('writes Parquet by default, partitioned where asked to', async () => {
    const sql = ctas(
      "SELECT * FROM (VALUES (1, 'a', '2024'), (2, 'b', '2025'), (3, 'c', NULL)) AS v (id, s, y)",
      ", partitioned_by = ARRAY['y'], write_compression = 'SNAPPY'",
    )
    expect((await query(lake, sql)).results.UpdateCount).toBe(3)
    const { rows } = await query(lake, `SHOW PARTITIONS ${table}`)
    expect(rows.flat()).toEqual(['y=2024', 'y=2025', 'y=__HIVE_DEFAULT_PARTITION__'])
    expect(await select(lake, `SELECT * FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'a', '2024'],
      ['2', 'b', '2025'],
      ['3', 'c', null],
    ])
    expect(await select(lake, `SELECT * FROM "${table}$partitions" ORDER BY 1`)).toEqual([['2024'], ['2025'], [null]])
    expect(lake.catalog.table('db', table)).toMatchObject({
      partitionKeys: [{ name: 'y', type: 'varchar(4)' }],
      storageDescriptor: { serdeInfo: { serializationLibrary: expect.stringContaining('ParquetHiveSerDe') } },
    })
  })

  test.each([
    ['TEXTFILE', ", field_delimiter = ','"],
    ['JSON', ''],
    ['PARQUET', ", write_compression = 'ZSTD'"],
  ])('round trips %s', async (format, more) => {
    const columns =
      "1 AS i, 'x y' AS s, CAST(NULL AS varchar) AS n, 1.5e0 AS d, true AS b, DATE '2024-02-03' AS day, CAST(1.25 AS decimal(10, 2)) AS dec"
    await query(lake, ctas(`SELECT ${columns}`, `, format = '${format}'${more}`))
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([
      ['1', 'x y', null, '1.5', 'true', '2024-02-03', '1.25'],
    ])
  })

  test('is refused where Athena refuses it', async () => {
    await lake.objects.put('lake', `${table}/there`, 'x')
    expect(await refusal(lake, ctas('SELECT 1 AS a'))).toContain('HIVE_PATH_ALREADY_EXISTS')
    table = `h${++number}`
    const refusals: [string, string, string][] = [
      ['SELECT 1 AS p, 2 AS a', ", partitioned_by = ARRAY['p']", 'Partition keys must be the last columns'],
      [
        "SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS timestamp(6)) AS t",
        '',
        'NOT_SUPPORTED: Incorrect timestamp precision for timestamp(6); the configured precision is MILLISECONDS; column name: t',
      ],
      ['SELECT 1 AS a', ", format = 'ORC'", 'not supported'],
      ['SELECT 1 AS a', ', nosuch = 1', "'nosuch'"],
      ['SELECT 1 AS a', ", bucketed_by = ARRAY['a'], bucket_count = 2", 'bucketed_by'],
    ]
    for (const [body, more, message] of refusals) expect(await refusal(lake, ctas(body, more))).toContain(message)
  })

  test('goes where an enforcing work group says, and nowhere else', async () => {
    await lake.athena.send(
      new CreateWorkGroupCommand({
        Name: 'enforcing',
        Configuration: { ResultConfiguration: { OutputLocation: 's3://lake/enforced/' } },
      }),
    )
    await expect(query(lake, ctas('SELECT 1 AS a'), { WorkGroup: 'enforcing' })).rejects.toThrow(
      'enforces a centralized output location',
    )
    const { execution } = await query(lake, `CREATE TABLE ${table} AS SELECT 1 AS a`, { WorkGroup: 'enforcing' })
    const location = `s3://lake/enforced/tables/${execution.QueryExecutionId}/`
    expect(lake.catalog.table('db', table)!.storageDescriptor!.location).toBe(location)
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([['1']])
  })

  test('writes at most 100 partitions', async () => {
    const digits = '(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)'
    const body = `SELECT 1 AS a, a.v * 10 + b.v + c.v * 100 AS p FROM ${digits} AS a (v), ${digits} AS b (v), (VALUES 0, 1) AS c (v)`
    expect(await refusal(lake, ctas(body, ", partitioned_by = ARRAY['p']"))).toContain('HIVE_TOO_MANY_OPEN_PARTITIONS')
    expect(await objectKeys(lake, `${table}/`)).toEqual([])
  })
})

test('INSERT adds rows and partitions; UPDATE, DELETE and MERGE are refused', async () => {
  await query(lake, ctas("SELECT 1 AS id, 'a' AS p", ", partitioned_by = ARRAY['p']"))
  expect((await query(lake, `INSERT INTO ${table} (p, id) VALUES ('b', 2), ('a', 3)`)).results.UpdateCount).toBe(2)
  expect(await select(lake, `SELECT p, count(*) FROM ${table} GROUP BY p ORDER BY p`)).toEqual([
    ['a', '2'],
    ['b', '1'],
  ])
  const text = 'NOT_SUPPORTED: Modifying Hive table rows is only supported for transactional tables'
  expect(await refusal(lake, `DELETE FROM ${table} WHERE id = 1`)).toContain(text)
  expect(await refusal(lake, `UPDATE ${table} SET id = 1`)).toContain(text)
})

describe('external tables', () => {
  test('CSV with a header, dropped without its data', async () => {
    await lake.objects.put('lake', `${table}/1.csv`, 'id,name\n1,"a, ""b"""\n2,\n')
    await query(
      lake,
      `CREATE EXTERNAL TABLE IF NOT EXISTS \`db\`.\`${table}\` (\`id\` string, \`name\` string COMMENT 'the name')
       ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar' = ',')
       LOCATION 's3://lake/${table}/' TBLPROPERTIES ('skip.header.line.count' = '1')`,
    )
    expect(await select(lake, `SELECT * FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'a, "b"'],
      ['2', ''],
    ])
    await query(lake, `DROP TABLE ${table}`)
    expect(await objectKeys(lake, `${table}/`)).toEqual([`${table}/1.csv`])
    expect(await refusal(lake, `SELECT * FROM ${table}`)).toContain('TABLE_NOT_FOUND')
  })

  test('files that come and go are seen at once', async () => {
    await query(lake, `CREATE EXTERNAL TABLE ${table} (a int) LOCATION 's3://lake/${table}/'`)
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([])
    await lake.objects.put('lake', `${table}/x`, '1\n')
    await lake.objects.put('lake', `${table}/_hidden`, '2\n')
    await lake.objects.put('lake', `${table}/.hidden/x`, '3\n')
    await lake.objects.put('lake', `${table}/sub/x`, '4\n')
    await lake.objects.put('lake', `${table}2/x`, '5\n')
    expect(await select(lake, `SELECT * FROM ${table} ORDER BY a`)).toEqual([['1'], ['4']])
    await lake.objects.delete('lake', `${table}/x`)
    expect(await select(lake, `SELECT "$path" FROM ${table}`)).toEqual([[`s3://lake/${table}/sub/x`]])
  })

  test('partitions are added, repaired and dropped', async () => {
    await query(
      lake,
      `CREATE EXTERNAL TABLE ${table} (a int) PARTITIONED BY (d date, n int) LOCATION 's3://lake/${table}/'`,
    )
    await lake.objects.put('lake', `${table}/d=2024-01-01/n=1/x`, '1\n')
    await lake.objects.put('lake', `elsewhere/${table}/x`, '2\n')
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([])
    await query(lake, `MSCK REPAIR TABLE ${table}`)
    await query(
      lake,
      `ALTER TABLE ${table} ADD IF NOT EXISTS PARTITION (d = '2024-01-02', n = 2) LOCATION 's3://lake/elsewhere/${table}/'`,
    )
    expect(await select(lake, `SELECT a, d, n FROM ${table} WHERE d >= DATE '2024-01-01' ORDER BY a`)).toEqual([
      ['1', '2024-01-01', '1'],
      ['2', '2024-01-02', '2'],
    ])
    await query(lake, `ALTER TABLE ${table} DROP PARTITION (d = '2024-01-01', n = 1)`)
    expect((await query(lake, `SHOW PARTITIONS ${table}`)).rows).toEqual([['d=2024-01-02/n=2']])
    expect(await refusal(lake, `ALTER TABLE ${table} ADD PARTITION (d = '2024-01-02', n = 2)`)).toContain(
      'Partition already exists',
    )
  })

  test('projected partitions need no partition in Glue', async () => {
    await query(
      lake,
      `CREATE EXTERNAL TABLE ${table} (a int) PARTITIONED BY (day string, kind string, n int) LOCATION 's3://lake/${table}/'
       TBLPROPERTIES ('projection.enabled' = 'true', 'projection.day.type' = 'date', 'projection.day.format' = 'yyyy/MM/dd',
         'projection.day.range' = '2024/01/01,NOW', 'projection.kind.type' = 'enum', 'projection.kind.values' = 'x,y',
         'projection.n.type' = 'integer', 'projection.n.range' = '1,20', 'projection.n.digits' = '2',
         'storage.location.template' = 's3://lake/${table}/\${kind}/\${day}/\${n}')`,
    )
    await lake.objects.put('lake', `${table}/x/2024/05/06/07/f`, '1\n')
    await lake.objects.put('lake', `${table}/z/2024/05/06/07/f`, '2\n')
    await lake.objects.put('lake', `${table}/y/2023/05/06/07/f`, '3\n')
    await lake.objects.put('lake', `${table}/y/2024/05/06/7/f`, '4\n')
    await lake.objects.put('lake', `${table}/y/2024/05/06/21/f`, '5\n')
    await lake.objects.put('lake', `${table}/y/2024/05/07/20/f`, '6\n')
    expect(await select(lake, `SELECT a, day, kind, n FROM ${table} ORDER BY a`)).toEqual([
      ['1', '2024/05/06', 'x', '7'],
      ['6', '2024/05/07', 'y', '20'],
    ])
  })

  test('columns and properties are altered', async () => {
    await query(
      lake,
      `CREATE EXTERNAL TABLE ${table} (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/${table}/'`,
    )
    await lake.objects.put('lake', `${table}/x`, '1,b\n')
    await query(lake, `ALTER TABLE ${table} ADD COLUMNS (\`b\` string)`)
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([['1', 'b']])
    await query(lake, `ALTER TABLE ${table} REPLACE COLUMNS (x string)`)
    await query(lake, `ALTER TABLE ${table} SET TBLPROPERTIES ('note' = 'n')`)
    expect((await query(lake, `SHOW TBLPROPERTIES ${table}('note')`)).rows).toEqual([['n']])
    expect((await query(lake, `DESCRIBE ${table}`)).rows).toEqual([
      ['x                   \tstring              \t                    '],
    ])
  })
})

test('UNLOAD writes files and their manifest', async () => {
  const { execution } = await query(
    lake,
    `UNLOAD (SELECT 1 AS a, 'x' AS b) TO 's3://lake/${table}/' WITH (format = 'TEXTFILE', compression = 'NONE', field_delimiter = '|')`,
  )
  const keys = await objectKeys(lake, `${table}/`)
  expect(keys).toHaveLength(1)
  expect((await lake.objects.read('lake', keys[0]!)).toString()).toBe('1|x\n')
  const manifest = execution.Statistics!.DataManifestLocation!.slice('s3://lake/'.length)
  expect((await lake.objects.read('lake', manifest)).toString()).toBe(`s3://lake/${keys[0]}\n`)
})

describe('OpenCSVSerde on odd files', () => {
  test.each([
    ['escaped quotes', '1,"a\\"b",c\n', ['1', 'a"b', 'c']],
    ['an escaped escape, and a lone one', '"C:\\\\x",C:\\x,"\\d"\n', ['C:\\x', 'C:x', 'd']],
    ['blanks before a quote', 'abc, "x, y",2\n', ['abc', 'x, y', '2']],
  ])('%s', async (_, line, cells) => {
    await lake.objects.put('lake', `${table}/1.csv`, `h1,h2,h3\nplain,"q ""q""",\n${line}`)
    await query(
      lake,
      `CREATE EXTERNAL TABLE ${table} (a string, b string, c string)
       ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://lake/${table}/'
       TBLPROPERTIES ('skip.header.line.count' = '1')`,
    )
    const rows = await select(lake, `SELECT *, "$path" FROM ${table}`)
    expect(rows).toContainEqual([...cells, `s3://lake/${table}/1.csv`])
    expect(rows).toContainEqual(['plain', 'q "q"', '', `s3://lake/${table}/1.csv`])
  })

  test('a line is a row: a quoted value does not go on in the next one', async () => {
    await lake.objects.put('lake', `${table}/1.csv`, '1,"two\nlines",x\n\n2\n')
    await query(
      lake,
      `CREATE EXTERNAL TABLE ${table} (a string, b string, c string)
       ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://lake/${table}/'`,
    )
    expect(await select(lake, `SELECT * FROM ${table}`)).toEqual([
      ['1', null, null],
      [null, null, null],
      ['', null, null],
      ['2', null, null],
    ])
  })
})
