import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NodeResult } from '../../../src/lib/toolchain/dbt/events.js'
import { compareTables } from '../../../src/lib/watch/compare-tables.js'
import { removeKept, tablesBefore } from '../../../src/lib/watch/tables-before.js'
import { createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../support/iceberg-warehouse.js'
import { recordingProgress } from '../../support/progress.js'

let warehouse: IcebergWarehouse

beforeAll(async () => {
  warehouse = await icebergWarehouse()
})
afterAll(() => warehouse.stop())

const node = (name: string): NodeResult => ({
  ...{
    id: `model.shop.${name}`,
    name,
    resourceType: 'model',
    materialized: 'table',
    path: `${name}.sql`,
    schema: 'std',
  },
  ...{
    relation: name,
    status: 'success',
    message: null,
    seconds: 0,
    rows: null,
    bytesScanned: null,
    compiledPath: null,
  },
})

/** What a round tells of a table that it changes by these statements. */
async function afterwards(name: string, statements: string[], kept: string[] = [], signal?: AbortSignal) {
  const { connection, query } = warehouse
  const manifest = {
    ...{
      unique_id: name,
      resource_type: 'model',
      package_name: 'shop',
      name,
      schema: 'std',
      fqn: [],
      original_file_path: '',
    },
    config: { materialized: 'table' },
  }
  const before = await tablesBefore(connection, [manifest])
  for (const sql of statements) await query(sql)
  const states = { before, kept: new Set(kept) }
  const [change] = await compareTables(connection, [node(name)], states, recordingProgress().progress, signal)
  return change
}

it('says why rows can’t be compared', async () => {
  const { query } = warehouse
  const hive = "with (external_location = 's3://mdw-local/std/h/1/') as select 1 as id"
  await query(`create table std.h ${hive}`)
  const again = ['drop table std.h', `create table std.h ${hive.replace('/1/', '/2/')}`]
  expect(await afterwards('h', again)).toMatchObject({ reason: 'it was no Iceberg table' })
  await query(createIceberg('std.d', 'select 1 as id'))
  const dropped = ['drop table std.d', createIceberg('std.d', 'select 2 as id')]
  expect(await afterwards('d', dropped)).toMatchObject({ reason: expect.stringContaining('old rows are gone') })
  expect(await afterwards('d', [], [], AbortSignal.abort())).toMatchObject({ reason: expect.stringContaining('newer') })
})

it('compares the columns that both tables have with the same type, and takes the replaced table away', async () => {
  const { query, rows, connection } = warehouse
  await query(createIceberg('std.t', "select * from (values (1, 'a', 1), (2, 'b', 2)) as t (id, name, n)"))
  const swap = [
    'alter table std.t rename to std.t__bkp',
    createIceberg('std.t', "select * from (values ('x', 1, 'a'), ('y', 2, 'c')) as t (n, id, name)"),
  ]
  const change = await afterwards('t', swap, ['std.t__bkp'])
  expect(change).toMatchObject({
    outcome: 'compared',
    differences: {
      rows: { added: 1, removed: 1 },
      schemaChanges: [{ change: 'retyped', column: 'n', from: 'int', type: 'string' }],
    },
    retyped: ['n'],
  })
  await removeKept(connection, ['std.t__bkp'])
  await expect(query('select * from std.t__bkp')).rejects.toThrow(/does not exist/)
  expect(await rows('select count(*) from std.t')).toEqual([['2']])
})

it('has nothing to tell of a table that was not written to', async () => {
  await warehouse.query(createIceberg('std.same', 'select 1 as id'))
  expect(await afterwards('same', [])).toMatchObject({ differences: { different: false, bytesScanned: 0 } })
})
