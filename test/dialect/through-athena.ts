import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { comparable, expectedText, trinoType } from './athena-text.js'
import { WORK_GROUP } from './run-ddl.js'
import type { DialectCase } from './score.js'

/** How a case went through the Athena API: each part that Trino's answer has is right or not. */
export interface Verdict {
  id: string
  area: string
  answer: boolean
  types: boolean
  error: boolean
  /** What was answered and what was expected, where they differ. */
  detail: string
}

/** Runs one case by StartQueryExecution, GetQueryExecution and GetQueryResults, and compares rows, column types and error name. */
export async function judge(athena: AthenaClient, given: DialectCase, database = 'default'): Promise<Verdict> {
  const verdict: Verdict = { id: given.id, area: given.area, answer: false, types: false, error: false, detail: '' }
  let id: string | undefined
  try {
    const started = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: given.sql,
        WorkGroup: WORK_GROUP,
        QueryExecutionContext: { Database: database },
      }),
    )
    id = started.QueryExecutionId!
  } catch (error) {
    return { ...verdict, detail: `refused at start: ${error}` }
  }
  const { state, reason } = await finished(athena, id)
  if (state !== 'SUCCEEDED') {
    const name = /^([A-Z_]+):/.exec(reason)?.[1]
    verdict.answer = given.error !== undefined
    verdict.error = name === given.error
    return {
      ...verdict,
      detail: verdict.error ? '' : `${reason}, expected ${given.error ?? JSON.stringify(given.rows)}`,
    }
  }
  const { columns, rows } = await results(athena, id)
  if (given.error)
    return { ...verdict, detail: `answered ${JSON.stringify(rows)}, expected ${given.error}: ${given.message}` }
  const types = given.columns!.map(column => trinoType(column.type))
  const got = rows.map(row => row.map((cell, i) => comparable(cell, types[i]!)).join(' | '))
  const wanted = given.rows!.map(row => row.map((value, i) => expectedText(value, types[i]!)).join(' | '))
  const ordered = /\border\s+by\b(?![^(]*\))/i.test(given.sql)
  verdict.answer =
    JSON.stringify(ordered ? got : got.toSorted()) === JSON.stringify(ordered ? wanted : wanted.toSorted())
  const gotTypes = columns.map(typeText).join(', ')
  const wantedTypes = given.columns!.map(column => athenaTypeText(column.type)).join(', ')
  verdict.types = gotTypes === wantedTypes
  if (!verdict.answer) verdict.detail = `${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`
  else if (!verdict.types) verdict.detail = `types ${gotTypes}, expected ${wantedTypes}`
  return verdict
}

async function finished(athena: AthenaClient, id: string): Promise<{ state: string; reason: string }> {
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
    const { State, StateChangeReason } = QueryExecution!.Status!
    if (State !== 'QUEUED' && State !== 'RUNNING') return { state: State!, reason: StateChangeReason ?? '' }
  }
}

async function results(
  athena: AthenaClient,
  id: string,
): Promise<{ columns: ColumnInfo[]; rows: (string | undefined)[][] }> {
  const rows: (string | undefined)[][] = []
  let columns: ColumnInfo[] = []
  let token: string | undefined
  do {
    const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }))
    columns = page.ResultSet!.ResultSetMetadata!.ColumnInfo!
    rows.push(...page.ResultSet!.Rows!.map(row => row.Data!.map(cell => cell.VarCharValue)))
    token = page.NextToken
  } while (token)
  return { columns, rows: rows.slice(1) }
}

/** ColumnInfo as one text: decimals with their precision and scale, all others by name. */
function typeText(column: ColumnInfo): string {
  return column.Type === 'decimal' ? `decimal(${column.Precision},${column.Scale})` : column.Type!
}

/** Trino's parametric type as Athena's ColumnInfo names it. */
function athenaTypeText(type: string): string {
  const lower = type.toLowerCase()
  if (lower.startsWith('decimal')) return lower.replaceAll(' ', '')
  if (lower === 'real') return 'float'
  return lower.replace(/\(.*\)(?= with|$)/s, '')
}
