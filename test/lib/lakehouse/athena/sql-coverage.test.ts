import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, query, refusal, select, startAthena } from './query.js'

let lake: TestLakehouse
beforeAll(async () => {
  lake = await startAthena()
})
afterAll(() => lake?.stop())

const OPEN_CSV = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
const LAZY = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'"
const JSON_SERDE = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"

/** An external table over one file. */
async function external(name: string, columns: string, format: string, content: string, more = '') {
  await lake.objects.put('lake', `${name}/data`, content)
  await query(lake, `CREATE EXTERNAL TABLE ${name} (${columns}) ${format} LOCATION 's3://lake/${name}/' ${more}`)
}

describe('external tables', () => {
  test('OpenCSV: header, quotes, escapes, no NULLs, and values that do not fit', async () => {
    const lines = ['id,name,n', '1,"a, ""b""",2', '2,,', '"3","it\\"s",7']
    const header = "TBLPROPERTIES ('skip.header.line.count' = '1')"
    await external('o', 'id string, name string, n string', OPEN_CSV, `${lines.join('\n')}\n`, header)
    expect(await select(lake, 'SELECT * FROM o ORDER BY id')).toEqual([
      ['1', 'a, "b"', '2'],
      ['2', '', ''],
      ['3', 'it"s', '7'],
    ])
    expect(await select(lake, "SELECT count(*), count(name) FROM o WHERE name IS NULL OR name = ''")).toEqual([
      ['1', '1'],
    ])
    await external('bad', 'id int, n int', OPEN_CSV, '1,2\n2,zwei\n')
    expect(await refusal(lake, 'SELECT * FROM bad')).toMatch(/^HIVE_BAD_DATA: .*zwei/)
    const { Status } = await execute(lake, 'SELECT sum(n) FROM bad')
    expect(Status!.AthenaError).toMatchObject({ ErrorMessage: expect.stringContaining('HIVE_BAD_DATA') })
  })

  test('LazySimple: delimiters, its NULL mark, NULL for what does not parse', async () => {
    const format = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' STORED AS TEXTFILE"
    await external('l', 'a int, b double, c string, d date', format, '1|2.5|x|2024-01-02\n\\N|zwei|\\N|soon\n3\n')
    expect(await select(lake, 'SELECT * FROM l ORDER BY a')).toEqual([
      ['1', '2.5', 'x', '2024-01-02'],
      ['3', null, null, null],
      [null, null, null, null],
    ])
    await external('q', 'a string, b string', `${LAZY} WITH SERDEPROPERTIES ('field.delim' = ',')`, '"x",y\n')
    expect(await select(lake, 'SELECT * FROM q')).toEqual([['"x"', 'y']])
  })

  test('JSON: nested values, missing keys, and lines that are no JSON', async () => {
    const lines = ['{"id": 1, "tags": ["a", "b"], "at": {"city": "Hue"}}', '{"ID": 2}']
    const columns = 'id int, tags array<string>, at struct<city:string>'
    await external('j', columns, JSON_SERDE, `${lines.join('\n')}\n`)
    expect(await select(lake, 'SELECT id, tags, at.city, cardinality(tags) FROM j ORDER BY id')).toEqual([
      ['1', '[a, b]', 'Hue', '2'],
      ['2', null, null, null],
    ])
    await external('jbad', 'id int', JSON_SERDE, '{"id": 1\n')
    expect(await refusal(lake, 'SELECT * FROM jbad')).toMatch(/^HIVE_CURSOR_ERROR: Row is not a valid JSON Object/)
    await external('jtype', 'id int', JSON_SERDE, '{"id": "x"}\n')
    expect(await refusal(lake, 'SELECT * FROM jtype')).toMatch(/^HIVE_BAD_DATA: .*x/)
    const ignoring = `${JSON_SERDE} WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')`
    await external('jskip', 'id int', ignoring, '{"id": 1\n{"id": 2}\n')
    expect(await select(lake, 'SELECT * FROM jskip WHERE id IS NOT NULL')).toEqual([['2']])
  })

  test('an unknown SerDe is refused by name', async () => {
    await query(
      lake,
      "CREATE EXTERNAL TABLE odd (a string) ROW FORMAT SERDE 'com.example.Odd' LOCATION 's3://lake/odd/'",
    )
    await lake.objects.put('lake', 'odd/data', 'x')
    expect(await refusal(lake, 'SELECT * FROM odd')).toContain('com.example.Odd')
  })
})

describe('prepared statements', () => {
  test('take their parameters from USING or from the request, and are gone when deallocated', async () => {
    await query(lake, 'PREPARE p FROM SELECT ? + 1 AS n, upper(?) AS s')
    expect(await select(lake, "EXECUTE p USING 41, 'x'")).toEqual([['42', 'X']])
    const { rows } = await query(lake, 'EXECUTE p', { ExecutionParameters: ['1', "'y'"] })
    expect(rows[1]).toEqual(['2', 'Y'])
    expect(await refusal(lake, 'EXECUTE p USING 1')).toContain('INVALID_PARAMETER_USAGE')
    await query(lake, 'DEALLOCATE PREPARE p')
    expect(await refusal(lake, 'EXECUTE p USING 1, 2')).toContain('NOT_FOUND')
  })
})

describe('views', () => {
  test('stand on views, know names in three parts, and go stale with their tables', async () => {
    await query(
      lake,
      "CREATE TABLE base (a int, b string) LOCATION 's3://lake/base/' TBLPROPERTIES ('table_type'='ICEBERG')",
    )
    await query(lake, "INSERT INTO awsdatacatalog.db.base VALUES (1, 'x'), (2, 'y')")
    await query(lake, 'CREATE VIEW v1 AS SELECT * FROM base')
    await query(lake, 'CREATE VIEW v2 AS SELECT a AS id, upper(b) AS name FROM "awsdatacatalog"."db"."v1" WHERE a > 1')
    expect(await select(lake, 'SELECT * FROM db.v2')).toEqual([['2', 'Y']])
    await query(lake, 'ALTER TABLE base ADD COLUMNS (c int)')
    expect(await refusal(lake, 'SELECT * FROM v1')).toContain('VIEW_IS_STALE')
    expect(await refusal(lake, 'SELECT * FROM v2')).toMatch(/^INVALID_VIEW: .*'awsdatacatalog.db.v1' is stale/)
    await query(lake, 'CREATE OR REPLACE VIEW v1 AS SELECT a, b FROM base')
    expect(await select(lake, 'SELECT * FROM v2')).toEqual([['2', 'Y']])
    await query(lake, 'DROP VIEW v1')
    expect(await refusal(lake, 'SELECT * FROM v2')).toMatch(/INVALID_VIEW|TABLE_NOT_FOUND|VIEW/)
  })
})

describe('hidden columns and metadata', () => {
  test('"$path" and "$file_modified_time" are there when asked for, and not in *', async () => {
    await external('h', 'a string', OPEN_CSV, 'x\n')
    expect(await select(lake, 'SELECT * FROM h')).toEqual([['x']])
    const [[path, size, time]] = (await select(
      lake,
      'SELECT "$path", "$file_size", "$file_modified_time" > TIMESTAMP \'2024-01-01 00:00:00 UTC\' FROM h',
    )) as [[string, string, string]]
    expect([path, size, time]).toEqual(['s3://lake/h/data', '2', 'true'])
  })

  test('information_schema lists columns in their order and with their types', async () => {
    await query(
      lake,
      "CREATE TABLE info WITH (table_type = 'ICEBERG', location = 's3://lake/info/', is_external = false) AS SELECT 1 AS a, DATE '2024-01-01' AS d, CAST(1 AS decimal(5,2)) AS n",
    )
    expect(
      await select(
        lake,
        "SELECT column_name, data_type, ordinal_position FROM information_schema.columns WHERE table_schema = 'db' AND table_name = 'info' ORDER BY ordinal_position",
      ),
    ).toEqual([
      ['a', 'integer', '1'],
      ['d', 'date', '2'],
      ['n', 'decimal(5,2)', '3'],
    ])
  })
})

test('limits are on: each with its message', async () => {
  const long = `SELECT '${'x'.repeat(262144)}'`
  await expect(query(lake, long)).rejects.toThrow(/262144/)
  const digits = '(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)'
  const many = `SELECT 1 AS a, x.v * 10 + y.v AS p FROM ${digits} AS x (v), ${digits} AS y (v) UNION ALL SELECT 1, 100`
  const ctas = (name: string, more: string, body: string) =>
    `CREATE TABLE ${name} WITH (external_location = 's3://lake/${name}/'${more}) AS ${body}`
  expect(await refusal(lake, ctas('many', ", partitioned_by = ARRAY['p']", many))).toMatch(
    /TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions\/buckets/,
  )
  expect(await refusal(lake, ctas('last', ", partitioned_by = ARRAY['p']", 'SELECT 1 AS p, 2 AS a'))).toMatch(
    /partition/i,
  )
  expect(
    await refusal(lake, ctas('micro', '', "SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS timestamp(6)) AS t")),
  ).toContain('NOT_SUPPORTED')
  await lake.objects.put('lake', 'filled/there', 'x')
  expect(await refusal(lake, ctas('filled', '', 'SELECT 1 AS a'))).toContain('HIVE_PATH_ALREADY_EXISTS')
})
