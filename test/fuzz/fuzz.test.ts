import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { testExtensionDir } from '../lakehouse.js'
import { type FuzzTarget, fuzzer } from './malformed-requests.js'
import { residentMegabytes, runFuzz } from './run-fuzz.js'

/** `npm run test:fuzz` sends 100,000; MDW_FUZZ_SEED repeats a run. */
const COUNT = Number(process.env.MDW_FUZZ_REQUESTS ?? 3000)
const SEED = Number(process.env.MDW_FUZZ_SEED ?? 20240229)

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 120_000 })

let stateDir: string
let lakehouse: ChildProcess
let port: number
let credentials: { accessKeyId: string; secretAccessKey: string }

const file = (name: string) => join(stateDir, 'lakehouse', name)
const json = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'))

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'mdw-fuzz-'))
  const entry = join(packageRoot, 'dist', 'lib', 'lakehouse', 'main.js')
  const args = ['--state-dir', stateDir, '--port', '0', '--extension-dir', testExtensionDir()]
  lakehouse = spawn(process.execPath, [entry, ...args], { stdio: 'ignore' })
  for (let i = 0; i < 600 && !existsSync(file('locator.json')); i++) await sleep(100)
  port = json('locator.json').port
  credentials = json('credentials.json')
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'fuzz' }))
  s3.destroy()
})
afterAll(async () => {
  if (lakehouse?.exitCode === null) {
    lakehouse.kill('SIGTERM')
    await new Promise(resolve => lakehouse.once('exit', resolve))
  }
  if (stateDir) rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 })
})

test(`${COUNT} malformed requests: no crash, no hang, no fault without an answer, no growth`, async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/_mdw/operations`)
  const operations = (await answer.json()) as FuzzTarget['operations']
  const next = fuzzer({ port, ...credentials, operations }, SEED)
  const settled = Math.ceil(COUNT / 4)
  const first = await runFuzz(port, next, settled)
  const before = residentMegabytes(lakehouse.pid!)
  const rest = await runFuzz(port, next, COUNT - settled, {
    onProgress: done => {
      const memory = residentMegabytes(lakehouse.pid!).toFixed(0)
      process.stderr.write(`fuzz: ${settled + done} of ${COUNT}, ${memory} MB\n`)
    },
  })
  const after = residentMegabytes(lakehouse.pid!)
  process.stderr.write(`fuzz: ${JSON.stringify(rest.statuses)}, ${before.toFixed(0)} -> ${after.toFixed(0)} MB\n`)
  expect([...first.faults, ...rest.faults]).toEqual([])
  expect(lakehouse.exitCode).toBeNull()
  expect(readFileSync(file('lakehouse.log'), 'utf8')).not.toMatch(/uncaught|unhandled/)
  const health = await fetch(`http://127.0.0.1:${port}/_mdw/health`, { signal: AbortSignal.timeout(5000) })
  expect(await health.json()).toMatchObject({ status: 'ready' })
  expect(after - before).toBeLessThan(150)
})
