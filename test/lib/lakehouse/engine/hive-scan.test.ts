import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Column, Table } from '../../../../src/lib/lakehouse/catalog/model.js'
import { engineFailure } from '../../../../src/lib/lakehouse/engine/failure.js'
import type { DataFile } from '../../../../src/lib/lakehouse/engine/hive/files.js'
import { hiveScan } from '../../../../src/lib/lakehouse/engine/hive/relation.js'
import { FAIL_MACRO } from '../../../../src/lib/lakehouse/sql/functions/failure.js'

let root: string
let connection: DuckDBConnection

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'hive-scan-'))
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(FAIL_MACRO)
})

afterAll(() => {
  connection.closeSync()
  rmSync(root, { recursive: true })
})

function file(key: string, content: string | Buffer): DataFile {
  const path = join(root, 'lake', key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return { path, uri: `s3://lake/${key}`, size: statSync(path).size, modified: new Date('2024-05-06T07:08:09Z') }
}

function hiveTable(
  serde: string,
  columns: Column[],
  parameters: Record<string, string>,
  more: Partial<Table> = {},
): Table {
  return {
    databaseName: 'raw',
    name: 't',
    tableType: 'EXTERNAL_TABLE',
    parameters: {},
    partitionKeys: [],
    createTime: new Date(),
    updateTime: new Date(),
    versionId: '0',
    storageDescriptor: { columns, location: 's3://lake/t', serdeInfo: { serializationLibrary: serde, parameters } },
    ...more,
  }
}

const strings = (...names: string[]): Column[] => names.map(name => ({ name, type: 'string' }))

async function rows(
  table: Table,
  files: DataFile[],
  select = 'SELECT * EXCLUDE ("$path", "$file_size", "$file_modified_time")',
) {
  const result = await connection.runAndReadAll(`${select} FROM ${hiveScan(table, [{ values: [], files }], root)}`)
  return result.getRowsJson()
}

const OPEN_CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
const LAZY = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
const JSON_SERDE = 'org.openx.data.jsonserde.JsonSerDe'
const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'

describe('OpenCSVSerde', () => {
  test('keeps empty values as text, fills short lines with NULL, drops surplus values', async () => {
    const data = file('csv/1.csv', 'a,b,c\n1,"x ""q"", y",\n2,,""\n3\n4,5,6,7\nÄ, ß ,中\n')
    const table = hiveTable(OPEN_CSV, strings('a', 'b', 'c'), {}, { parameters: { 'skip.header.line.count': '1' } })
    expect(await rows(table, [data])).toEqual([
      ['1', 'x "q", y', ''],
      ['2', '', ''],
      ['3', null, null],
      ['4', '5', '6'],
      ['Ä', ' ß ', '中'],
    ])
  })

  test('takes other separators and quotes, and gzip', async () => {
    const data = file('csv/2.csv.gz', gzipSync("1;'a;b'\n2;c\n"))
    const table = hiveTable(OPEN_CSV, strings('a', 'b'), { separatorChar: ';', quoteChar: "'" })
    expect(await rows(table, [data])).toEqual([
      ['1', 'a;b'],
      ['2', 'c'],
    ])
  })

  test('fails on a value that a typed column cannot hold', async () => {
    const data = file('csv/3.csv', '1\nx\n')
    const table = hiveTable(OPEN_CSV, [{ name: 'n', type: 'bigint' }], {})
    await expect(rows(table, [data]).catch(error => Promise.reject(engineFailure(error)))).rejects.toMatchObject({
      errorName: 'HIVE_BAD_DATA',
      message: expect.stringContaining("Error parsing field value 'x' for field 0"),
    })
  })

  test('skips the header of every file, an empty one too', async () => {
    const files = [file('csv/4/a.csv', 'h\n1\n'), file('csv/4/b.csv', 'h\n'), file('csv/4/c.csv', 'h\n2\n')]
    const table = hiveTable(OPEN_CSV, strings('a'), { 'skip.header.line.count': '1' })
    expect((await rows(table, files)).flat().sort()).toEqual(['1', '2'])
  })
})

test('LazySimpleSerDe reads types, its null format, and NULL for what does not parse', async () => {
  const data = file(
    'text/1',
    '1\u0001a\u00012.5\u0001true\u00012024-01-02 03:04:05\n\\N\u0001\\N\u0001x\u0001no\u0001bad\n',
  )
  const table = hiveTable(
    LAZY,
    [
      { name: 'i', type: 'int' },
      { name: 's', type: 'string' },
      { name: 'd', type: 'double' },
      { name: 'b', type: 'boolean' },
      { name: 't', type: 'timestamp' },
    ],
    {},
  )
  expect(await rows(table, [data])).toEqual([
    [1, 'a', 2.5, true, '2024-01-02 03:04:05'],
    [null, null, null, null, null],
  ])
})

test('LazySimpleSerDe splits arrays and maps by their delimiters', async () => {
  const data = file('text/2', '1|2,a:1|b:x\n')
  const table = hiveTable(
    LAZY,
    [
      { name: 'l', type: 'array<int>' },
      { name: 'm', type: 'map<string,int>' },
    ],
    { 'field.delim': ',', 'collection.delim': '|', 'mapkey.delim': ':' },
  )
  expect(await rows(table, [data])).toEqual([
    [
      [1, 2],
      [
        { key: 'a', value: 1 },
        { key: 'b', value: null },
      ],
    ],
  ])
})

test('JSON is matched by name without regard to case, nested values included', async () => {
  const data = file(
    'json/1.json',
    '{"ID": 1, "name": "x", "tags": ["a","b"], "at": {"y": 2}}\n{"id": 2, "name": null}\n',
  )
  const table = hiveTable(
    JSON_SERDE,
    [
      { name: 'id', type: 'bigint' },
      { name: 'name', type: 'string' },
      { name: 'tags', type: 'array<string>' },
      { name: 'at', type: 'struct<y:int>' },
    ],
    {},
  )
  expect(await rows(table, [data])).toEqual([
    ['1', 'x', ['a', 'b'], { y: 2 }],
    ['2', null, null, null],
  ])
})

test('Parquet is read by column name: missing columns are NULL, others are not seen', async () => {
  const key = 'parquet/1'
  file(key, '')
  const path = join(root, 'lake', key)
  await connection.run(
    `COPY (SELECT 1::BIGINT AS B, 'x' AS other, TIMESTAMP '2024-01-01 00:00:00.123456' AS t) TO '${path}' (FORMAT parquet)`,
  )
  const data = { path, uri: `s3://lake/${key}`, size: statSync(path).size, modified: new Date() }
  const table = hiveTable(
    PARQUET,
    [
      { name: 'a', type: 'string' },
      { name: 'b', type: 'int' },
      { name: 't', type: 'timestamp' },
    ],
    {},
  )
  expect(await rows(table, [data])).toEqual([[null, 1, '2024-01-01 00:00:00.123']])
})

test('partition values come from the catalog, typed, and prune', async () => {
  const table = hiveTable(
    OPEN_CSV,
    strings('a'),
    {},
    {
      partitionKeys: [
        { name: 'day', type: 'date' },
        { name: 'n', type: 'int' },
      ],
    },
  )
  const scan = hiveScan(
    table,
    [
      { values: ['2024-01-02', '7'], files: [file('part/x/1.csv', '1\n')] },
      { values: ['2024-01-03', null], files: [file('elsewhere/2.csv', '2\n')] },
      { values: ['2024-01-04', '9'], files: [] },
    ],
    root,
  )
  const select = await connection.runAndReadAll(`SELECT a, day, n, "$path" FROM ${scan} ORDER BY a`)
  expect(select.getRowsJson()).toEqual([
    ['1', '2024-01-02', 7, 's3://lake/part/x/1.csv'],
    ['2', '2024-01-03', null, 's3://lake/elsewhere/2.csv'],
  ])
  const plan = await connection.runAndReadAll(`EXPLAIN SELECT a FROM ${scan} WHERE day = DATE '2024-01-03'`)
  expect(JSON.stringify(plan.getRowsJson())).not.toContain('part/x/1.csv')
})

test('hidden columns tell the file, its size and its time', async () => {
  const data = file('hidden/1.csv', '1\n')
  const table = hiveTable(OPEN_CSV, strings('a'), {})
  expect(await rows(table, [data], 'SELECT "$path", "$file_size", "$file_modified_time"')).toEqual([
    ['s3://lake/hidden/1.csv', '2', '2024-05-06 07:08:09+00'],
  ])
})

test('a folder without files has no rows, and an unknown SerDe is refused by name', async () => {
  expect(await rows(hiveTable(PARQUET, strings('a'), {}), [])).toEqual([])
  const table = hiveTable('com.example.OtherSerDe', strings('a'), {})
  expect(() => hiveScan(table, [{ values: [], files: [file('other/1', 'x')] }], root)).toThrow('com.example.OtherSerDe')
})
