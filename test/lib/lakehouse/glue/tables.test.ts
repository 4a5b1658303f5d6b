import {
  BatchDeleteTableCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GetTagsCommand,
  paginateGetTables,
  SearchTablesCommand,
  type TableInput,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GlueEndpoint, glueEndpoint } from './glue-endpoint.js'

let glue: GlueEndpoint
beforeAll(async () => {
  glue = await glueEndpoint()
})
afterAll(() => glue.close())

const DatabaseName = 'std'

const full: TableInput = {
  Name: 'Orders',
  Description: 'Bestellungen, größte zuerst',
  Owner: 'hadoop',
  Retention: 3,
  LastAccessTime: new Date(1_700_000_000_000),
  TableType: 'EXTERNAL_TABLE',
  Parameters: { EXTERNAL: 'TRUE', classification: 'parquet', 'Mixed.Case': '' },
  PartitionKeys: [{ Name: 'partition', Type: 'string', Comment: 'day' }],
  StorageDescriptor: {
    Columns: [
      { Name: 'id', Type: 'bigint', Comment: '', Parameters: { 'iceberg.field.id': '1' } },
      { Name: 'items', Type: 'array<struct<sku:string,qty:int>>' },
    ],
    Location: 's3://lake/std/orders/',
    AdditionalLocations: ['s3://lake/other'],
    InputFormat: 'in',
    OutputFormat: 'out',
    Compressed: true,
    NumberOfBuckets: -1,
    SerdeInfo: { Name: 's', SerializationLibrary: 'lib', Parameters: { 'serialization.format': '1' } },
    BucketColumns: ['id'],
    SortColumns: [{ Column: 'id', SortOrder: 1 }],
    Parameters: { a: 'b' },
    SkewedInfo: {
      SkewedColumnNames: ['id'],
      SkewedColumnValues: ['1'],
      SkewedColumnValueLocationMaps: { A: 's3://x' },
    },
    StoredAsSubDirectories: false,
  },
  ViewOriginalText: '/* Presto View: e30= */',
  ViewExpandedText: '/* Presto View */',
}

describe('databases', () => {
  it('are made, told, changed, listed in pages, and deleted', async () => {
    for (const Name of ['Std', 'cur', 'raw']) {
      await glue.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name, Description: `${Name} layer` } }))
    }
    const { Database } = await glue.client.send(new GetDatabaseCommand({ Name: 'STD', CatalogId: '000000000000' }))
    expect(Database).toMatchObject({ Name: 'std', Description: 'Std layer', CatalogId: '000000000000' })
    expect(Database?.CreateTime?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect(Database?.CreateTableDefaultPermissions).toHaveLength(1)
    const first = await glue.client.send(new GetDatabasesCommand({ MaxResults: 2 }))
    expect(first.DatabaseList?.map(({ Name }) => Name)).toEqual(['cur', 'raw'])
    const rest = await glue.client.send(new GetDatabasesCommand({ MaxResults: 2, NextToken: first.NextToken }))
    expect(rest.DatabaseList?.map(({ Name }) => Name)).toEqual(['std'])
    expect(rest.NextToken).toBeUndefined()
    await glue.client.send(
      new UpdateDatabaseCommand({ Name: 'cur', DatabaseInput: { Name: 'cur', Parameters: { a: 'B' } } }),
    )
    const changed = await glue.client.send(new GetDatabaseCommand({ Name: 'cur' }))
    expect(changed.Database).toMatchObject({ Parameters: { a: 'B' } })
    expect(changed.Database).not.toHaveProperty('Description')
    await glue.client.send(new DeleteDatabaseCommand({ Name: 'raw' }))
  })

  it('fail with Glue’s words', async () => {
    const missing = glue.client.send(new GetDatabaseCommand({ Name: 'foo' }))
    await expect(missing).rejects.toMatchObject({ name: 'EntityNotFoundException', message: 'Database foo not found.' })
    const twice = glue.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'STD' } }))
    await expect(twice).rejects.toMatchObject({ name: 'AlreadyExistsException', message: 'Database already exists.' })
    const elsewhere = glue.client.send(new GetDatabaseCommand({ Name: 'std', CatalogId: '111111111111' }))
    await expect(elsewhere).rejects.toMatchObject({ name: 'EntityNotFoundException' })
    const federated = { Name: 'f', FederatedDatabase: { Identifier: 'x' } }
    await expect(glue.client.send(new CreateDatabaseCommand({ DatabaseInput: federated }))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'FederatedDatabase is not supported by the embedded lakehouse.',
    })
    const long = { Name: 'ü'.repeat(200) }
    await expect(glue.client.send(new CreateDatabaseCommand({ DatabaseInput: long }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  })

  it('carry tags', async () => {
    const ResourceArn = 'arn:aws:glue:us-east-1:000000000000:database/std'
    await glue.client.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { Team: 'a', cost: 'b' } }))
    await glue.client.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ['cost', 'none'] }))
    expect((await glue.client.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ Team: 'a' })
    const other = glue.client.send(new GetTagsCommand({ ResourceArn: `${ResourceArn}x` }))
    await expect(other).rejects.toMatchObject({ name: 'EntityNotFoundException' })
  })
})

describe('tables', () => {
  it('come back as they were put, and can be put back as they came', async () => {
    await glue.client.send(new CreateTableCommand({ DatabaseName, TableInput: full }))
    const { Table } = await glue.client.send(new GetTableCommand({ DatabaseName: 'STD', Name: 'ORDERS' }))
    expect(Table).toMatchObject({ ...full, Name: 'orders', DatabaseName, VersionId: '0', CatalogId: '000000000000' })
    const { DatabaseName: _, CreateTime, UpdateTime, CreatedBy, CatalogId, VersionId, ...back } = Table!
    const { IsRegisteredWithLakeFormation, ...TableInput } = back
    await glue.client.send(new UpdateTableCommand({ DatabaseName, TableInput: TableInput as TableInput }))
    const again = await glue.client.send(new GetTableCommand({ DatabaseName, Name: 'orders' }))
    expect(again.Table).toMatchObject({ ...TableInput, VersionId: '1', CreateTime })
  })

  it('have what clients read even if little was given', async () => {
    await glue.client.send(
      new CreateTableCommand({ DatabaseName, TableInput: { Name: 'bare', StorageDescriptor: { Location: '' } } }),
    )
    const { Table } = await glue.client.send(new GetTableCommand({ DatabaseName, Name: 'bare' }))
    expect(Table).toMatchObject({ Parameters: {}, PartitionKeys: [], StorageDescriptor: { Columns: [], Location: '' } })
    expect(Table).not.toHaveProperty('Owner')
    expect(Table).not.toHaveProperty('Description')
  })

  it('are versioned, with optimistic updates', async () => {
    const update = (Description: string, more: object = {}) =>
      glue.client.send(
        new UpdateTableCommand({ DatabaseName, TableInput: { Name: 'versioned', Description }, ...more }),
      )
    await glue.client.send(new CreateTableCommand({ DatabaseName, TableInput: { Name: 'versioned' } }))
    await update('one')
    await update('two', { SkipArchive: true, VersionId: '1' })
    await expect(update('late', { VersionId: '1' })).rejects.toMatchObject({
      name: 'ConcurrentModificationException',
      message: 'Update table failed due to concurrent modifications.',
    })
    const all = await glue.client.send(
      new GetTableVersionsCommand({ DatabaseName, TableName: 'versioned', MaxResults: 1 }),
    )
    expect(all.TableVersions?.map(version => [version.VersionId, version.Table?.Description])).toEqual([['2', 'two']])
    const rest = await glue.client.send(
      new GetTableVersionsCommand({ DatabaseName, TableName: 'versioned', NextToken: all.NextToken }),
    )
    expect(rest.TableVersions?.map(version => version.VersionId)).toEqual(['0'])
    for (const text of ['3', '4', '5']) await update(text)
    await expect(update('6')).rejects.toMatchObject({
      name: 'ResourceNumberLimitExceededException',
      message: 'Number of TABLE_VERSION resources exceeds the limit 5 per TABLE',
    })
  })

  it('are listed by pattern, in pages', async () => {
    for (const Name of ['a_1', 'a_2', 'a_3', 'b_1']) {
      await glue.client.send(
        new CreateTableCommand({ DatabaseName: 'cur', TableInput: { Name, TableType: 'VIRTUAL_VIEW' } }),
      )
    }
    const names: (string | undefined)[][] = []
    const pages = paginateGetTables({ client: glue.client, pageSize: 2 }, { DatabaseName: 'cur', Expression: 'A_.*' })
    for await (const { TableList } of pages) names.push(TableList!.map(({ Name }) => Name))
    expect(names).toEqual([['a_1', 'a_2'], ['a_3']])
    const list = async (more: object) =>
      (await glue.client.send(new GetTablesCommand({ DatabaseName: 'cur', ...more }))).TableList
    expect(await list({ Expression: '*1', AttributesToGet: ['NAME', 'TABLE_TYPE'] })).toEqual([
      { Name: 'a_1', TableType: 'VIRTUAL_VIEW' },
      { Name: 'b_1', TableType: 'VIRTUAL_VIEW' },
    ])
    for (const Expression of ['a*', 'a.*', '[a]_[0-9]*', '(a_)[123]', 'a_1|a_2|a_3', '*_*']) {
      const prefixed = (await list({ Expression }))?.filter(({ Name }) => Name?.startsWith('a'))
      expect(prefixed).toHaveLength(3)
    }
    await expect(list({ Expression: '(' })).rejects.toMatchObject({ name: 'InvalidInputException' })
    await expect(list({ NextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidInputException' })
    await glue.client.send(new CreateTableCommand({ DatabaseName: 'cur', TableInput: { Name: 'a'.repeat(60) } }))
    await expect(list({ Expression: '(a+)+b' })).rejects.toMatchObject({ name: 'OperationTimeoutException' })
  })

  it('are found by search', async () => {
    const find = async (more: object) =>
      (await glue.client.send(new SearchTablesCommand(more))).TableList?.map(({ Name }) => Name)
    expect(await find({ SearchText: 'größte' })).toEqual(['orders'])
    expect(await find({ SearchText: '"bare"' })).toEqual(['bare'])
    const Filters = [{ Key: 'DatabaseName', Value: 'cur' }]
    expect(await find({ Filters, SearchText: '_', SortCriteria: [{ FieldName: 'Name', Sort: 'DESC' }] })).toEqual([
      'b_1',
      'a_3',
      'a_2',
      'a_1',
    ])
    await expect(find({ Filters: [{ Key: 'Nope', Value: 'x' }] })).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  })

  it('are deleted one by one and in batches', async () => {
    await glue.client.send(new DeleteTableCommand({ DatabaseName: 'cur', Name: 'A_1' }))
    await expect(glue.client.send(new GetTableCommand({ DatabaseName: 'cur', Name: 'a_1' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Table a_1 not found.',
    })
    const { Errors } = await glue.client.send(
      new BatchDeleteTableCommand({ DatabaseName: 'cur', TablesToDelete: ['a_2', 'nope'] }),
    )
    expect(Errors).toEqual([
      {
        TableName: 'nope',
        ErrorDetail: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Table nope not found.' },
      },
    ])
    await expect(glue.client.send(new DeleteTableCommand({ DatabaseName: 'no', Name: 'x' }))).rejects.toMatchObject({
      message: 'Database no not found.',
    })
  })
})
