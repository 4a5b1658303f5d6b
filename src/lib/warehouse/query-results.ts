import { type AthenaClient, type ColumnInfo, GetQueryResultsCommand, type QueryExecution } from '@aws-sdk/client-athena'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { InterruptedError } from '../errors.js'
import { CsvReader } from '../lakehouse/athena/results/csv.js'
import { awsStatus } from './aws-error.js'
import type { AwsClients } from './clients.js'
import { parseS3Uri } from './tables.js'

export interface QueryColumn {
  name: string
  /** Athena's name: `varchar`, `decimal`, `timestamp`, … */
  type: string
}

export interface ResultRows {
  columns: QueryColumn[]
  /** Athena's text of each value; null for NULL. */
  rows: (string | null)[][]
  /** False when rows beyond `limit` were left out. */
  complete: boolean
  updateCount: number | null
}

export interface ResultRequest {
  limit?: number
  signal?: AbortSignal
}

type Row = (string | null)[]

/** The most that GetQueryResults gives at once (Athena API reference). */
const PAGE_ROWS = 1000

/**
 * The rows of a query that succeeded. What fits a page comes from Athena, with the columns' types. More is read from the
 * result's file in S3, which holds the same text: a thousand rows a call would take long and be throttled.
 */
export async function fetchResult(
  { athena, s3 }: Pick<AwsClients, 'athena' | 's3'>,
  execution: QueryExecution,
  request: ResultRequest,
): Promise<ResultRows> {
  const limit = request.limit ?? Number.POSITIVE_INFINITY
  const page = await resultPage(athena, execution)
  const columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(columnOf)
  const first = rowsOf(page)
  const isSelect = execution.StatementType === 'DML' && isHeader(first[0], columns)
  // Athena's first row of a SELECT is the header.
  if (isSelect) first.shift()
  const more = { first, token: page.NextToken, limit, signal: request.signal }
  const rows = await allRows(athena, s3, execution, isSelect, more)
  const complete = rows.length <= limit
  return { columns, rows: complete ? rows : rows.slice(0, limit), complete, updateCount: page.UpdateCount ?? null }
}

interface Rest {
  first: Row[]
  token: string | undefined
  limit: number
  signal?: AbortSignal
}

/** One row more than the limit where there is one: it tells that rows were left out. */
async function allRows(
  athena: AthenaClient,
  s3: S3Client,
  execution: QueryExecution,
  isSelect: boolean,
  rest: Rest,
): Promise<Row[]> {
  if (rest.token === undefined || rest.first.length > rest.limit) return rest.first
  // A page's worth more is one call, whichever way.
  const far = rest.limit >= rest.first.length + PAGE_ROWS
  return (isSelect && far && (await fromFile(s3, execution, rest))) || fromPages(athena, execution, rest)
}

async function fromPages(athena: AthenaClient, execution: QueryExecution, rest: Rest): Promise<Row[]> {
  const rows = rest.first
  for (let { token } = rest; token !== undefined && rows.length <= rest.limit; ) {
    stopIfAborted(rest.signal, rows.length)
    const page = await resultPage(athena, execution, token)
    rows.push(...rowsOf(page))
    token = page.NextToken
  }
  return rows
}

/**
 * The rows of the result's file. Undefined where the caller may not read it, or where there is none: a workgroup may
 * keep its results itself (Athena user guide, "Managed query results").
 */
async function fromFile(s3: S3Client, execution: QueryExecution, { limit, signal }: Rest): Promise<Row[] | undefined> {
  const place = parseS3Uri(execution.ResultConfiguration?.OutputLocation)
  if (!place?.key.endsWith('.csv')) return undefined
  const reader = new CsvReader()
  const rows: Row[] = []
  let header = true
  try {
    for await (const chunk of contentOf(s3, place)) {
      stopIfAborted(signal, rows.length)
      for (const row of reader.push(chunk)) {
        if (header) header = false
        else rows.push(row)
        // Leaving the loop closes the stream.
        if (rows.length > limit) return rows
      }
    }
    return rows
  } catch (error) {
    if (header && [403, 404].includes(awsStatus(error) ?? 0)) return undefined
    throw error
  }
}

const BREAKS = 5

/** An object's bytes. The SDK tries a call again, but not a stream that breaks: it is taken up where it broke. */
async function* contentOf(s3: S3Client, { bucket: Bucket, key: Key }: { bucket: string; key: string }) {
  let received = 0
  let IfMatch: string | undefined
  for (let breaks = 0; ; ) {
    const rest = received === 0 ? {} : { Range: `bytes=${received}-`, IfMatch }
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key, ...rest }))
    IfMatch = ETag
    try {
      for await (const chunk of Body as unknown as AsyncIterable<Buffer>) {
        received += chunk.length
        yield chunk
      }
      return
    } catch (error) {
      if (++breaks > BREAKS) throw error
    }
  }
}

function resultPage(athena: AthenaClient, { QueryExecutionId }: QueryExecution, NextToken?: string) {
  return athena.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken, MaxResults: PAGE_ROWS }))
}

function rowsOf(page: Awaited<ReturnType<typeof resultPage>>): Row[] {
  return page.ResultSet?.Rows?.map(row => (row.Data ?? []).map(cell => cell.VarCharValue ?? null)) ?? []
}

function stopIfAborted(signal: AbortSignal | undefined, rows: number): void {
  if (signal?.aborted) throw new InterruptedError(`Stopped after ${rows} rows.`)
}

function columnOf(column: ColumnInfo): QueryColumn {
  return { name: column.Name ?? '', type: column.Type ?? '' }
}

function isHeader(row: Row | undefined, columns: QueryColumn[]): boolean {
  return row !== undefined && row.length === columns.length && row.every((cell, index) => cell === columns[index]!.name)
}
