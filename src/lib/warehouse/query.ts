import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { InterruptedError, MdwError, messageOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type Environment, layerDatabase, resultLocation } from '../project/environment.js'
import { commandFor } from '../ui/environment-advice.js'
import { awsFailure } from './aws-error.js'
import type { AwsClients } from './clients.js'
import { fetchResult, type ResultRows } from './query-results.js'

export interface QueryResult extends ResultRows {
  queryId: string
  seconds: number
  bytesScanned: number
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

export type QueryClients = Pick<AwsClients, 'athena' | 's3'>

/** Runs one statement on Athena and fetches its rows. Athena's refusal is QUERY_FAILED with Athena's words. */
export async function runQuery(
  clients: QueryClients,
  environment: Environment,
  request: QueryRequest,
): Promise<QueryResult> {
  try {
    return await execute(clients, environment, request)
  } catch (error) {
    if (/WorkGroup .* is not found/i.test(messageOf(error))) throw notProvisioned(environment, error)
    throw awsFailure(error, 'run the query on Athena')
  }
}

async function execute(clients: QueryClients, environment: Environment, request: QueryRequest): Promise<QueryResult> {
  const started = performance.now()
  const { QueryExecutionId: id } = await clients.athena.send(
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
  const execution = await waitForEnd(clients.athena, environment, id!, request)
  if (execution.Status?.State !== 'SUCCEEDED') throw queryFailed(execution)
  const result = await fetchResult(clients, execution, request)
  return {
    queryId: id!,
    ...result,
    seconds: (performance.now() - started) / 1000,
    bytesScanned: execution.Statistics?.DataScannedInBytes ?? 0,
  }
}

async function waitForEnd(
  athena: AthenaClient,
  { endpoint }: Environment,
  id: string,
  request: QueryRequest,
): Promise<QueryExecution> {
  for (let attempt = 0; ; attempt++) {
    const execution = await lookAt(athena, id, request.signal)
    if (request.signal?.aborted) throw await cancel(athena, id)
    const state = execution?.Status?.State ?? 'UNKNOWN'
    if (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED') return execution!
    request.onState?.(state.toLowerCase())
    const pause = pollPause(attempt, endpoint === undefined ? FIRST_PAUSE_MS.aws : FIRST_PAUSE_MS.otherEndpoint)
    // An abort ends the pause; the round that follows finds it.
    await sleep(pause, undefined, { signal: request.signal }).catch(() => undefined)
  }
}

/** Undefined when it was aborted meanwhile: the lakehouse takes its time over the answer for a query that runs. */
async function lookAt(athena: AthenaClient, id: string, signal?: AbortSignal): Promise<QueryExecution | undefined> {
  const command = new GetQueryExecutionCommand({ QueryExecutionId: id })
  try {
    return (await athena.send(command, { abortSignal: signal })).QueryExecution
  } catch (error) {
    if (signal?.aborted) return undefined
    throw error
  }
}

/** The embedded lakehouse answers when the query ends or two seconds later: asking it again at once costs nothing. */
const FIRST_PAUSE_MS = { aws: 200, otherEndpoint: 10 }
const LONGEST_PAUSE_MS = 5_000

/**
 * How long to wait before a query is asked for again: longer each time, as the account has a quota of calls.
 * `chance`, of 0 to 1, keeps commands that wait from asking in step.
 */
export function pollPause(attempt: number, first: number, chance: number = Math.random()): number {
  return Math.min(first * 1.5 ** attempt, LONGEST_PAUSE_MS) * (0.75 + chance / 2)
}

async function cancel(athena: AthenaClient, id: string): Promise<InterruptedError> {
  try {
    await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    return new InterruptedError(`Stopped. Query ${id} was cancelled.`)
  } catch (error) {
    return new InterruptedError(`Stopped. Query ${id} still runs: it could not be cancelled (${messageOf(error)}).`)
  }
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
    actions: [`Run \`${commandFor('mdw up', name)}\`, or correct workgroup: in mdw.yml.`],
    exitCode: ExitCode.notReady,
    cause,
  })
}

/** What usually helps, for the errors that people meet most. */
function adviceFor(reason: string): string[] {
  if (/TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|(Table|Database) not found/.test(reason))
    return ['`mdw status` lists the tables.']
  if (/COLUMN_NOT_FOUND/.test(reason)) return ['`mdw query "describe <database>.<table>"` lists the columns.']
  if (/FUNCTION_NOT_FOUND/.test(reason)) return ['`mdw local gaps --sql --all` lists the functions of Athena.']
  if (/Only one sql statement is allowed/.test(reason)) return ['Run one statement at a time.']
  if (/line \d+:\d+/.test(reason)) return ['Correct the statement at that line and column.']
  return []
}
