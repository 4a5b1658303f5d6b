import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MdwError } from '../../../src/lib/errors.js'
import { packageRoot } from '../../../src/lib/project/paths.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'

let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mdw-sources-'))
  mkdirSync(join(project, 'models', 'raw'), { recursive: true })
})
afterEach(() => rmSync(project, { recursive: true }))

const define = (text: string, name = 'shop.yml') => writeFileSync(join(project, 'models', 'raw', name), text)

function problemsOf(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    expect(error).toMatchObject({ code: 'RAW_SOURCES_INVALID', exitCode: 2 })
    return (error as MdwError).data?.problems
  }
  return undefined
}

it("reads the sample's seven tables", () => {
  const tables = readRawSources(join(packageRoot, 'dbt'))
  const names = ['categories', 'cities', 'countries', 'customers', 'employees', 'products', 'sales']
  expect(tables.map(table => table.name)).toEqual(names)
  expect(tables.at(-1)).toMatchObject({
    location: 'raw/sales/',
    csv: { separator: ',', quote: '"', escape: '\\', skipHeaderLines: 1 },
    file: 'dbt/models/raw/grocery.yml',
  })
  const columns = 'SalesID SalesPersonID CustomerID ProductID Quantity Discount TotalPrice SalesDate TransactionNumber'
  expect(tables.at(-1)!.columns.map(column => column.name)).toEqual(columns.split(' '))
  expect(tables.every(table => table.columns.every(column => column.type === 'string' && column.description))).toBe(
    true,
  )
})

it('takes meta from the source and the table, in either place, with anchors', () => {
  define(`
sources:
  - name: raw
    meta: { separator: ";" }
    tables:
      - name: orders
        columns: &columns
          - { name: ID, data_type: BIGINT }
        config: { meta: { location: raw/orders_v2/, skip_header_lines: 0 } }
      - name: returns
        columns: *columns
`)
  const [orders, returns] = readRawSources(project)
  expect(orders).toMatchObject({
    location: 'raw/orders_v2/',
    csv: { separator: ';', skipHeaderLines: 0 },
    columns: [{ name: 'ID', type: 'bigint' }],
    line: 6,
  })
  expect(returns).toMatchObject({ location: 'raw/returns/', csv: { separator: ';', skipHeaderLines: 1 } })
})

it('reports every problem with its file and line', () => {
  define(`
sources:
  - name: raw
    tables:
      - name: Orders
        columns:
          - name: ID
        meta: { serde: parquet }
      - name: returns
`)
  const problems = problemsOf(() => readRawSources(project))
  expect(problems).toEqual([
    expect.stringContaining('shop.yml:5:15 sources[0].tables[0].name must be lower case'),
    expect.stringContaining('shop.yml:7:13 sources[0].tables[0].columns[0].data_type is missing'),
    expect.stringContaining('shop.yml:8:24 sources[0].tables[0].meta.serde must be opencsv'),
    expect.stringContaining('shop.yml:9:9 sources[0].tables[1].columns is missing'),
  ])
})

const table = (text: string) => `sources:\n  - name: raw\n    tables:\n      - ${text}\n`
const COLUMNS = 'columns: [{name: ID, data_type: string}]'

it.each([
  ['sources:\n\t- name: raw\n', 'shop.yml:2:1 is indented with a tab; YAML wants spaces'],
  ['sources:\n  - name: a\n    name: b\n', 'shop.yml:3:5 name is given twice'],
  ['sources: *nope\n', 'shop.yml:1:10 *nope: there is no &nope before it'],
  ['- a\n', 'shop.yml:1:1 must be a block of settings'],
  ['sources: {name: raw}\n', 'shop.yml:1:10 sources must be a list'],
  ['sources:\n', 'shop.yml:1:9 sources is empty: give it a value, or remove the line'],
  ['sources:\n  - tables: []\n', 'shop.yml:2:5 sources[0].name is missing'],
  [table(`{${COLUMNS}}`), 'shop.yml:4:9 sources[0].tables[0].name is missing'],
  [table(`{name: 2024, ${COLUMNS}}`), 'shop.yml:4:16 sources[0].tables[0].name must be text: write "2024"'],
  [
    table('{name: a}'),
    'shop.yml:4:9 sources[0].tables[0].columns is missing: list the columns in the order of the file',
  ],
  [table('{name: a, columns: []}'), 'shop.yml:4:28 sources[0].tables[0].columns must have at least one column'],
  [table(`{name: a, ${COLUMNS}, meta: {key: []}}`), 'sources[0].tables[0].meta.key must have entries: at least 1'],
  [table(`{name: a, ${COLUMNS}, meta: {key: [nope]}}`), 'shop.yml:4:9 the key of a names nope, which is no column'],
  [
    table('{name: a, columns: [{name: Id, data_type: string}, {name: ID, data_type: string}]}'),
    'shop.yml:4:9 a has the column id twice',
  ],
  [
    table(`{name: a, ${COLUMNS}, meta: {partitioned_by: [id]}}`),
    'shop.yml:4:9 a is partitioned by id, which is a column of its files',
  ],
])('says where %j is wrong', (text, problem) => {
  define(text)
  expect(problemsOf(() => readRawSources(project))).toEqual([expect.stringContaining(problem)])
})

it('says which file is no text, and minds no empty one', () => {
  define('# nothing yet\n')
  expect(readRawSources(project)).toEqual([])
  writeFileSync(join(project, 'models', 'raw', 'other.yml'), Buffer.from('# Cr\xe8me\n', 'latin1'))
  expect(problemsOf(() => readRawSources(project))).toEqual([expect.stringMatching(/other\.yml:1:5 is not UTF-8/)])
})

it('reports broken YAML and a table that is defined twice', () => {
  define('sources: [\n')
  expect(() => readRawSources(project)).toThrow(/shop\.yml:2:1 /)
  const one = 'sources: [{ name: raw, tables: [{ name: a, columns: [{ name: x, data_type: string }] }] }]\n'
  define(one)
  define(one, 'shop2.yml')
  expect(() => readRawSources(project)).toThrow(/shop2\.yml:1 a is defined in .*shop\.yml:1 already/)
})

it('says what is missing where there are no sources at all', () => {
  rmSync(join(project, 'models', 'raw'), { recursive: true })
  expect(() => readRawSources(project)).toThrow(expect.objectContaining({ code: 'NO_RAW_SOURCES' }))
})
