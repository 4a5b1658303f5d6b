// What the SQL layer costs: the translation of a 300-line query, and a warm `SELECT 1` through StartQueryExecution,
// GetQueryExecution and GetQueryResults, as a ratio to the same statement in a DuckDB of this process.
// Run: node bench/sql.mjs [rounds]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { DuckDBInstance } from '@duckdb/node-api'
import { median, print, root } from './support.mjs'

const rounds = Number(process.argv[2] ?? 200)
const from = process.env.MDW_BENCH_DIST ?? join(root, 'dist')
const load = path => import(join(from, 'lib', path))
const { startLakehouse } = await load('lakehouse/server.js')
const { parseStatement } = await load('lakehouse/sql/parser/parse.js')
const { translateQuery } = await load('lakehouse/sql/translate.js')
const { sitePackages } = await load('toolchain/python/installed.js')

await benchTranslation()
await benchSelect()

async function benchTranslation() {
  const text = longQuery(300)
  const session = { catalog: 'awsdatacatalog', schema: 'default', startMillis: Date.now(), user: 'bench' }
  const resolver = { hasCatalog: () => true, hasSchema: () => true, relation: () => undefined }
  const translate = () => translateQuery(parseStatement(text), { session, resolver })
  const first = timeOf(translate)
  const warm = Array.from({ length: rounds }, () => timeOf(translate))
  print(`translation of ${text.split('\n').length} lines, ${text.length} characters`)
  print(`  first ${ms(first)}   ${summary(warm)}   goal: 10 ms warm`)
}

async function benchSelect() {
  const folder = mkdtempSync(join(tmpdir(), 'mdw-bench-'))
  const extensionDir = process.env.MDW_TEST_EXTENSION_DIR ?? sitePackages(join(root, '.mdw', 'venv'))
  const lake = await startLakehouse({ stateDir: folder, port: 0, extensionDir })
  await lake.objects.createBucket('bench')
  const { accessKeyId, secretAccessKey } = lake.credentials
  const athena = new AthenaClient({
    endpoint: lake.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  })
  const instance = await DuckDBInstance.create(':memory:')
  const duckdb = await instance.connect()
  const raw = async () => (await duckdb.runAndReadAll('SELECT 1')).getRows()
  const through = () => select(athena, 'SELECT 1')
  try {
    for (let i = 0; i < 20; i++) await Promise.all([raw(), through()])
    const times = { athena: [], duckdb: [] }
    for (let i = 0; i < rounds; i++) {
      times.athena.push(await timeOfAsync(through))
      times.duckdb.push(await timeOfAsync(raw))
    }
    const [own, base] = [median(times.athena), median(times.duckdb)]
    print('warm SELECT 1')
    print(`  three Athena calls  ${summary(times.athena)}   goal: 10 ms`)
    print(`  DuckDB alone        ${summary(times.duckdb)}   ratio of the medians ${(own / base).toFixed(1)}`)
  } finally {
    athena.destroy()
    duckdb.closeSync()
    await lake.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function select(athena, sql) {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ResultConfiguration: { OutputLocation: 's3://bench/results/' },
    }),
  )
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    const { State } = QueryExecution.Status
    if (State === 'SUCCEEDED') break
    if (State !== 'QUEUED' && State !== 'RUNNING') throw new Error(QueryExecution.Status.StateChangeReason)
  }
  await athena.send(new GetQueryResultsCommand({ QueryExecutionId }))
}

/** A query as models have them: common tables in steps, casts, conditions, joins, aggregates and windows. */
function longQuery(lines) {
  const tables = [`base AS (\n  SELECT * FROM (VALUES (1, '2024-01-01', 9.99, 'a')) t (id, day, price, code)\n)`]
  for (let i = 0; tables.join(',\n').split('\n').length < lines - 6; i++) {
    const source = i === 0 ? 'base' : `step${i - 1}`
    tables.push(`step${i} AS (
  SELECT
    s.id,
    s.day,
    CAST(s.price * 1.05 AS decimal(12, 2)) AS price,
    coalesce(nullif(trim(s.code), ''), 'none') AS code,
    CASE WHEN s.price > 100 THEN 'high' WHEN s.price > 10 THEN 'middle' ELSE 'low' END AS band${i},
    date_trunc('month', CAST(s.day AS date)) AS month${i},
    row_number() OVER (PARTITION BY s.code ORDER BY s.day DESC) AS place${i},
    b.total
  FROM ${source} s
  LEFT JOIN (
    SELECT code, sum(price) AS total, count(DISTINCT id) AS n
    FROM ${source}
    GROUP BY code
  ) b ON b.code = s.code
  WHERE s.id IN (1, 2, 3) AND NOT (s.price < 0 OR s.code IS NULL)
)`)
  }
  return `WITH ${tables.join(',\n')}\nSELECT *\nFROM step${tables.length - 2}\nORDER BY id, day`
}

function timeOf(work) {
  const started = performance.now()
  work()
  return performance.now() - started
}

async function timeOfAsync(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The fastest is what it costs; the median also tells how busy the machine is. */
function summary(times) {
  return `median ${ms(median(times))}   fastest ${ms(Math.min(...times))}`
}

function ms(value) {
  return `${value.toFixed(2)} ms`
}
