// Uploads: throughput of mdw's sender against `aws s3 cp` on the same endpoint, and validation against reading the file.
// MDW_BENCH_MB sets the size of the file (200), MDW_BENCH_AWS the aws command.
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { mdw, median, newProject, print, root, timed } from './support.mjs'

const library = path => import(fileURLToPath(new URL(`../dist/lib/${path}`, import.meta.url)))
const { openProject, selectEnvironment } = await library('project/project.js')
const { connect } = await library('warehouse/connection.js')
const { readRawSources } = await library('project/raw-sources.js')
const { sendFile } = await library('warehouse/upload/send-file.js')
const { localFile } = await library('warehouse/upload/local-files.js')
const { sha256 } = await library('warehouse/upload/sha256.js')
const { declaredCast } = await library('warehouse/upload/stg-casts/read-casts.js')
const { validateTable } = await library('warehouse/upload/validate/validate-table.js')
const { destroyClients } = await library('warehouse/clients.js')
const { provision } = await library('warehouse/provision/provision.js')

const RUNS = 3
const megabytes = Number(process.env.MDW_BENCH_MB ?? 200)
const aws = process.env.MDW_BENCH_AWS ?? 'aws'
process.env.MDW_VENV ??= join(root, '.mdw', 'venv')
const silent = { update() {}, info() {}, warn() {}, skip() {}, result() {} }

async function writeSales(path) {
  const out = createWriteStream(path)
  out.write('SalesID,SalesPersonID,CustomerID,ProductID,Quantity,Discount,TotalPrice,SalesDate,TransactionNumber\n')
  let size = 0
  for (let id = 1; size < megabytes * 1e6; ) {
    let block = ''
    for (let n = 0; n < 10_000; n++, id++) {
      block += `${id},${id % 23},${id % 98759},${id % 452},${id % 25},0.1000,0.00,2018-04-0${(id % 9) + 1} 07:38:25.430,T${id}\n`
    }
    size += block.length
    if (!out.write(block)) await new Promise(resolve => out.once('drain', resolve))
  }
  out.end()
  await finished(out)
}

/** Seconds on the clock; those of the processor are kept beside them, which other work on the machine does not change. */
const processor = new Map()
async function seconds(work) {
  const started = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  const taken = (performance.now() - started) / 1000
  processor.set(taken, (user + system) / 1e6)
  return taken
}

const { folder, remove } = newProject()
let clients
try {
  process.chdir(folder)
  const project = openProject()
  // Not a child of this process, which could not reap it while it waits for `mdw down`.
  mdw(folder, ['local', 'start'])
  const connection = await connect(project, selectEnvironment(project.config, 'local'), silent)
  const { environment } = connection
  clients = connection.clients
  const path = join(folder, 'sales.csv')
  await writeSales(path)
  const size = statSync(path).size
  const declared = readRawSources(project.dbtFolder).find(one => one.name === 'sales')
  const casts = ['bigint', 'integer', 'integer', 'integer', 'integer', 'decimal(5,4)', 'decimal(18,4)', 'timestamp']
  const table = {
    ...declared,
    columns: declared.columns.map((one, at) => ({ ...one, cast: casts[at] })),
    key: ['SalesID'],
  }
  await provision({ environment, clients, sources: [] })
  const file = localFile(table, path)
  const validate = async of => {
    const casts = of.columns.flatMap(column => declaredCast(column) ?? [])
    const [report] = await validateTable({ table: of, casts, files: [file], uploaded: [] })
    if (report.first.length > 0) throw new Error(JSON.stringify(report.first))
  }
  const credentials = {
    ...process.env,
    AWS_ACCESS_KEY_ID: environment.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: environment.credentials.secretAccessKey,
    AWS_REGION: environment.region,
  }
  const times = { mdw: [], aws: [], read: [], keyed: [], typed: [] }
  for (let run = 0; run < RUNS; run++) {
    const options = { s3: clients.s3, bucket: environment.bucket, sample: false, onSent() {} }
    // taken while the rows are checked, in a thread of its own
    const hash = await sha256(path)
    times.mdw.push(await seconds(async () => sendFile(file, { ...options, sha256: hash })))
    const target = `s3://${environment.bucket}/bench/sales.csv`
    const cp = ['--endpoint-url', environment.endpoint, 's3', 'cp', '--only-show-errors', path, target]
    times.aws.push(timed(aws, cp, folder, credentials).seconds)
    times.read.push(await seconds(async () => finished(createReadStream(path, { highWaterMark: 1 << 20 }).resume())))
    times.typed.push(await seconds(() => validate({ ...table, key: undefined })))
    times.keyed.push(await seconds(() => validate(table)))
  }
  const rate = name => size / 1e6 / median(times[name])
  const line = (label, name) => {
    const cpu = times[name].flatMap(taken => processor.get(taken) ?? [])
    const own =
      cpu.length === 0 ? '' : `   ${(size / 1e6 / median(cpu)).toFixed(0).padStart(6)} MB a second of this process`
    print(`${label.padEnd(44)} ${rate(name).toFixed(0).padStart(6)} MB/s${own}`)
  }
  print(`${(size / 1e6).toFixed(0)} MB of sales, median of ${RUNS}`)
  line('send (mdw)', 'mdw')
  line('aws s3 cp, with its start', 'aws')
  line('read the file', 'read')
  line('validate: every row and type', 'typed')
  line('validate: every row, type and the key', 'keyed')
  print(`upload, mdw / aws s3 cp: ${(rate('mdw') / rate('aws')).toFixed(2)}`)
  print(
    `validation / reading: ${(rate('typed') / rate('read')).toFixed(2)}, with a key ${(rate('keyed') / rate('read')).toFixed(2)}`,
  )
} finally {
  process.chdir(root)
  if (clients !== undefined) destroyClients(clients)
  remove()
}
