import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runPyIceberg } from '../support/pyiceberg.js'
import { AthenaSession } from './athena-session.js'
import { type LakehouseProcess, startLakehouseProcess } from './lakehouse-process.js'
import { Workload } from './workload.js'

/** `npm run test:crash` kills 200 times. */
const KILLS = Number(process.env.MDW_CRASH_KILLS ?? 8)
/** The longest time from the start of the load, or its first commit, to the kill. */
const LONGEST_MS = 1500

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 120_000 })

let stateDir: string
let lake: LakehouseProcess

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'mdw-crash-'))
})
afterAll(async () => {
  await lake?.kill()
  rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 })
})

test(`killed ${KILLS} times under load: what was acknowledged is there, what was not is not, or wholly`, async () => {
  lake = await startLakehouseProcess(stateDir)
  const s3 = new S3Client({ ...lake, region: 'us-east-1', forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'crash' }))
  s3.destroy()
  const workload = new Workload()
  let athena = new AthenaSession(lake)
  await workload.prepare(athena)
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = workload.acknowledged
    const load = workload.load(athena)
    // Every second kill comes at any moment of the start, the others when commits are under way, however slow the machine.
    const isUnderWay = () => kill % 2 === 0 || workload.acknowledged > before
    for (let i = 0; i < 400 && !isUnderWay(); i++) await sleep(50)
    await sleep(Math.random() * LONGEST_MS)
    await lake.kill()
    await load
    athena.close()
    lake = await startLakehouseProcess(stateDir)
    athena = new AthenaSession(lake)
    expect(await workload.check(athena), `after kill ${kill}`).toEqual([])
    if (kill % 25 === 0) process.stdout.write(`${kill} kills, ${workload.acknowledged} acknowledged\n`)
  }
  athena.close()
  expect(workload.failures).toEqual([])
  expect(workload.acknowledged).toBeGreaterThan(KILLS)
  process.stdout.write(`${KILLS} kills: ${workload.acknowledged} statements acknowledged, ${workload.cut} cut off\n`)

  expect(await missingMetadata()).toEqual([])
  const counts = workload.expectedCounts()
  const read = await runPyIceberg<Record<string, number>>(
    { ...lake, ...lake.credentials },
    `answer({name: catalog.load_table(name).scan().to_arrow().num_rows for name in ${JSON.stringify(Object.keys(counts))}})`,
  )
  expect(read).toEqual(counts)
})

/** Tables in Glue whose metadata file is not on disk. */
async function missingMetadata(): Promise<string[]> {
  const glue = new GlueClient({ ...lake, region: 'us-east-1' })
  const missing: string[] = []
  let NextToken: string | undefined
  do {
    const page = await glue.send(new GetTablesCommand({ DatabaseName: 'db', NextToken }))
    for (const { Name, Parameters } of page.TableList!) {
      const file = Parameters!.metadata_location!.replace('s3://', '')
      if (!existsSync(join(stateDir, 's3', file))) missing.push(`${Name}: ${file}`)
    }
    NextToken = page.NextToken
  } while (NextToken)
  glue.destroy()
  return missing
}
