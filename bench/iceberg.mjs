// Iceberg tables through the Athena API, against raw DuckDB on the same Parquet and, with MDW_BENCH_TRINO=<URL>, against a
// Trino (catalog `awsdatacatalog`, Iceberg) on tables of the same rows.
// Run: node bench/iceberg.mjs [rows, default 1000000] [small files, default 200]
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { median, print, root } from './support.mjs'

const ROWS = Number(process.argv[2] ?? 1_000_000)
const SMALL_FILES = Number(process.argv[3] ?? 200)
const WARM_RUNS = 7
const trinoUrl = process.env.MDW_BENCH_TRINO
const folder = mkdtempSync(join(tmpdir(), 'mdw-bench-iceberg-'))
const lib = join(root, '.mdw', 'venv', 'lib')
const extensionDir = process.env.MDW_TEST_EXTENSION_DIR ?? join(lib, readdirSync(lib)[0], 'site-packages')

// sequence() makes at most 10,000 entries.
const BLOCK = 10_000
const numbers = (count, from = 0) =>
  `(select ${from} + a * ${BLOCK} + b as id from unnest(sequence(0, ${Math.ceil(count / BLOCK) - 1})) as x (a)
    cross join unnest(sequence(0, ${Math.min(count, BLOCK) - 1})) as y (b))`
const columns = `id, date '2024-01-01' + (id % 20) * interval '1' day as day, cast(id * 7919 % 10007 as integer) as customer,
  cast(id * 31 % 100000 as double) / 100 as amount, 'product ' || cast(id % 500 as varchar) as product`
const scan = table => `select count(*), sum(amount), count(distinct customer), max(product) from ${table}`
const point = table => `select * from ${table} where day = date '2024-01-07' and id = 123466`
const changed = Math.round(ROWS / 100)

function mergeSql(source) {
  return `merge into facts t using ${source} s on t.id = s.id
    when matched then update set amount = s.amount
    when not matched then insert values (s.id, s.day, s.customer, s.amount, s.product)`
}
// One row in 200 of those there, and as many new ones: 1% in all.
const changes = `(select id, day, customer, amount + 1 as amount, product from source where id % 200 = 0
  union all select id + ${ROWS}, day, customer, amount, product from source where id % 200 = 1)`
const smallInsert = i => `insert into small select ${columns} from ${numbers(500, i * 500)}`

async function measured(work, runs = 1) {
  const times = []
  for (let i = 0; i < runs; i++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return median(times)
}

/** The statements of one engine, timed. `ctas` spells CREATE TABLE AS; `before` is told of the last steps, beside the clock. */
async function timeEngine(run, { ctas, optimize }, before = async () => {}) {
  const times = {}
  await run(ctas('source', `select ${columns} from ${numbers(ROWS)}`))
  times.ctas = await measured(() => run(ctas('facts', 'select * from source', ['day'])))
  for (const [name, sql] of [
    ['scan', scan('facts')],
    ['point', point('facts')],
  ]) {
    await run(sql)
    times[name] = await measured(() => run(sql), WARM_RUNS)
  }
  times.nothing = await measured(() => run('select 1'), WARM_RUNS)
  await before('merge')
  times.merge = await measured(() => run(mergeSql(changes)))
  await run(ctas('small', `select ${columns} from ${numbers(500)} where false`))
  times.insert =
    (await measured(async () => {
      for (let i = 0; i < SMALL_FILES; i++) await run(smallInsert(i))
    })) / SMALL_FILES
  await before('optimize')
  times.optimize = await measured(() => run(optimize))
  return times
}

async function lakehouse() {
  const stateDir = join(folder, 'state')
  const args = ['--state-dir', stateDir, '--port', '0', '--extension-dir', extensionDir]
  const child = spawn(process.execPath, [join(root, 'dist', 'lib', 'lakehouse', 'main.js'), ...args], {
    stdio: 'ignore',
    env: { ...process.env, UV_THREADPOOL_SIZE: '24' },
  })
  const file = name => join(stateDir, 'lakehouse', name)
  while (!existsSync(file('locator.json'))) await sleep(50)
  const { endpoint } = JSON.parse(readFileSync(file('locator.json'), 'utf8'))
  const options = {
    endpoint,
    credentials: JSON.parse(readFileSync(file('credentials.json'), 'utf8')),
    region: 'us-east-1',
  }
  await new S3Client({ ...options, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'bench' }))
  const athena = new AthenaClient(options)
  const rows = async (sql, Database = 'bench') => {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database },
        ResultConfiguration: { OutputLocation: 's3://bench/results/' },
      }),
    )
    for (;;) {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
      const { State, StateChangeReason } = QueryExecution.Status
      if (State === 'FAILED') throw new Error(`${sql}: ${StateChangeReason}`)
      if (State === 'SUCCEEDED') break
      await sleep(2)
    }
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }))
    return ResultSet.Rows.slice(1).map(row => row.Data.map(cell => cell.VarCharValue))
  }
  await rows('create database bench', undefined)
  return { rows, stateDir, stop: () => child.kill('SIGKILL') }
}

async function trino(url) {
  const headers = { 'X-Trino-User': 'mdw', 'X-Trino-Catalog': 'awsdatacatalog', 'X-Trino-Schema': 'mdw_bench' }
  const run = async sql => {
    let page = await (await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers })).json()
    while (page.nextUri) page = await (await fetch(page.nextUri, { headers })).json()
    if (page.error) throw new Error(`${sql}: ${page.error.message}`)
  }
  await run('drop schema if exists mdw_bench cascade')
  await run('create schema mdw_bench')
  const times = await timeEngine(run, {
    ctas: (name, query, partitioning = []) =>
      `create table ${name} with (partitioning = array[${partitioning.map(field => `'${field}'`)}]) as ${query}`,
    optimize: 'alter table small execute optimize',
  })
  await run('drop schema mdw_bench cascade')
  return times
}

/** Raw DuckDB: the same rows from the lakehouse's own Parquet files, which it reads and writes as plain files. */
async function duckdb(files) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const run = sql => connection.runAndReadAll(sql)
  const parquet = list => `read_parquet([${list.map(path => `'${path}'`)}])`
  const out = join(folder, 'raw')
  mkdirSync(out)
  const times = {}
  const duck = { source: parquet(files.source), facts: parquet(files.facts), small: parquet(files.small) }
  times.ctas = await measured(() =>
    run(
      `copy (select * from ${duck.source}) to '${out}/facts' (format parquet, partition_by (day), write_partition_columns true)`,
    ),
  )
  for (const [name, sql] of [
    ['scan', scan(duck.facts)],
    ['point', point(duck.facts)],
  ]) {
    await run(sql)
    times[name] = await measured(() => run(sql), WARM_RUNS)
  }
  times.nothing = await measured(() => run('select 1'), WARM_RUNS)
  await run(`attach '${out}/merge.duckdb' as store`)
  await run(`use store`)
  await run(`create table facts as select * from ${duck.facts}`)
  await run(`create view source as select * from ${duck.source}`)
  times.merge = await measured(() => run(mergeSql(changes)))
  times.optimize = await measured(() =>
    run(`copy (select * from ${duck.small}) to '${out}/small.parquet' (format parquet)`),
  )
  return times
}

const lake = await lakehouse()
try {
  let files
  const dataFiles = async table =>
    (await lake.rows(`select file_path from "${table}$files" where content = 0`)).map(([path]) =>
      path.replace('s3://', `${lake.stateDir}/s3/`),
    )
  const ours = await timeEngine(
    lake.rows,
    {
      ctas: (name, query, partitioning = []) =>
        `create table ${name} with (table_type = 'ICEBERG', is_external = false, location = 's3://bench/${name}/'${
          partitioning.length ? `, partitioning = array[${partitioning.map(field => `'${field}'`)}]` : ''
        }) as ${query}`,
      optimize: 'optimize small rewrite data using bin_pack',
    },
    async step => {
      if (step === 'merge') files = { source: await dataFiles('source'), facts: await dataFiles('facts') }
      else files.small = await dataFiles('small')
    },
  )
  // The old files stay on disk: OPTIMIZE and MERGE delete none.
  const raw = await duckdb(files)
  const other = trinoUrl ? await trino(trinoUrl) : undefined
  report(ours, raw, other)
} finally {
  lake.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function report(ours, raw, other) {
  const lines = [
    ['nothing', 'SELECT 1', 'three signed HTTP calls, the query record, a result file: the fixed price of each query'],
    ['ctas', `CTAS, ${ROWS} rows, 20 partitions`, 'ZSTD and fsync of the files, which pass the S3 door'],
    ['scan', 'scan, warm', 'the scan itself; the fixed price where it is short'],
    ['point', 'point filter on a partition, warm', "the fixed price, and the planning over the table's manifests"],
    [
      'merge',
      `MERGE of 1% (${changed} rows)`,
      'the join against the whole table, then new files and deletes in each partition',
    ],
    ['insert', 'INSERT of 500 rows', 'fsync of data file, manifest, manifest list, metadata, pointer'],
    ['optimize', `OPTIMIZE of ${SMALL_FILES} files`, 'one request and one footer for each small file'],
  ]
  const ms = value => (value === undefined ? '-' : `${value.toFixed(value < 10 ? 1 : 0)} ms`)
  const ratio = (a, b) => (a === undefined || b === undefined ? '' : `${(a / b).toFixed(2)}x`)
  const row = cells => print(cells.map((cell, i) => (i === 0 ? cell.padEnd(38) : cell.padStart(11))).join(''))
  print(`${ROWS} rows; times are medians of ${WARM_RUNS} runs for SELECT, of one run for the others`)
  row(['', 'mdw', 'DuckDB', 'mdw/DuckDB', 'Trino', 'mdw/Trino'])
  for (const [key, title] of lines)
    row([
      title,
      ms(ours[key]),
      ms(raw[key]),
      ratio(ours[key], raw[key]),
      ms(other?.[key]),
      ratio(ours[key], other?.[key]),
    ])
  if (!other) print('Trino: not measured, MDW_BENCH_TRINO is not set')
  print('What limits each:')
  for (const [, title, limit] of lines) print(`  ${title}: ${limit}`)
}
