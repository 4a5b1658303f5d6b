import { GetTableCommand } from '@aws-sdk/client-glue'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { awsClients, destroyClients } from '../../../../src/lib/warehouse/clients.js'
import { openIcebergTable } from '../../../../src/lib/warehouse/iceberg/open-table.js'
import { restore } from '../../../../src/lib/warehouse/restore/restore.js'
import { nextMetadataLocation, restoredMetadata } from '../../../../src/lib/warehouse/restore/restored-metadata.js'
import { swapMetadata } from '../../../../src/lib/warehouse/restore/swap-metadata.js'
import { parseS3Uri } from '../../../../src/lib/warehouse/tables.js'
import { agreeing, createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'
import { runPyIceberg } from '../../../support/pyiceberg.js'

let warehouse: IcebergWarehouse
const table = { database: 'cur', name: 'daily_sales' }

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  const rows = `select * from (values (1, 'a', '20180101'), (2, 'b', '20180102')) as t (id, name, "partition")`
  await warehouse.query(createIceberg('cur.daily_sales', rows, ", partitioning = array['partition']"))
  await warehouse.query(`insert into cur.daily_sales values (3, 'c', '20180103')`)
  await warehouse.query('delete from cur.daily_sales where id = 1')
})
afterAll(() => warehouse.stop())

const ids = async () => (await warehouse.rows('select id from cur.daily_sales order by id')).flat()
const request = (to: string, dryRun = false) => ({ table: 'daily_sales', to, dryRun })
const glue = async () =>
  (await warehouse.clients.glue.send(new GetTableCommand({ DatabaseName: 'cur', Name: 'daily_sales' }))).Table!

describe('a table that is taken back', () => {
  it('stays as it is in a dry run, and where the answer is no', async () => {
    const before = await glue()
    const { reporter, said } = agreeing()
    expect(await restore(warehouse.connection, request('-1', true), reporter)).toMatchObject({ outcome: 'dry run' })
    expect(said.join('\n')).toContain('Dry run')
    const refusing = { ...reporter, ask: async () => false }
    await expect(restore(warehouse.connection, request('-1'), refusing)).rejects.toMatchObject({ exitCode: 6 })
    expect(await glue()).toEqual(before)
  })

  it('shows the old rows to Athena and PyIceberg, keeps all else in Glue, and takes new rows', async () => {
    const before = await glue()
    const { reporter, questions } = agreeing()
    const result = await restore(warehouse.connection, request('-2'), reporter)
    expect(questions[0]?.consequences.join('\n')).toContain('No longer seen: 2 changes')
    expect(await ids()).toEqual(['1', '2'])
    const after = await glue()
    const { metadata_location, previous_metadata_location, ...rest } = after.Parameters!
    const { metadata_location: old, previous_metadata_location: _, ...same } = before.Parameters!
    expect({ ...after, Parameters: rest, VersionId: 0, UpdateTime: 0 }).toEqual({
      ...{ ...before, Parameters: same, VersionId: 0, UpdateTime: 0 },
    })
    expect([metadata_location, previous_metadata_location]).toEqual([result.metadataLocation, old])
    const read = await runPyIceberg<{ ids: number[]; snapshots: number }>(
      { ...warehouse.lakehouse.credentials, endpoint: warehouse.lakehouse.endpoint },
      `
table = catalog.load_table('cur.daily_sales')
answer({'ids': sorted(table.scan().to_arrow()['id'].to_pylist()), 'snapshots': len(table.metadata.snapshots)})`,
    )
    expect(read).toEqual({ ids: [1, 2], snapshots: 3 })
    await warehouse.query(`insert into cur.daily_sales values (4, 'd', '20180104')`)
    expect(await ids()).toEqual(['1', '2', '4'])
  })

  it('goes forward again the same way', async () => {
    const { metadata } = await openIcebergTable(warehouse.clients, table)
    const undone = metadata.snapshots[2]!.id
    await restore(warehouse.connection, request(undone), agreeing().reporter)
    expect(await ids()).toEqual(['2', '3'])
    const again = await restore(warehouse.connection, request(undone), agreeing().reporter)
    expect(again).toMatchObject({ outcome: 'unchanged', metadataLocation: null })
  })
})

describe('two at once', () => {
  it('refuses a table that was changed in between, and leaves no file behind', async () => {
    const stale = await openIcebergTable(warehouse.clients, table)
    await warehouse.query(`insert into cur.daily_sales values (5, 'e', '20180105')`)
    const before = await ids()
    const text = restoredMetadata(
      stale.metadataText,
      stale.metadataLocation,
      stale.metadata.snapshots[0]!.id,
      new Date(),
    )
    await expect(swapMetadata(warehouse.clients, stale, text)).rejects.toMatchObject({ code: 'TABLE_CHANGED' })
    expect(await ids()).toEqual(before)
    const { bucket: Bucket, key } = parseS3Uri(nextMetadataLocation(stale.metadataLocation, 'x'))!
    const folder = key.slice(0, key.lastIndexOf('/') + 1)
    const listed = await warehouse.lakehouse.objects.list(Bucket, { prefix: folder })
    const files = listed.objects.filter(({ key: name }) => name.endsWith('.metadata.json'))
    const { metadata, metadataLocation } = await openIcebergTable(warehouse.clients, table)
    expect(files).toHaveLength(metadata.metadataFiles.length + 1)
    await warehouse.clients.s3.send(new HeadObjectCommand({ Bucket, Key: parseS3Uri(metadataLocation)!.key }))
  })

  it('lets one of many restores win, and the others say why not', async () => {
    const { metadata } = await openIcebergTable(warehouse.clients, table)
    const results = await Promise.allSettled(
      metadata.snapshots.slice(0, 4).map(({ id }) => restore(warehouse.connection, request(id), agreeing().reporter)),
    )
    const codes = results.flatMap(result => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(new Set(codes)).toEqual(codes.length === 0 ? new Set() : new Set(['TABLE_CHANGED']))
    expect(codes.length).toBeLessThan(4)
    await ids()
  })
})

it('keeps its new metadata where the answer is lost and Glue says nothing more', async () => {
  const { clients } = warehouse
  const now = await openIcebergTable(clients, table)
  const silent = awsClients(warehouse.connection.environment)
  onTestFinished(() => destroyClients(silent))
  // The change is made; from then on nothing comes back.
  silent.glue.middlewareStack.add(
    next => async args => {
      await next(args)
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })
    },
    { step: 'initialize' },
  )
  const text = restoredMetadata(now.metadataText, now.metadataLocation, now.metadata.snapshots[0]!.id, new Date())
  const lost = swapMetadata(silent, now, text)
  await expect(lost).rejects.toMatchObject({ code: 'AWS_CALL_FAILED' })
  expect((await openIcebergTable(clients, table)).metadataLocation).not.toBe(now.metadataLocation)
  expect((await ids()).length).toBeGreaterThan(0)
})
