import {
  BatchGetNamedQueryCommand,
  CreateNamedQueryCommand,
  CreateNotebookCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeletePreparedStatementCommand,
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetNamedQueryCommand,
  GetPreparedStatementCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListDataCatalogsCommand,
  ListEngineVersionsCommand,
  ListNamedQueriesCommand,
  ListPreparedStatementsCommand,
  ListTableMetadataCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { query, refusal, startAthena } from './query.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await startAthena()
})

afterAll(() => lake.stop())

test('work groups are made, changed, tagged and deleted; primary stays', async () => {
  const { athena } = lake
  await athena.send(
    new CreateWorkGroupCommand({
      Name: 'bi',
      Description: 'reports',
      Configuration: { ResultConfiguration: { OutputLocation: 's3://lake/bi/' } },
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  )
  await expect(athena.send(new CreateWorkGroupCommand({ Name: 'bi' }))).rejects.toThrow('already')
  await athena.send(
    new UpdateWorkGroupCommand({
      WorkGroup: 'bi',
      ConfigurationUpdates: {
        EnforceWorkGroupConfiguration: false,
        ResultConfigurationUpdates: { OutputLocation: 's3://lake/other/' },
        BytesScannedCutoffPerQuery: 10_000_000,
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      },
    }),
  )
  const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: 'bi' }))
  expect(WorkGroup).toMatchObject({
    Name: 'bi',
    State: 'ENABLED',
    Description: 'reports',
    Configuration: {
      EnforceWorkGroupConfiguration: false,
      BytesScannedCutoffPerQuery: 10_000_000,
      ResultConfiguration: { OutputLocation: 's3://lake/other/' },
      EngineVersion: {
        SelectedEngineVersion: 'Athena engine version 3',
        EffectiveEngineVersion: 'Athena engine version 3',
      },
    },
  })
  const ResourceARN = 'arn:aws:athena:us-east-1:000000000000:workgroup/bi'
  await athena.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'env', Value: 'dev' }] }))
  await athena.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }))
  const { Tags } = await athena.send(new ListTagsForResourceCommand({ ResourceARN }))
  expect(Tags).toEqual([{ Key: 'env', Value: 'dev' }])
  const { WorkGroups } = await athena.send(new ListWorkGroupsCommand({}))
  expect(WorkGroups!.map(({ Name }) => Name)).toEqual(['bi', 'primary'])
  await athena.send(new UpdateWorkGroupCommand({ WorkGroup: 'bi', State: 'DISABLED' }))
  await expect(query(lake, 'SELECT 1', { WorkGroup: 'bi' })).rejects.toThrow('disabled')
  await athena.send(new DeleteWorkGroupCommand({ WorkGroup: 'bi' }))
  await expect(athena.send(new GetWorkGroupCommand({ WorkGroup: 'bi' }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  })
  await expect(athena.send(new DeleteWorkGroupCommand({ WorkGroup: 'primary' }))).rejects.toThrow('primary')
})

test('a query that would scan more than its work group allows is stopped', async () => {
  await lake.athena.send(
    new CreateWorkGroupCommand({
      Name: 'small',
      Configuration: { BytesScannedCutoffPerQuery: 10_000_000, EnforceWorkGroupConfiguration: false },
    }),
  )
  await lake.objects.put('lake', 'large/x', 'x\n'.repeat(6_000_000))
  await query(lake, "CREATE EXTERNAL TABLE large (a string) LOCATION 's3://lake/large/'")
  await expect(query(lake, 'SELECT count(*) FROM large', { WorkGroup: 'small' })).rejects.toThrow(
    'Bytes scanned limit was exceeded',
  )
  expect((await query(lake, 'SELECT 1', { WorkGroup: 'small' })).rows).toEqual([['_col0'], ['1']])
})

test('named queries are kept and listed by work group', async () => {
  const { athena } = lake
  const { NamedQueryId } = await athena.send(
    new CreateNamedQueryCommand({ Name: 'n', Database: 'db', QueryString: 'SELECT 1' }),
  )
  const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }))
  expect(NamedQuery).toMatchObject({ Name: 'n', Database: 'db', QueryString: 'SELECT 1', WorkGroup: 'primary' })
  const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({}))
  expect(NamedQueryIds).toEqual([NamedQueryId])
  await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }))
  const batch = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds: [NamedQueryId!] }))
  expect(batch.UnprocessedNamedQueryIds).toHaveLength(1)
})

test('prepared statements come from the API and from SQL', async () => {
  const { athena } = lake
  const statement = { WorkGroup: 'primary', StatementName: 'twice' }
  await athena.send(new CreatePreparedStatementCommand({ ...statement, QueryStatement: 'SELECT ? * 2 AS n' }))
  expect((await query(lake, 'EXECUTE twice USING 21')).rows).toEqual([['n'], ['42']])
  expect((await query(lake, 'EXECUTE twice', { ExecutionParameters: ['4'] })).rows).toEqual([['n'], ['8']])
  await query(lake, "PREPARE greet FROM SELECT 'hello ' || ?")
  const { PreparedStatement } = await athena.send(
    new GetPreparedStatementCommand({ WorkGroup: 'primary', StatementName: 'greet' }),
  )
  expect(PreparedStatement!.QueryStatement).toBe("SELECT 'hello ' || ?")
  expect((await query(lake, "EXECUTE greet USING 'you'")).rows[1]).toEqual(['hello you'])
  await query(lake, 'DEALLOCATE PREPARE greet')
  await athena.send(new DeletePreparedStatementCommand(statement))
  const { PreparedStatements } = await athena.send(new ListPreparedStatementsCommand({ WorkGroup: 'primary' }))
  expect(PreparedStatements).toEqual([])
  expect(await refusal(lake, 'EXECUTE twice USING 1')).toContain('Prepared statement not found: twice')
  await expect(athena.send(new GetPreparedStatementCommand(statement))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('the data catalog shows databases and tables', async () => {
  const { athena } = lake
  await query(
    lake,
    "CREATE EXTERNAL TABLE shown (a int COMMENT 'number') PARTITIONED BY (p string) LOCATION 's3://lake/shown/'",
  )
  const catalogs = await athena.send(new ListDataCatalogsCommand({}))
  expect(catalogs.DataCatalogsSummary).toMatchObject([{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }])
  const { DataCatalog } = await athena.send(new GetDataCatalogCommand({ Name: 'awsdatacatalog' }))
  expect(DataCatalog!.Parameters).toEqual({ 'catalog-id': '000000000000' })
  const CatalogName = 'AwsDataCatalog'
  const { DatabaseList } = await athena.send(new ListDatabasesCommand({ CatalogName }))
  expect(DatabaseList!.map(({ Name }) => Name)).toEqual(['db'])
  const { Database } = await athena.send(new GetDatabaseCommand({ CatalogName, DatabaseName: 'DB' }))
  expect(Database!.Name).toBe('db')
  const { TableMetadata } = await athena.send(
    new GetTableMetadataCommand({ CatalogName, DatabaseName: 'db', TableName: 'shown' }),
  )
  expect(TableMetadata).toMatchObject({
    Name: 'shown',
    TableType: 'EXTERNAL_TABLE',
    Columns: [{ Name: 'a', Type: 'int', Comment: 'number' }],
    PartitionKeys: [{ Name: 'p', Type: 'string' }],
    Parameters: { location: 's3://lake/shown/' },
  })
  const { TableMetadataList } = await athena.send(
    new ListTableMetadataCommand({ CatalogName, DatabaseName: 'db', Expression: 'sho.*' }),
  )
  expect(TableMetadataList!.map(({ Name }) => Name)).toEqual(['shown'])
  await expect(
    athena.send(new GetTableMetadataCommand({ CatalogName, DatabaseName: 'db', TableName: 'nosuch' })),
  ).rejects.toMatchObject({ name: 'MetadataException' })
  const { EngineVersions } = await athena.send(new ListEngineVersionsCommand({}))
  expect(EngineVersions!.at(-1)!.EffectiveEngineVersion).toBe('Athena engine version 3')
})

test('what is not offered is refused by name', async () => {
  await expect(lake.athena.send(new CreateNotebookCommand({ WorkGroup: 'primary', Name: 'n' }))).rejects.toThrow(
    'CreateNotebook is not supported by the embedded lakehouse',
  )
})
