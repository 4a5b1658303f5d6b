import { join } from 'node:path'
import { GetWorkGroupCommand } from '@aws-sdk/client-athena'
import {
  CreatePartitionCommand,
  CreateTableCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
} from '@aws-sdk/client-glue'
import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { readRawSources } from '../../../../src/lib/project/raw-sources.js'
import { provision } from '../../../../src/lib/warehouse/provision/provision.js'
import { type TestLakehouse, testLakehouse } from '../../../support/lakehouse.js'

const sources = readRawSources(join(packageRoot, 'dbt'))
let lake: TestLakehouse

beforeAll(async () => {
  lake = await testLakehouse({ prefix: 'dev_' })
})
afterAll(() => lake?.stop())

const run = (tables = sources) => provision({ ...lake, sources: tables })
const outcomes = async (tables = sources) => (await run(tables)).map(change => change.outcome)

it('makes everything once, and nothing the second time', async () => {
  const changes = await run()
  expect(changes.map(change => change.what)).toEqual([
    'bucket mdw-local',
    'workgroup mdw',
    ...['raw', 'stg', 'std', 'cur'].map(layer => `database dev_${layer}`),
    ...sources.map(table => `table dev_raw.${table.name}`),
  ])
  expect(new Set(changes.map(change => change.outcome))).toEqual(new Set(['created']))
  expect(new Set(await outcomes())).toEqual(new Set(['unchanged']))
  await lake.clients.s3.send(new HeadBucketCommand({ Bucket: 'mdw-local' }))
  const { WorkGroup } = await lake.clients.athena.send(new GetWorkGroupCommand({ WorkGroup: 'mdw' }))
  expect(WorkGroup?.Configuration).toMatchObject({
    EnforceWorkGroupConfiguration: false,
    ResultConfiguration: { OutputLocation: 's3://mdw-local/athena-results/' },
  })
})

it('makes external tables that OpenCSVSerde reads', async () => {
  const { TableList } = await lake.clients.glue.send(new GetTablesCommand({ DatabaseName: 'dev_raw' }))
  const sales = TableList?.find(table => table.Name === 'sales')
  expect(sales).toMatchObject({
    TableType: 'EXTERNAL_TABLE',
    Parameters: { 'skip.header.line.count': '1', classification: 'csv' },
    StorageDescriptor: {
      Location: 's3://mdw-local/raw/sales/',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde' },
    },
  })
  expect(sales?.StorageDescriptor?.Columns?.map(column => `${column.Name} ${column.Type}`)).toContain('salesid string')
})

it('updates a table whose definition changed, in one new version', async () => {
  const cities = sources.find(table => table.name === 'cities')!
  const changed = { ...cities, columns: [...cities.columns, { name: 'Mayor', type: 'string' }] }
  expect((await outcomes([changed])).at(-1)).toBe('updated')
  expect((await outcomes([changed])).at(-1)).toBe('unchanged')
  const at = { DatabaseName: 'dev_raw', TableName: 'cities' }
  const { TableVersions } = await lake.clients.glue.send(new GetTableVersionsCommand(at))
  expect(TableVersions?.map(version => version.Table?.StorageDescriptor?.Columns?.length)).toEqual([5, 4])
  await run()
})

it('changes the partition columns of a table without partitions, and says what to do about one with', async () => {
  const countries = sources.find(table => table.name === 'countries')!
  const daily = { ...countries, partitionedBy: ['day'] }
  expect((await outcomes([daily])).at(-1)).toBe('updated')
  expect((await outcomes([daily])).at(-1)).toBe('unchanged')
  const { glue } = lake.clients
  const at = { DatabaseName: 'dev_raw', Name: 'countries' }
  const { Table } = await glue.send(new GetTableCommand(at))
  expect(Table?.PartitionKeys).toMatchObject([{ Name: 'day', Type: 'string' }])
  const PartitionInput = { Values: ['1'], StorageDescriptor: Table!.StorageDescriptor }
  await glue.send(new CreatePartitionCommand({ DatabaseName: 'dev_raw', TableName: 'countries', PartitionInput }))
  await expect(run([countries])).rejects.toMatchObject({
    code: 'RAW_TABLE_PARTITIONS_DIFFER',
    actions: [expect.stringContaining('drop table dev_raw.countries')],
  })
})

it('leaves a table of another kind alone', async () => {
  const view = { Name: 'orders', TableType: 'VIRTUAL_VIEW', ViewOriginalText: '/* Presto View */' }
  await lake.clients.glue.send(new CreateTableCommand({ DatabaseName: 'dev_raw', TableInput: view }))
  await expect(run([{ ...sources[0]!, name: 'orders' }])).rejects.toMatchObject({ code: 'RAW_TABLE_NOT_EXTERNAL' })
  const { Table } = await lake.clients.glue.send(new GetTableCommand({ DatabaseName: 'dev_raw', Name: 'orders' }))
  expect(Table?.TableType).toBe('VIRTUAL_VIEW')
})

it('says what it could not do, why, and what to do', async () => {
  const wrong = await testLakehouse()
  await wrong.lakehouse.close()
  await expect(provision({ ...wrong, sources })).rejects.toMatchObject({
    code: 'AWS_CALL_FAILED',
    exitCode: 4,
    message: 'mdw could not look for the bucket mdw-local.',
    why: expect.stringContaining('ECONNREFUSED'),
  })
})
