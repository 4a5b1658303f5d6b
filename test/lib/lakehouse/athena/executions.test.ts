import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  ListQueryExecutionsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, query, select, startAthena } from './query.js'

let lake: TestLakehouse

beforeAll(async () => {
  lake = await startAthena()
  await query(lake, 'CREATE VIEW digits AS SELECT v FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS t (v)')
})

afterAll(() => lake.stop())

const start = (sql: string, more: object = {}) =>
  lake.athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      QueryExecutionContext: { Database: 'db' },
      ResultConfiguration: { OutputLocation: 's3://lake/results' },
      ...more,
    }),
  )

/** Enough work for a minute. */
const endless = `SELECT count(*) FROM ${Array.from('abcdefghijkl', name => `digits ${name}`).join(' CROSS JOIN ')}
  WHERE a.v * b.v + c.v = d.v`

test('a query is described with its state, type, statistics and place', async () => {
  const { execution } = await query(lake, "SELECT 1 AS a, 'x' AS b")
  expect(execution).toMatchObject({
    Query: "SELECT 1 AS a, 'x' AS b",
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    ResultConfiguration: { OutputLocation: `s3://lake/results/${execution.QueryExecutionId}.csv` },
    QueryExecutionContext: { Database: 'db', Catalog: 'AwsDataCatalog' },
    Status: { State: 'SUCCEEDED' },
    WorkGroup: 'primary',
    EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
    Statistics: { ResultReuseInformation: { ReusedPreviousResult: false } },
  })
  expect(execution.Status!.CompletionDateTime!.getTime()).toBeGreaterThanOrEqual(
    execution.Status!.SubmissionDateTime!.getTime(),
  )
})

test('a failed query tells the error in Athena’s form', async () => {
  const execution = await execute(lake, 'SELECT nosuch FROM digits')
  expect(execution.Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: "COLUMN_NOT_FOUND: line 1:8: Column 'nosuch' cannot be resolved",
    AthenaError: {
      ErrorCategory: 2,
      Retryable: false,
      ErrorMessage: "COLUMN_NOT_FOUND: line 1:8: Column 'nosuch' cannot be resolved",
    },
  })
  await expect(
    lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId })),
  ).rejects.toMatchObject({ name: 'InvalidRequestException', message: expect.stringContaining('FAILED') })
})

describe('results', () => {
  test('columns carry type, precision and scale', async () => {
    const sql =
      "SELECT 1 AS i, CAST(1.5 AS decimal(10, 2)) AS d, 'abc' AS s, DATE '2024-01-01' AS day, TIMESTAMP '2024-01-01 00:00:00.000' AS t, true AS b, 1e0 AS f, ARRAY[1] AS l"
    const { results, rows } = await query(lake, sql)
    const infos = results.ResultSet!.ResultSetMetadata!.ColumnInfo!.map(column => [
      column.Name,
      column.Type,
      column.Precision,
      column.Scale,
    ])
    expect(infos).toEqual([
      ['i', 'integer', 10, 0],
      ['d', 'decimal', 10, 2],
      ['s', 'varchar', 3, 0],
      ['day', 'date', 0, 0],
      ['t', 'timestamp', 3, 0],
      ['b', 'boolean', 0, 0],
      ['f', 'double', 17, 0],
      ['l', 'array', 0, 0],
    ])
    expect(rows[1]).toEqual(['1', '1.50', 'abc', '2024-01-01', '2024-01-01 00:00:00.000', 'true', '1.0', '[1]'])
  })

  test('the file in S3 is quoted CSV with metadata beside it', async () => {
    const { execution } = await query(lake, `SELECT 1 AS n, 'a "b", c' AS s, '' AS e, CAST(NULL AS varchar) AS z`)
    const id = execution.QueryExecutionId!
    const csv = (await lake.objects.read('lake', `results/${id}.csv`)).toString()
    expect(csv).toBe('"n","s","e","z"\n"1","a ""b"", c","",\n')
    const metadata = await lake.objects.read('lake', `results/${id}.csv.metadata`)
    expect(metadata.includes(Buffer.from('varchar'))).toBe(true)
  })

  test('pages start with the header and go on to the last row, as often as asked', async () => {
    const sql =
      'SELECT a.v * 100 + b.v * 10 + c.v AS n, CASE WHEN c.v = 3 THEN NULL ELSE chr(10) END AS s FROM digits a CROSS JOIN digits b CROSS JOIN digits c ORDER BY 1'
    const { execution } = await query(lake, sql)
    for (const size of [1000, 333]) {
      const rows: (string | undefined)[][] = []
      let NextToken: string | undefined
      do {
        const page = await lake.athena.send(
          new GetQueryResultsCommand({
            QueryExecutionId: execution.QueryExecutionId,
            MaxResults: size,
            NextToken,
          }),
        )
        rows.push(...page.ResultSet!.Rows!.map(row => row.Data!.map(cell => cell.VarCharValue)))
        NextToken = page.NextToken
      } while (NextToken)
      expect(rows).toHaveLength(1001)
      expect(rows[0]).toEqual(['n', 's'])
      expect(rows[4]).toEqual(['3', undefined])
      expect(rows[1000]).toEqual(['999', '\n'])
    }
  })

  test('a large result goes through a file', async () => {
    const sql = `SELECT a.v AS a, rpad('x', 300, 'y') AS s FROM digits a CROSS JOIN digits b CROSS JOIN digits c CROSS JOIN digits d`
    const { execution } = await query(lake, sql)
    const info = await lake.objects.head('lake', `results/${execution.QueryExecutionId}.csv`)
    expect(info!.size).toBe(10_000 * 307 + '"a","s"\n'.length)
  })

  test('deleted results are gone', async () => {
    const { execution } = await query(lake, 'SELECT 1')
    await lake.objects.delete('lake', `results/${execution.QueryExecutionId}.csv`)
    await expect(
      lake.athena.send(new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId })),
    ).rejects.toThrow('Could not find results')
  })
})

test('the same token starts one query', async () => {
  const token = 'a'.repeat(40)
  const first = await start('SELECT 7', { ClientRequestToken: token })
  const second = await start('SELECT 7', { ClientRequestToken: token })
  expect(second.QueryExecutionId).toBe(first.QueryExecutionId)
  await expect(start('SELECT 8', { ClientRequestToken: token })).rejects.toThrow('Idempotent parameters do not match')
})

test('parameters fill question marks', async () => {
  const { rows } = await query(lake, 'SELECT v FROM digits WHERE v > ? AND v < ? ORDER BY v', {
    ExecutionParameters: ['3', '6'],
  })
  expect(rows.slice(1)).toEqual([['4'], ['5']])
})

test('a running query stops when asked to', async () => {
  const { QueryExecutionId } = await start(endless)
  await expect
    .poll(async () => {
      const { QueryExecution } = await lake.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
      return QueryExecution!.Status!.State
    })
    .toBe('RUNNING')
  const begin = Date.now()
  await lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }))
  const { QueryExecution } = await lake.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
  expect(QueryExecution!.Status).toMatchObject({ State: 'CANCELLED', StateChangeReason: 'Query cancelled by user' })
  expect(Date.now() - begin).toBeLessThan(5000)
})

test('more queries than places wait instead of failing, and waiting ones can be stopped', async () => {
  const blockers = await Promise.all(Array.from({ length: 4 }, () => start(endless)))
  const waiting = await start('SELECT 1')
  const stop = (QueryExecutionId?: string) => lake.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }))
  await Promise.all(blockers.map(({ QueryExecutionId }) => stop(QueryExecutionId)))
  const { QueryExecution } = await lake.athena.send(
    new GetQueryExecutionCommand({ QueryExecutionId: waiting.QueryExecutionId }),
  )
  expect(QueryExecution!.Status!.State).toBe('SUCCEEDED')
  const many = await Promise.all(Array.from({ length: 30 }, (_, i) => select(lake, `SELECT ${i} FROM digits LIMIT 1`)))
  expect(many.map(rows => rows[0]![0])).toEqual(Array.from({ length: 30 }, (_, i) => String(i)))
})

test('history lists newest first, by work group, and answers in batches', async () => {
  await lake.athena.send(
    new CreateWorkGroupCommand({
      Name: 'team',
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: 's3://lake/enforced/' },
      },
    }),
  )
  const ids: string[] = []
  for (const n of [1, 2, 3]) {
    const { execution } = await query(lake, `SELECT ${n}`, { WorkGroup: 'team' })
    expect(execution.ResultConfiguration!.OutputLocation).toMatch(/^s3:\/\/lake\/enforced\//)
    ids.unshift(execution.QueryExecutionId!)
    await new Promise(resolve => setTimeout(resolve, 3))
  }
  const first = await lake.athena.send(new ListQueryExecutionsCommand({ WorkGroup: 'team', MaxResults: 2 }))
  expect(first.QueryExecutionIds).toEqual(ids.slice(0, 2))
  const second = await lake.athena.send(
    new ListQueryExecutionsCommand({ WorkGroup: 'team', NextToken: first.NextToken }),
  )
  expect(second.QueryExecutionIds).toEqual(ids.slice(2))
  const batch = await lake.athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [ids[0]!, 'nosuch'] }))
  expect(batch.QueryExecutions!.map(execution => execution.Query)).toEqual(['SELECT 3'])
  expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'nosuch' }])
  const { QueryRuntimeStatistics } = await lake.athena.send(
    new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: ids[0] }),
  )
  expect(QueryRuntimeStatistics!.Rows!.OutputRows).toBe(1)
})

describe('refused at the start', () => {
  test.each([
    ['no result location', { ResultConfiguration: undefined }, 'No output location provided'],
    ['a location that is none', { ResultConfiguration: { OutputLocation: 'file:///tmp' } }, 'not a valid S3 path'],
    ['a missing bucket', { ResultConfiguration: { OutputLocation: 's3://nosuch/x' } }, 'output bucket nosuch'],
    ['an unknown work group', { WorkGroup: 'nosuch' }, 'WorkGroup nosuch is not found'],
    ['an empty text', { QueryString: ' ' }, 'QueryString'],
    ['too long a text', { QueryString: `SELECT '${'x'.repeat(262144)}'` }, 'less than or equal to 262144'],
    ['a short token', { ClientRequestToken: 'short' }, 'ClientRequestToken'],
  ])('%s', async (_, more, message) => {
    await expect(start('SELECT 1', more)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(message),
    })
  })
})

test('results and history are there after a restart', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'mdw-history-'))
  const before = await startAthena({ stateDir })
  const { execution } = await query(before, 'SELECT 42 AS answer')
  const QueryExecutionId = execution.QueryExecutionId
  const left = await before.athena.send(
    new StartQueryExecutionCommand({ QueryString: 'SELECT 1', ResultConfiguration: { OutputLocation: 's3://lake/r' } }),
  )
  await before.stop()
  const after = await startAthena({ stateDir })
  try {
    const { QueryExecution } = await after.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    expect(QueryExecution).toMatchObject({ Query: 'SELECT 42 AS answer', Status: { State: 'SUCCEEDED' } })
    const { ResultSet } = await after.athena.send(new GetQueryResultsCommand({ QueryExecutionId }))
    expect(ResultSet!.Rows![1]!.Data).toEqual([{ VarCharValue: '42' }])
    const stopped = await after.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: left.QueryExecutionId }))
    expect(['SUCCEEDED', 'CANCELLED']).toContain(stopped.QueryExecution!.Status!.State)
  } finally {
    await after.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
})
