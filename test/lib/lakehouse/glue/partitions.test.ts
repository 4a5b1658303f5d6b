import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreatePartitionIndexCommand,
  CreateTableCommand,
  DeleteColumnStatisticsForPartitionCommand,
  DeletePartitionCommand,
  DeletePartitionIndexCommand,
  GetColumnStatisticsForPartitionCommand,
  GetColumnStatisticsForTableCommand,
  GetPartitionCommand,
  GetPartitionIndexesCommand,
  GetPartitionsCommand,
  paginateGetPartitions,
  UpdateColumnStatisticsForPartitionCommand,
  UpdateColumnStatisticsForTableCommand,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GlueEndpoint, glueEndpoint } from './glue-endpoint.js'

let glue: GlueEndpoint
const of = { DatabaseName: 'raw', TableName: 'events' }

const partition = (year: number, region: string) => ({
  Values: [String(year), region],
  StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }], Location: `s3://lake/events/${year}/${region}` },
  Parameters: { Rows: '1' },
})

const names = (partitions: { Values?: string[] }[] | undefined) => partitions?.map(({ Values }) => Values?.join('/'))

beforeAll(async () => {
  glue = await glueEndpoint()
  await glue.client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'raw' } }))
  await glue.client.send(
    new CreateTableCommand({
      DatabaseName: 'raw',
      TableInput: {
        Name: 'events',
        PartitionKeys: [
          { Name: 'year', Type: 'int' },
          { Name: 'region', Type: 'string' },
        ],
      },
      PartitionIndexes: [{ IndexName: 'by-year', Keys: ['year'] }],
    }),
  )
})
afterAll(() => glue.close())

describe('partitions', () => {
  it('are made alone and in batches, which report what failed', async () => {
    await glue.client.send(new CreatePartitionCommand({ ...of, PartitionInput: partition(2024, 'eu') }))
    const PartitionInputList = [9, 10, 2023, 2024, 2025].flatMap(year => [partition(year, 'eu'), partition(year, 'us')])
    const { Errors } = await glue.client.send(new BatchCreatePartitionCommand({ ...of, PartitionInputList }))
    expect(Errors).toEqual([
      {
        PartitionValues: ['2024', 'eu'],
        ErrorDetail: { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'Partition already exists.' },
      },
    ])
    const again = new CreatePartitionCommand({ ...of, PartitionInput: partition(2024, 'eu') })
    await expect(glue.client.send(again)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    const short = new CreatePartitionCommand({ ...of, PartitionInput: { Values: ['1'] } })
    await expect(glue.client.send(short)).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'The number of partition keys do not match the number of partition values',
    })
  })

  it('come back as they were put', async () => {
    const { Partition } = await glue.client.send(new GetPartitionCommand({ ...of, PartitionValues: ['2024', 'eu'] }))
    expect(Partition).toMatchObject({ ...partition(2024, 'eu'), ...of, CatalogId: '000000000000' })
    const batch = await glue.client.send(
      new BatchGetPartitionCommand({ ...of, PartitionsToGet: [{ Values: ['2024', 'us'] }, { Values: ['1', 'x'] }] }),
    )
    expect(names(batch.Partitions)).toEqual(['2024/us'])
    await expect(
      glue.client.send(new GetPartitionCommand({ ...of, PartitionValues: ['1', 'x'] })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException', message: 'Cannot find partition.' })
  })

  it('are filtered by type, in pages', async () => {
    const pages: (string[] | undefined)[] = []
    const filtered = { ...of, Expression: "(year > 9 AND region = 'eu')" }
    for await (const { Partitions } of paginateGetPartitions({ client: glue.client, pageSize: 3 }, { ...filtered })) {
      pages.push(names(Partitions) as string[])
    }
    expect(pages).toEqual([['10/eu', '2023/eu', '2024/eu'], ['2025/eu']])
    const { Partitions } = await glue.client.send(new GetPartitionsCommand({ ...filtered, ExcludeColumnSchema: true }))
    expect(Partitions?.[0]?.StorageDescriptor).not.toHaveProperty('Columns')
    expect(Partitions?.[0]?.StorageDescriptor?.Location).toBe('s3://lake/events/10/eu')
    const wrong = glue.client.send(new GetPartitionsCommand({ ...of, Expression: 'year ~ 1' }))
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidInputException' })
  })

  it('are divided into segments without loss', async () => {
    const all: string[] = []
    for (const SegmentNumber of [0, 1, 2]) {
      const Segment = { SegmentNumber, TotalSegments: 3 }
      const { Partitions } = await glue.client.send(new GetPartitionsCommand({ ...of, Segment }))
      all.push(...(names(Partitions) as string[]))
    }
    expect(all).toHaveLength(10)
    expect(new Set(all).size).toBe(10)
  })

  it('are changed and moved', async () => {
    const moved = { ...partition(2030, 'eu'), Parameters: { Rows: '2' } }
    await glue.client.send(
      new UpdatePartitionCommand({ ...of, PartitionValueList: ['9', 'eu'], PartitionInput: moved }),
    )
    const { Partition } = await glue.client.send(new GetPartitionCommand({ ...of, PartitionValues: ['2030', 'eu'] }))
    expect(Partition?.Parameters).toEqual({ Rows: '2' })
    const Entries = [
      { PartitionValueList: ['9', 'us'], PartitionInput: { ...partition(9, 'us'), Parameters: { Rows: '3' } } },
      { PartitionValueList: ['9', 'eu'], PartitionInput: partition(9, 'eu') },
    ]
    const { Errors } = await glue.client.send(new BatchUpdatePartitionCommand({ ...of, Entries }))
    expect(Errors).toEqual([
      {
        PartitionValueList: ['9', 'eu'],
        ErrorDetail: { ErrorCode: 'EntityNotFoundException', ErrorMessage: 'Cannot find partition.' },
      },
    ])
  })

  it('are deleted', async () => {
    await glue.client.send(new DeletePartitionCommand({ ...of, PartitionValues: ['2030', 'eu'] }))
    const { Errors } = await glue.client.send(
      new BatchDeletePartitionCommand({
        ...of,
        PartitionsToDelete: [{ Values: ['9', 'us'] }, { Values: ['9', 'us'] }],
      }),
    )
    expect(Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual(['EntityNotFoundException'])
    const { Partitions } = await glue.client.send(new GetPartitionsCommand({ ...of, Expression: 'year = 9' }))
    expect(Partitions).toEqual([])
  })
})

describe('partition indexes', () => {
  it('are listed with their types, limited, and deleted', async () => {
    const index = (IndexName: string, Keys = ['region', 'year']) =>
      glue.client.send(new CreatePartitionIndexCommand({ ...of, PartitionIndex: { IndexName, Keys } }))
    await index('both')
    await expect(index('both')).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    await expect(index('wrong', ['id'])).rejects.toMatchObject({ name: 'InvalidInputException' })
    await index('third')
    await expect(index('fourth')).rejects.toMatchObject({ name: 'ResourceNumberLimitExceededException' })
    await glue.client.send(new DeletePartitionIndexCommand({ ...of, IndexName: 'third' }))
    const { PartitionIndexDescriptorList } = await glue.client.send(new GetPartitionIndexesCommand(of))
    expect(PartitionIndexDescriptorList).toMatchObject([
      {
        IndexName: 'both',
        IndexStatus: 'ACTIVE',
        Keys: [
          { Name: 'region', Type: 'string' },
          { Name: 'year', Type: 'int' },
        ],
      },
      { IndexName: 'by-year' },
    ])
  })
})

describe('column statistics', () => {
  const statistics = {
    ColumnName: 'id',
    ColumnType: 'int',
    AnalyzedTime: new Date(1_700_000_000_000),
    StatisticsData: {
      Type: 'LONG' as const,
      LongColumnStatisticsData: { MinimumValue: -1, MaximumValue: 5, NumberOfNulls: 0, NumberOfDistinctValues: 3 },
    },
  }
  const PartitionValues = ['2024', 'eu']

  it('of a table', async () => {
    await glue.client.send(new UpdateColumnStatisticsForTableCommand({ ...of, ColumnStatisticsList: [statistics] }))
    const answer = await glue.client.send(new GetColumnStatisticsForTableCommand({ ...of, ColumnNames: ['id', 'x'] }))
    expect(answer.ColumnStatisticsList).toEqual([statistics])
    expect(answer.Errors).toMatchObject([{ ColumnName: 'x', Error: { ErrorCode: 'EntityNotFoundException' } }])
    const wrong = { ...statistics, StatisticsData: { ...statistics.StatisticsData, Type: 'STRING' as const } }
    await expect(
      glue.client.send(new UpdateColumnStatisticsForTableCommand({ ...of, ColumnStatisticsList: [wrong] })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' })
  })

  it('of a partition, which an update of the partition keeps', async () => {
    const ofPartition = { ...of, PartitionValues }
    await glue.client.send(
      new UpdateColumnStatisticsForPartitionCommand({ ...ofPartition, ColumnStatisticsList: [statistics] }),
    )
    await glue.client.send(
      new UpdatePartitionCommand({ ...of, PartitionValueList: PartitionValues, PartitionInput: partition(2024, 'eu') }),
    )
    const get = new GetColumnStatisticsForPartitionCommand({ ...ofPartition, ColumnNames: ['id'] })
    expect((await glue.client.send(get)).ColumnStatisticsList).toEqual([statistics])
    const { Partition } = await glue.client.send(new GetPartitionCommand(ofPartition))
    expect(Partition).not.toHaveProperty('ColumnStatistics')
    await glue.client.send(new DeleteColumnStatisticsForPartitionCommand({ ...ofPartition, ColumnName: 'id' }))
    expect((await glue.client.send(get)).ColumnStatisticsList).toEqual([])
  })
})
