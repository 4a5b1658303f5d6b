import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Comparison, compareColumns } from '../../../../src/lib/warehouse/diff/compared-columns.js'
import { countSql, sampleSql } from '../../../../src/lib/warehouse/diff/diff-sql.js'
import { readCounts, readSample } from '../../../../src/lib/warehouse/diff/results.js'

/** The statements in another engine: its own tables in place of two snapshots. */
let run: (sql: string) => Promise<{ rows: (string | null)[][] }>

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`
    CREATE TABLE v1 (id INTEGER, name VARCHAR, price DOUBLE, old INTEGER);
    INSERT INTO v1 VALUES (1, 'a', 1.0, 0), (2, 'b', NULL, 0), (3, 'c', 3.0, 0), (NULL, 'n', 0.0, 0), (5, 'e', 5.0, 0);
    CREATE TABLE v2 (id INTEGER, label VARCHAR, price DOUBLE, extra INTEGER);
    INSERT INTO v2 VALUES (1, 'a', 1.0, 0), (2, 'b', 2.0, 0), (4, 'd', 4.0, 0), (NULL, 'm', 0.5, 0), (5, 'e', 5.0, 0),
      (5, 'e', 5.0, 0);
  `)
  run = async sql => {
    const rows = (await connection.runAndReadAll(sql)).getRows()
    return { rows: rows.map(row => row.map(cell => (cell === null ? null : String(cell)))) }
  }
})

const column = (id: number, name: string) => ({ id, name, type: 'string', required: false })
const from = { id: 0, columns: [column(1, 'id'), column(2, 'name'), column(3, 'price'), column(4, 'old')] }
const to = { id: 1, columns: [column(1, 'id'), column(2, 'label'), column(3, 'price'), column(5, 'extra')] }
const source = (comparison: Comparison) => ({ from: 'v1', to: 'v2', comparison })

describe('with a key', () => {
  const comparison = compareColumns(from, to, ['id'], undefined)

  it('counts rows and columns; NULL keys are equal, repeated ones are set aside', async () => {
    const counts = readCounts(await run(countSql(source(comparison))), comparison)
    expect(counts).toEqual({
      rows: { added: 2, removed: 1, changed: 2, same: 1, repeated: 1 },
      columns: [
        { column: 'price', changed: 2 },
        { column: 'label', changed: 1 },
      ],
    })
  })

  it('shows some of each kind, with both sides of what changed', async () => {
    const sample = readSample(await run(sampleSql(source(comparison), 5)), comparison)
    expect(sample).toEqual([
      { kind: 'added', times: 1, key: { id: '4' }, values: { label: 'd', price: '4' } },
      { kind: 'added', times: 1, key: { id: '5' }, values: { label: 'e', price: '5' } },
      { kind: 'changed', times: 1, key: { id: '2' }, values: { price: { from: null, to: '2' } } },
      {
        ...{ kind: 'changed', times: 1, key: { id: null } },
        values: { label: { from: 'n', to: 'm' }, price: { from: '0', to: '0.5' } },
      },
      { kind: 'removed', times: 1, key: { id: '3' }, values: { label: 'c', price: '3' } },
    ])
    expect(readSample(await run(sampleSql(source(comparison), 1)), comparison)).toHaveLength(3)
  })

  it('takes a renamed column as the same, and leaves out what only one side has', () => {
    expect(comparison.columns).toEqual([
      { from: 'name', to: 'label' },
      { from: 'price', to: 'price' },
    ])
  })
})

describe('without a key', () => {
  const comparison = compareColumns(from, to, undefined, { columns: ['gone'], source: 'dbt unique_key' })

  it('compares whole rows, as often as they are there', async () => {
    expect(comparison.key).toEqual([])
    const counts = readCounts(await run(countSql(source(comparison))), comparison)
    expect(counts.rows).toEqual({ added: 4, removed: 3, changed: 0, same: null, repeated: 0 })
    const sample = readSample(await run(sampleSql(source(comparison), 9)), comparison)
    expect(sample.filter(({ kind }) => kind === 'added')).toContainEqual(
      expect.objectContaining({ times: 1, values: { id: '5', label: 'e', price: '5' } }),
    )
  })

  it('counts nothing where nothing is different', async () => {
    const same = {
      from: 'v1',
      to: 'v1',
      comparison: compareColumns(from, from, undefined, undefined),
    }
    expect(readCounts(await run(countSql(same)), same.comparison).rows).toMatchObject({ added: 0, removed: 0 })
  })
})

it('refuses a --key that is no column of both', () => {
  expect(() => compareColumns(from, to, ['extra'], undefined)).toThrow(
    expect.objectContaining({ code: 'COLUMN_NOT_FOUND', exitCode: 2 }),
  )
})
