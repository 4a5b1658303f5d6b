import { DuckDBInstance } from '@duckdb/node-api'
import type { RawTable } from '../../../project/raw-sources.js'
import { castChecks, identifier, quoted } from './cast-check.js'

/** Distinct wrong values that are fetched, to be found in the file afterwards. */
const FETCHED = 1000

export interface ValueVerdict {
  /** Rows that DuckDB could read. */
  rows: number
  /** Columns with values that cannot be cast. */
  casts: { column: string; type: string; count: number; values: Set<string> }[]
  /** Rows whose key was there before; the keys as their fields joined by U+001F. */
  duplicates: { count: number; keys: Set<string> }
}

/** One pass of DuckDB over the file: every value of a column with a `cast`, and every key. Rows it cannot read are left out. */
export async function judgeValues(path: string, table: RawTable): Promise<ValueVerdict> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects()
  try {
    const source = readCsv(path, table)
    const checks = castChecks(table)
    const counts = checks.map(({ bad }, index) => `count(*) filter (where ${bad}) as c${index}`)
    const [totals] = await read(`select ${['count(*) as total', ...counts].join(', ')} from ${source}`)
    const casts: ValueVerdict['casts'] = []
    for (const [index, { column, type, bad }] of checks.entries()) {
      const count = Number(totals![`c${index}`])
      if (count === 0) continue
      const name = identifier(column)
      const found = await read(`select distinct ${name} as v from ${source} where ${bad} limit ${FETCHED}`)
      casts.push({ column, type, count, values: new Set(found.map(row => String(row.v))) })
    }
    return { rows: Number(totals!.total), casts, duplicates: await duplicatesOf(source, table, read) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function duplicatesOf(
  source: string,
  { key }: RawTable,
  read: (sql: string) => Promise<Record<string, unknown>[]>,
): Promise<ValueVerdict['duplicates']> {
  if (key === undefined) return { count: 0, keys: new Set() }
  const joined = `concat_ws(chr(31), ${key.map(name => `coalesce(${identifier(name)}, '')`).join(', ')})`
  const [distinct] = await read(`select count(*) - count(distinct ${joined}) as extra from ${source}`)
  const count = Number(distinct!.extra)
  if (count === 0) return { count, keys: new Set() }
  const found = await read(`select ${joined} as k from ${source} group by 1 having count(*) > 1 limit ${FETCHED}`)
  return { count, keys: new Set(found.map(row => String(row.k))) }
}

/** A doubled quote is DuckDB's escape here: OpenCSVSerde knows both, and rows with the other one are looked at line by line. */
function readCsv(path: string, { csv, columns }: RawTable): string {
  const types = columns.map(({ name }) => `${quoted(name)}: 'VARCHAR'`).join(', ')
  const options = [
    'auto_detect=false',
    'header=false',
    `skip=${csv.skipHeaderLines}`,
    `delim=${quoted(csv.separator)}`,
    `quote=${quoted(csv.quote)}`,
    `escape=${quoted(csv.quote)}`,
    `columns={${types}}`,
    'ignore_errors=true',
    `compression=${/\.gz$/i.test(path) ? "'gzip'" : "'none'"}`,
  ]
  return `read_csv(${quoted(path)}, ${options.join(', ')})`
}
