// The embedded lakehouse under load: 32 clients that mix queries and S3, and 64 MB objects against copying the file.
// Run: node bench/load.mjs [seconds of the mix, default 20]
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { median, print, root } from './support.mjs'

const CLIENTS = 32
const seconds = Number(process.argv[2] ?? 20)
const BUCKET = 'load'

const stateDir = mkdtempSync(join(tmpdir(), 'mdw-load-'))
const venv = join(root, '.mdw', 'venv', 'lib')
const extensions = join(
  venv,
  readdirSync(venv).find(name => name.startsWith('python')),
  'site-packages',
)
const entry = join(root, 'dist', 'lib', 'lakehouse', 'main.js')
const lakehouse = spawn(
  process.execPath,
  [entry, '--state-dir', stateDir, '--port', '0', '--extension-dir', extensions],
  {
    stdio: 'ignore',
  },
)
try {
  const file = name => join(stateDir, 'lakehouse', name)
  while (!existsSync(file('locator.json'))) await sleep(50)
  const { endpoint } = JSON.parse(readFileSync(file('locator.json'), 'utf8'))
  const credentials = JSON.parse(readFileSync(file('credentials.json'), 'utf8'))
  const client = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  const s3 = new S3Client({ ...client, forcePathStyle: true, requestHandler: { httpAgent: { maxSockets: 64 } } })
  const athena = new AthenaClient({ ...client, requestHandler: { httpAgent: { maxSockets: 64 } } })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  await mix(s3, athena)
  await largeObjects(s3)
} finally {
  lakehouse.kill('SIGTERM')
  await new Promise(resolve => lakehouse.once('exit', resolve))
  rmSync(stateDir, { recursive: true, force: true })
}
process.exit(0)

async function mix(s3, athena) {
  const query = async sql => {
    const ResultConfiguration = { OutputLocation: `s3://${BUCKET}/results/` }
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration }),
    )
    for (;;) {
      const { Status } = (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution
      if (Status.State === 'SUCCEEDED') break
      if (Status.State === 'FAILED') throw new Error(Status.StateChangeReason)
    }
    return await athena.send(new GetQueryResultsCommand({ QueryExecutionId }))
  }
  await query('CREATE DATABASE load')
  await query(`CREATE TABLE load.sales WITH (table_type = 'ICEBERG', is_external = false, location = 's3://${BUCKET}/sales/') AS
    SELECT a.n * 1000 + b.n AS id, (a.n * 7 + b.n) % 50 AS shop, CAST(b.n AS decimal(10, 2)) / 4 AS price
    FROM UNNEST(sequence(1, 200)) AS a (n) CROSS JOIN UNNEST(sequence(1, 1000)) AS b (n)`)
  const small = randomBytes(100_000)
  const works = {
    'query, aggregate': () =>
      query('SELECT shop, sum(price), count(*) FROM load.sales GROUP BY shop ORDER BY 2 DESC LIMIT 5'),
    'query, one row': number => query(`SELECT * FROM load.sales WHERE id = ${1000 + (number % 900)}`),
    'query, constant': () => query('SELECT 1'),
    'S3 PUT 100 KB': number =>
      s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `small/${number % 1000}`, Body: small })),
    'S3 GET 100 KB': async number => {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `read/${number % 64}`, Body: small }))
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `read/${number % 64}` }))
      await Body.transformToByteArray()
    },
    'S3 list': () => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'small/', MaxKeys: 100 })),
  }
  const names = Object.keys(works)
  const times = Object.fromEntries(names.map(name => [name, []]))
  let failed = 0
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes())
  }, 200)
  const before = residentMegabytes()
  const end = performance.now() + seconds * 1000
  let number = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < end) {
        const mine = number++
        const name = names[mine % names.length]
        const started = performance.now()
        await works[name](mine).catch(error => {
          if (failed++ < 3) print(`failed: ${name}: ${error.message}`)
        })
        times[name].push(performance.now() - started)
      }
    }),
  )
  clearInterval(watch)
  print(`${CLIENTS} clients for ${seconds} s: ${(number / seconds).toFixed(0)} works/s, ${failed} failed`)
  print(`${'work'.padEnd(18)}${['count', 'p50 ms', 'p99 ms'].map(name => name.padStart(10)).join('')}`)
  for (const name of names) {
    const sorted = times[name].sort((a, b) => a - b)
    const cells = [sorted.length, at(sorted, 0.5).toFixed(1), at(sorted, 0.99).toFixed(1)]
    print(name.padEnd(18) + cells.map(cell => String(cell).padStart(10)).join(''))
  }
  await sleep(1000)
  print(
    `memory: ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most, ${residentMegabytes().toFixed(0)} MB after`,
  )
}

/** GET and PUT of 64 MB, each beside a copy of the same file that is flushed to disk, taking turns. */
async function largeObjects(s3) {
  const body = randomBytes(64 * 1024 * 1024)
  const source = join(stateDir, 'source')
  writeFileSync(source, body)
  const times = { copy: [], PUT: [], GET: [] }
  const measure = async (name, work) => {
    const started = performance.now()
    await work()
    times[name].push(performance.now() - started)
  }
  for (let round = 0; round < 7; round++) {
    await measure('copy', () => flushedCopy(source, join(stateDir, 'copy')))
    await measure('PUT', () => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large', Body: body })))
    await measure('GET', async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'large' }))
      for await (const _ of Body);
    })
  }
  const copy = median(times.copy)
  print()
  print('64 MB, median of 7')
  for (const [name, all] of Object.entries(times)) {
    const millis = median(all)
    print(
      `${name.padEnd(6)}${millis.toFixed(0).padStart(6)} ms ${(64_000 / millis).toFixed(0).padStart(6)} MB/s   ${(millis / copy).toFixed(1)} x copy`,
    )
  }
}

function flushedCopy(from, to) {
  copyFileSync(from, to)
  const file = openSync(to, 'r+')
  fsyncSync(file)
  closeSync(file)
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function residentMegabytes() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${lakehouse.pid}/status`, 'utf8'))[1]) / 1024
}
