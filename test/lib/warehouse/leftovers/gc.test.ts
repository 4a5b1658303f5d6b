import {
  CreateDatabaseCommand,
  DeleteTableCommand,
  GetTableCommand,
  GetTableVersionsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gc } from '../../../../src/lib/warehouse/leftovers/gc.js'
import { inputOf } from '../../../../src/lib/warehouse/restore/swap-metadata.js'
import { listTables } from '../../../../src/lib/warehouse/tables.js'
import { agreeing, createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'

let warehouse: IcebergWarehouse

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  const { query, clients } = warehouse
  for (const name of ['sales', 'sales__bkp', 'sales__dbt_tmp', 'lost__bkp', 'dropped']) {
    await query(createIceberg(`cur.${name}`, `select '${name}' as made_for`))
  }
  for (let version = 0; version < 6; version++) {
    const { Table } = await clients.glue.send(new GetTableCommand({ DatabaseName: 'cur', Name: 'sales' }))
    await clients.glue.send(new UpdateTableCommand({ DatabaseName: 'cur', TableInput: inputOf(Table!) }))
  }
  await query('create or replace view stg.v__dbt_tmp as select 1 as a')
  // Its objects stay, as after a build that was killed.
  await clients.glue.send(new DeleteTableCommand({ DatabaseName: 'cur', Name: 'dropped' }))
  await clients.s3.send(new PutObjectCommand({ Bucket: 'mdw-local', Key: 'raw/new/2018/sales.csv', Body: 'id\n1\n' }))
})
afterAll(() => warehouse.stop())

const request = { olderThanSeconds: -1, keep: 4, dryRun: false }
const tables = async (database: string) => (await listTables(warehouse.clients.glue, database)).map(({ Name }) => Name)
const keys = async (Prefix: string) =>
  (await warehouse.clients.s3.send(new ListObjectsV2Command({ Bucket: 'mdw-local', Prefix }))).KeyCount
const versions = async () =>
  (await warehouse.clients.glue.send(new GetTableVersionsCommand({ DatabaseName: 'cur', TableName: 'sales' })))
    .TableVersions!.length

describe('leftovers', () => {
  it('are left alone while they are young: a build may need them', async () => {
    const result = await gc(
      warehouse.connection,
      { ...request, olderThanSeconds: 3600, dryRun: true },
      agreeing().reporter,
    )
    expect(result).toMatchObject({ tables: [], prefixes: [], backups: [], young: 5 })
  })

  it('are listed, and nothing is changed, in a dry run', async () => {
    const before = await tables('cur')
    const result = await gc(warehouse.connection, { ...request, dryRun: true }, agreeing().reporter)
    expect(result.backups).toEqual([{ table: 'cur.lost__bkp', restoredAs: 'cur.lost' }])
    expect(result.tables).toEqual(['cur.sales__bkp', 'cur.sales__dbt_tmp', 'stg.v__dbt_tmp'])
    expect(result.prefixes).toMatchObject([{ location: expect.stringContaining('s3://mdw-local/cur/dropped/') }])
    expect(result.versions.map(({ name }) => name)).toEqual(['sales'])
    expect(await tables('cur')).toEqual(before)
  })

  it('stay where the answer is no', async () => {
    const refusing = { ...agreeing().reporter, ask: async () => false }
    await expect(gc(warehouse.connection, request, refusing)).rejects.toMatchObject({ code: 'NOT_CONFIRMED' })
    expect(await keys('cur/dropped/')).toBeGreaterThan(0)
  })

  it('are deleted with their objects; a last copy gets its name back; raw files are never touched', async () => {
    const { reporter, questions } = agreeing()
    const result = await gc(warehouse.connection, request, reporter)
    expect(result.failed).toEqual([])
    expect(questions.map(({ text }) => text)).toEqual(['Give them their names back?', 'Delete them?'])
    expect(await tables('cur')).toEqual(['lost', 'sales'])
    expect(await tables('stg')).toEqual([])
    expect(await warehouse.rows('select made_for from cur.lost')).toEqual([['lost__bkp']])
    expect(await warehouse.rows('select count(*) from cur.sales')).toEqual([['1']])
    for (const gone of ['cur/dropped/', 'cur/sales__bkp/', 'cur/sales__dbt_tmp/']) expect(await keys(gone)).toBe(0)
    expect(await keys('raw/new/')).toBe(1)
    expect(await versions()).toBe(4)
  })

  it('are none the second time', async () => {
    const { reporter, questions } = agreeing()
    const result = await gc(warehouse.connection, request, reporter)
    expect(result).toMatchObject({ tables: [], prefixes: [], backups: [], versions: [], young: 0 })
    expect(questions).toEqual([])
  })

  it('are not looked for among objects that may be those of tables that the caller does not see', async () => {
    const { glue, s3 } = warehouse.clients
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'others' } }))
    const key = `cur/unknown/${crypto.randomUUID()}/data/a.parquet`
    await s3.send(new PutObjectCommand({ Bucket: 'mdw-local', Key: key, Body: 'x' }))
    const dryRun = { ...request, dryRun: true }
    expect((await gc(warehouse.connection, dryRun, agreeing().reporter)).prefixes).toHaveLength(1)
    glue.middlewareStack.add(
      next => args => {
        if ((args.input as { DatabaseName?: string }).DatabaseName !== 'others') return next(args)
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } })
      },
      { step: 'initialize', name: 'denied' },
    )
    const { reporter, said } = agreeing()
    expect(await gc(warehouse.connection, dryRun, reporter)).toMatchObject({ prefixes: [], versions: [] })
    expect(said).toContain('Objects without a table are left alone: not allowed to see others.')
    glue.middlewareStack.remove('denied')
  })
})
