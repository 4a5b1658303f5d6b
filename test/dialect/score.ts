import { readFileSync } from 'node:fs'
import { TrinoError } from '../../src/lib/lakehouse/sql/trino-error.js'
import { resultTypeName } from '../../src/lib/lakehouse/sql/types/names.js'
import type { DialectEngine } from './engine.js'
import { trinoJson } from './trino-json.js'

/** One case of the corpus: what a real Trino answered. */
export interface DialectCase {
  id: string
  area: string
  sql: string
  columns?: { name: string; type: string }[]
  rows?: unknown[][]
  error?: string
  message?: string
  /** The day in UTC when Trino answered, where the answer holds the day of the query: YYYY-MM-DD. */
  answered_on?: string
}

export interface CaseResult {
  case: DialectCase
  /** Rows equal, or refused where Trino refuses. */
  answer: boolean
  names: boolean
  types: boolean
  /** The error's name, where one is expected. */
  error: boolean
  detail: string
  sql?: string
}

export function readCases(path: string): DialectCase[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim())
    .map(line => askedToday(JSON.parse(line) as DialectCase))
}

/** `cast(time '10:00:00' as timestamp)` takes the day of the query: the recorded day becomes today's. */
function askedToday(given: DialectCase): DialectCase {
  if (given.answered_on === undefined) return given
  const today = new Date().toISOString().slice(0, 10)
  return { ...given, rows: JSON.parse(JSON.stringify(given.rows).replaceAll(given.answered_on, today)) }
}

export async function runCase(engine: DialectEngine, given: DialectCase): Promise<CaseResult> {
  const result: CaseResult = { case: given, answer: false, names: false, types: false, error: false, detail: '' }
  try {
    const { columns, rows, sql } = await engine.query(given.sql)
    result.sql = sql
    const got = rows.map(row => row.map((value, i) => trinoJson(value, columns[i]!.type)))
    if (given.error)
      return { ...result, detail: `answered ${JSON.stringify(got)}, expected ${given.error}: ${given.message}` }
    const types = columns.map(column => resultTypeName(column.type))
    const wanted = given.columns!.map(column => column.type.toLowerCase())
    result.types = JSON.stringify(types) === JSON.stringify(wanted)
    result.names =
      JSON.stringify(columns.map(column => column.name)) === JSON.stringify(given.columns!.map(column => column.name))
    result.answer = sameRows(got, given.rows!, /\border\s+by\b(?![^(]*\))/i.test(given.sql))
    if (!result.answer) result.detail = `${JSON.stringify(got)}, expected ${JSON.stringify(given.rows)}`
    else if (!result.types) result.detail = `types ${types.join(', ')}, expected ${wanted.join(', ')}`
    else if (!result.names)
      result.detail = `names ${columns.map(column => column.name).join(', ')}, expected ${given.columns!.map(column => column.name).join(', ')}`
    return result
  } catch (error) {
    if (!(error instanceof TrinoError))
      return { ...result, detail: `crashed: ${error instanceof Error ? error.stack : error}` }
    const extra = error as TrinoError & { duckdb?: string; sql?: string }
    result.sql = extra.sql
    const got = `${error.reason}${extra.duckdb ? ` (${extra.duckdb.split('\n')[0]})` : ''}`
    if (!given.error) return { ...result, detail: `${got}, expected ${JSON.stringify(given.rows)}` }
    result.answer = true
    result.error = error.errorName === given.error
    if (!result.error || !given.message?.includes(error.message))
      result.detail = `${got}, expected ${given.error}: ${given.message}`
    return result
  }
}

function sameRows(got: unknown[][], wanted: unknown[][], ordered: boolean): boolean {
  const texts = (rows: unknown[][]) => rows.map(row => JSON.stringify(row.map(rounded)))
  const a = texts(got)
  const b = texts(wanted)
  if (!ordered) {
    a.sort()
    b.sort()
  }
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Doubles to 14 digits: the last ones depend on the order of summation. Maps by their keys' order. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(14))
  if (Array.isArray(value)) return value.map(rounded)
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, rounded(item)]),
    )
  return value
}
