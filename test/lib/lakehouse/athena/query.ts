import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena'
import { startTestLakehouse, type TestLakehouse } from '../../../lakehouse.js'

export interface QueryOutcome {
  execution: QueryExecution
  /** Cells of all rows, the header of a query included. */
  rows: (string | null)[][]
  results: GetQueryResultsCommandOutput
}

/** A lakehouse with a bucket `lake` and a database `db`. */
export async function startAthena(options: Parameters<typeof startTestLakehouse>[0] = {}): Promise<TestLakehouse> {
  const lake = await startTestLakehouse(options)
  if (!lake.objects.hasBucket('lake')) await lake.objects.createBucket('lake')
  if (!lake.catalog.database('db')) lake.catalog.createDatabase({ name: 'db' })
  return lake
}

export async function execute(
  lake: TestLakehouse,
  sql: string,
  more: Partial<StartQueryExecutionCommandInput> = {},
): Promise<QueryExecution> {
  const { QueryExecutionId } = await lake.athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: 'db', Catalog: 'AwsDataCatalog' },
      ResultConfiguration: { OutputLocation: 's3://lake/results/' },
      ...more,
    }),
  )
  for (;;) {
    const { QueryExecution } = await lake.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    if (['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(QueryExecution!.Status!.State!)) return QueryExecution!
  }
}

export async function query(
  lake: TestLakehouse,
  sql: string,
  more: Partial<StartQueryExecutionCommandInput> = {},
): Promise<QueryOutcome> {
  const execution = await execute(lake, sql, more)
  if (execution.Status!.State !== 'SUCCEEDED') throw new Error(execution.Status!.StateChangeReason)
  const results = await lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }))
  const rows = results.ResultSet!.Rows!.map(row => row.Data!.map(cell => cell.VarCharValue ?? null))
  return { execution, rows, results }
}

/** The rows of a SELECT without its header. */
export async function select(lake: TestLakehouse, sql: string): Promise<(string | null)[][]> {
  return (await query(lake, sql)).rows.slice(1)
}

/** Why a statement failed; fails itself if it did not. */
export async function refusal(lake: TestLakehouse, sql: string): Promise<string> {
  const execution = await execute(lake, sql)
  if (execution.Status!.State !== 'FAILED') throw new Error(`${sql} is ${execution.Status!.State}`)
  return execution.Status!.StateChangeReason!
}

export async function objectKeys(lake: TestLakehouse, prefix: string): Promise<string[]> {
  return (await lake.objects.list('lake', { prefix })).objects.map(({ key }) => key)
}
