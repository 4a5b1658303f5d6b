import { CreateDatabaseCommand, CreateTableCommand, GetTableCommand } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GlueEndpoint, glueEndpoint } from './glue-endpoint.js'

let glue: GlueEndpoint
beforeAll(async () => {
  glue = await glueEndpoint()
  await glue.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'std' } }))
})
afterAll(() => glue.close())

const DatabaseName = 'std'
const create = (input: object) => glue.client.send(new CreateTableCommand({ DatabaseName, ...input }))

describe('an Iceberg table made by Glue', () => {
  it('from a table’s columns', async () => {
    await create({
      TableInput: {
        Name: 'Columns',
        Description: 'made by Terraform',
        StorageDescriptor: {
          Location: 's3://lake/std/columns',
          Columns: [
            { Name: 'id', Type: 'bigint', Comment: 'key' },
            { Name: 'items', Type: 'array<struct<sku:string>>' },
          ],
        },
      },
      OpenTableFormatInput: { IcebergInput: { MetadataOperation: 'CREATE', Version: '2' } },
    })
    const { Table } = await glue.client.send(new GetTableCommand({ DatabaseName, Name: 'columns' }))
    expect(Table).toMatchObject({
      Description: 'made by Terraform',
      TableType: 'EXTERNAL_TABLE',
      Parameters: {
        table_type: 'ICEBERG',
        metadata_location: expect.stringMatching(/^s3:\/\/lake\/std\/columns\/metadata\//),
      },
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'items', Type: 'array<struct<sku:string>>' },
        ],
      },
    })
    const { metadata } = glue.iceberg.load({ database: 'std', name: 'columns' })
    expect(metadata.schemas[0]?.fields[0]).toMatchObject({ id: 1, name: 'id', type: 'long', doc: 'key' })
  })

  it('from a schema, partition spec and order of its own', async () => {
    await create({
      Name: 'described',
      OpenTableFormatInput: {
        IcebergInput: {
          MetadataOperation: 'CREATE',
          CreateIcebergTableInput: {
            Location: 's3://lake/std/described',
            Schema: {
              Type: 'struct',
              Fields: [
                { Id: 1, Name: 'day', Type: 'date', Required: true },
                {
                  Id: 2,
                  Name: 'tags',
                  Required: false,
                  Type: { type: 'list', 'element-id': 3, element: 'string', 'element-required': false },
                },
              ],
            },
            PartitionSpec: { Fields: [{ SourceId: 1, Transform: 'month', Name: 'day_month' }] },
            WriteOrder: {
              OrderId: 1,
              Fields: [{ SourceId: 1, Transform: 'identity', Direction: 'asc', NullOrder: 'nulls-first' }],
            },
            Properties: { 'write.format.default': 'parquet' },
          },
        },
      },
    })
    const { metadata } = glue.iceberg.load({ database: 'std', name: 'described' })
    expect(metadata.schemas[0]?.fields.map(({ name, required }) => [name, required])).toEqual([
      ['day', true],
      ['tags', false],
    ])
    expect(metadata['partition-specs'][0]?.fields[0]).toMatchObject({ name: 'day_month', transform: 'month' })
    expect(metadata.properties['write.format.default']).toBe('parquet')
  })

  it('is refused with the reason', async () => {
    const iceberg = { OpenTableFormatInput: { IcebergInput: { MetadataOperation: 'CREATE' } } }
    const table = (Type: string, more: object = {}) => ({
      ...iceberg,
      TableInput: {
        Name: 'bad',
        StorageDescriptor: { Location: 's3://lake/b', Columns: [{ Name: 'a', Type }] },
        ...more,
      },
    })
    await expect(create(table('int', { PartitionKeys: [{ Name: 'p', Type: 'int' }] }))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Cannot create partitions in an iceberg table',
    })
    await expect(create(table('array<'))).rejects.toMatchObject({ name: 'InvalidInputException' })
    await expect(create({ ...iceberg, Name: 'bad' })).rejects.toMatchObject({ name: 'InvalidInputException' })
    await expect(create(table('int', { Name: 'columns' }))).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    await expect(create({ ...table('int'), DatabaseName: 'none' })).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database none not found.',
    })
  })
})
