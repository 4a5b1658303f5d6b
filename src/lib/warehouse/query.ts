import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { InterruptedError, MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type Environment, layerDatabase, resultLocation } from '../project/environment.js'
import { awsFailure } from './aws-error.js'

export interface QueryColumn {
  name: string
  /** Athena's name: `varchar`, `decimal`, `timestamp`, … */
  type: string
}

export interface QueryResult {
  queryId: string
  columns: QueryColumn[]
  /** Athena's text of each value; null for NULL. */
  rows: (string | null)[][]
  /** False when rows beyond `limit` were left out. */
  complete: boolean
  seconds: number
  bytesScanned: number
  updateCount: number | null
}

export interface QueryRequest {
  sql: string
  /** Most rows to fetch; all of them when left out. */
  limit?: number
  /** Context for unqualified names. */
  database?: string
  onState?: (state: string) => void
  signal?: AbortSignal
}

/** The first polls come quickly for the local endpoint's sake, later ones slowly for AWS's. */
const POLL_MS = [10, 20, 50, 100, 200, 400, 800]
const PAGE_ROWS = 1000

/** Runs one statement on Athena and fetches its rows. Athena's refusal is QUERY_FAILED with Athena's words. */
export async function runQuery(
  athena: AthenaClient,
  environment: Environment,
  request: QueryRequest,
): Promise<QueryResult> {
  try {
    return await execute(athena, environment, request)
  } catch (error) {
    if (/WorkGroup .* is not found/i.test(messageOf(error))) throw notProvisioned(environment, error)
    throw awsFailure(error, 'run the query on Athena')
  }
}

async function execute(athena: AthenaClient, environment: Environment, request: QueryRequest): Promise<QueryResult> {
  const started = performance.now()
  const { QueryExecutionId: id } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: request.sql,
      WorkGroup: environment.workgroup,
      QueryExecutionContext: {
        Catalog: 'AwsDataCatalog',
        Database: request.database ?? layerDatabase(environment, 'cur'),
      },
      ResultConfiguration: { OutputLocation: resultLocation(environment) },
    }),
  )
  const execution = await waitForEnd(athena, id!, request)
  if (execution.Status?.State !== 'SUCCEEDED') throw queryFailed(execution)
  const result = await fetchRows(athena, execution, request)
  return {
    queryId: id!,
    ...result,
    seconds: (performance.now() - started) / 1000,
    bytesScanned: execution.Statistics?.DataScannedInBytes ?? 0,
  }
}

async function waitForEnd(athena: AthenaClient, id: string, request: QueryRequest): Promise<QueryExecution> {
  for (let attempt = 0; ; attempt++) {
    const { QueryExecution: execution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
    const state = execution?.Status?.State ?? 'UNKNOWN'
    if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED') return execution!
    if (request.signal?.aborted) {
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
      throw new InterruptedError(`Stopped. Query ${id} was cancelled.`)
    }
    request.onState?.(state.toLowerCase())
    await sleep(POLL_MS[Math.min(attempt, POLL_MS.length - 1)])
  }
}

async function fetchRows(
  athena: AthenaClient,
  execution: QueryExecution,
  request: QueryRequest,
): Promise<Pick<QueryResult, 'columns' | 'rows' | 'complete' | 'updateCount'>> {
  const limit = request.limit ?? Number.POSITIVE_INFINITY
  const rows: (string | null)[][] = []
  let columns: QueryColumn[] = []
  let updateCount: number | null = null
  let token: string | undefined
  do {
    const page = await athena.send(
      new GetQueryResultsCommand({
        QueryExecutionId: execution.QueryExecutionId,
        NextToken: token,
        MaxResults: PAGE_ROWS,
      }),
    )
    const data = page.ResultSet?.Rows?.map(row => (row.Data ?? []).map(cell => cell.VarCharValue ?? null)) ?? []
    if (token === undefined) {
      columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(columnOf)
      updateCount = page.UpdateCount ?? null
      // Athena's first row of a SELECT is the header.
      if (execution.StatementType === 'DML' && isHeader(data[0], columns)) data.shift()
    }
    rows.push(...data)
    token = page.NextToken
    if (request.signal?.aborted) throw new InterruptedError(`Stopped after ${rows.length} rows.`)
  } while (token !== undefined && rows.length <= limit)
  return { columns, rows: rows.slice(0, limit), complete: token === undefined && rows.length <= limit, updateCount }
}

function columnOf(column: ColumnInfo): QueryColumn {
  return { name: column.Name ?? '', type: column.Type ?? '' }
}

function isHeader(row: (string | null)[] | undefined, columns: QueryColumn[]): boolean {
  return row !== undefined && row.length === columns.length && row.every((cell, index) => cell === columns[index]!.name)
}

function queryFailed(execution: QueryExecution): MdwError {
  const reason = execution.Status?.StateChangeReason ?? 'Athena gave no reason.'
  const cancelled = execution.Status?.State === 'CANCELLED'
  return new MdwError({
    code: cancelled ? 'QUERY_CANCELLED' : 'QUERY_FAILED',
    message: cancelled ? 'The query was cancelled.' : reason,
    why: cancelled ? reason : undefined,
    actions: adviceFor(reason),
    data: {
      queryId: execution.QueryExecutionId,
      reason,
      athenaError: execution.Status?.AthenaError,
    },
  })
}

function notProvisioned({ name, workgroup }: Environment, cause: unknown): MdwError {
  return new MdwError({
    code: 'NOT_SET_UP',
    message: `Environment ${name} has no Athena workgroup ${workgroup} yet.`,
    why: 'Queries run in it. It is made together with the bucket and the databases.',
    actions: [name === 'local' ? 'Run `mdw up`.' : `Run \`mdw up --env ${name}\`, or correct workgroup: in mdw.yml.`],
    exitCode: ExitCode.notReady,
    cause,
  })
}

/** What usually helps, for the errors that people meet most. */
function adviceFor(reason: string): string[] {
  if (/TABLE_NOT_FOUND|SCHEMA_NOT_FOUND/.test(reason)) return ['`mdw status` lists the tables.']
  if (/COLUMN_NOT_FOUND/.test(reason)) return ['`mdw query "describe <database>.<table>"` lists the columns.']
  return []
}
