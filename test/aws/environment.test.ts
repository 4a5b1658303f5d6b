import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetDatabasesCommand } from '@aws-sdk/client-glue'
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readRawSources } from '../../src/lib/project/raw-sources.js'
import { clientVariables } from '../../src/lib/warehouse/client-variables.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { type CliResult, cliEntry, cliEnvironment, writeProject } from '../support/cli.js'
import { awsEnvironmentLike } from '../support/environment.js'
import { mdwInProcess } from '../support/in-process.js'
import { type TestLakehouse, testLakehouse } from '../support/lakehouse.js'

vi.setConfig({ testTimeout: 120_000 })

const NAMES = { bucket: 'shop-dev', prefix: 'dev_', workgroup: 'mdw-dev' }

const MDW_YML = `name: shop
environments:
  dev: &dev { kind: aws, region: us-east-1, bucket: shop-dev, prefix: dev_, workgroup: mdw-dev }
  prod: { <<: *dev, protected: true }
  roled: { <<: *dev, role_arn: "arn:aws:iam::000000000000:role/dbt" }
  elsewhere: { <<: *dev, account_id: "999999999999" }
`

let lake: TestLakehouse
let parent: string
let folder: string

/** Nothing but the SDKs' own variables says where this environment is: as in a shell that is signed in to AWS. */
function run(...args: string[]): Promise<CliResult> {
  return mdwInProcess(args, folder, signedIn())
}

function signedIn(): Record<string, string> {
  const { endpoint, credentials } = lake.lakehouse
  return clientVariables(awsEnvironmentLike({ region: 'us-east-1', endpoint, credentials })).set
}

async function dev(...args: string[]): Promise<CliResult> {
  const result = await run(...args, '--env', 'dev')
  expect(`${result.stdout}${result.stderr}`).toMatch(/^Environment +dev/m)
  return result
}

async function document(...args: string[]): Promise<unknown> {
  const result = await run(...args, '--json')
  expect(result.exitCode, result.stdout + result.stderr).toBe(0)
  return JSON.parse(result.stdout)
}

beforeAll(async () => {
  lake = await testLakehouse()
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-aws-')))
  folder = join(parent, 'shop')
  const csv = join(parent, 'csv')
  mkdirSync(csv)
  writeFileSync(
    join(csv, 'orders.csv'),
    'order_id,customer,amount,day\n1,ann,10.50,2024-01-01\n2,bob,20.00,2024-01-02\n3,ann,5.25,2024-01-02\n',
  )
  expect((await mdwInProcess(['init', folder, '--from', csv], parent)).exitCode).toBe(0)
  rmSync(join(folder, 'mdw.yml'))
  writeProject(folder, MDW_YML)
  // What Terraform makes.
  const environment = { ...lake.environment, ...NAMES }
  await provision({ environment, clients: lake.clients, sources: readRawSources(join(folder, 'dbt')) })
})
afterAll(async () => {
  await lake?.stop()
  rmSync(parent, { recursive: true, force: true })
})

describe('an environment of kind aws, whose endpoint happens to be the embedded lakehouse’s', () => {
  it('takes raw files, and builds', async () => {
    expect((await dev('upload')).stdout).toContain('1 file uploaded')
    expect((await dev('plan')).stdout).toMatch(/create +dev_std\.std_orders/)
    const built = await dev('build')
    expect(built.exitCode, built.stdout + built.stderr).toBe(0)
    expect(built.stdout).toMatch(/dev_cur\.daily_orders +table/)
    expect((await dev('status')).stdout).toMatch(
      /Identity +arn:aws:iam::\d{12}:root[\s\S]*dev_std\.std_orders +iceberg +3/,
    )
    expect(await document('runs', '--env', 'dev')).toMatchObject({ runs: [{ environment: 'dev', command: 'build' }] })
    expect(await document('cost', '--env', 'dev')).toMatchObject({ environment: 'dev', days: [{ queries: 14 }] })
  })

  it('travels', async () => {
    const more = 'insert into dev_cur.daily_orders select day, 100, total_amount, partition from dev_cur.daily_orders'
    expect((await dev('query', more)).exitCode).toBe(0)
    const entries = [{ current: true, rows: 4 }, { rows: 2 }]
    expect(await document('history', 'daily_orders', '--env', 'dev')).toMatchObject({ entries })
    expect((await dev('travel', 'daily_orders', '--version', '-1')).stdout).toContain('2 rows')
    expect((await dev('diff', 'daily_orders', '--from', '-1')).stdout).toContain('+ 2 added')
    expect((await dev('restore', 'daily_orders', '--to', '-1', '--yes')).exitCode).toBe(0)
    const count = await document('query', 'select count(*) from daily_orders', '--env', 'dev')
    expect(count).toMatchObject({ rows: [['2']] })
  })

  it('is kept in order', async () => {
    expect((await dev('compact', '--all', '--yes')).exitCode).toBe(0)
    expect((await dev('gc', '--yes')).exitCode).toBe(0)
    expect((await dev('doctor')).stdout).toContain('Athena engine version 3')
  })

  it('is named in the commands that are advised', async () => {
    const refused = await run('query', 'select * from nothing', '--env', 'dev')
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('`mdw status --env dev`') })
  })

  it('wants the name where it is protected', async () => {
    const restore = ['restore', 'daily_orders', '--to', '-1', '--yes', '--env', 'prod']
    const refused = await run(...restore)
    expect(refused).toMatchObject({
      exitCode: 6,
      stderr: expect.stringMatching(/^Environment prod[\s\S]*--confirm prod/),
    })
    expect((await run(...restore, '--confirm', 'prod')).exitCode).toBe(0)
  })

  it('works as a role, dbt too', async () => {
    const built = await run('build', '--layer', 'stg', '--env', 'roled')
    expect(built.exitCode, built.stderr).toBe(0)
    const python = ['-c', 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])']
    const exec = [cliEntry, 'exec', '--env', 'roled', '--', 'python', ...python]
    const env = cliEnvironment(signedIn())
    const { stdout } = await execa(process.execPath, exec, { cwd: folder, env, extendEnv: false })
    expect(stdout).toContain(':assumed-role/dbt/mdw')
    const arn = expect.stringContaining(':assumed-role/dbt/mdw')
    expect(await document('status', '--env', 'roled')).toMatchObject({ caller: { arn } })
    const set = { AWS_SESSION_TOKEN: expect.any(String), AWS_CREDENTIAL_EXPIRATION: expect.any(String) }
    expect(await document('status', '-o', 'env', '--env', 'roled')).toMatchObject({ set })
  })

  it('is refused in another account', async () => {
    for (const command of [['status'], ['query', 'select 1'], ['upload'], ['gc', '--yes']]) {
      const { exitCode, stderr } = await run(...command, '--env', 'elsewhere')
      expect({ command, exitCode, stderr }).toMatchObject({
        exitCode: 4,
        stderr: expect.stringContaining('999999999999'),
      })
    }
  })

  it('leaves the names of the local environment alone', async () => {
    const { DatabaseList = [] } = await lake.clients.glue.send(new GetDatabasesCommand({}))
    expect(DatabaseList.map(({ Name }) => Name).filter(name => !name?.startsWith('dev_'))).toEqual([])
    const { Buckets = [] } = await lake.clients.s3.send(new ListBucketsCommand({}))
    expect(Buckets.map(({ Name }) => Name)).toEqual(['shop-dev'])
  })
})
