import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { CreateDatabaseCommand } from '@aws-sdk/client-glue'
import { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AWS_ROOT, type AwsProject, writeAwsProject } from '../support/aws-project.js'
import { type CliResult, cliEntry, cliEnvironment, mdw } from '../support/cli.js'
import { type TestLakehouse, testLakehouse } from '../support/lakehouse.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { mdwOnTerminal } from '../support/terminal.js'

/** Raw tables and views over them: the layers above are another test's. */
const ABOVE = ['models/std', 'models/cur', 'snapshots', 'seeds', 'tests']

let aws: TestLakehouse

beforeAll(async () => {
  aws = await testLakehouse()
})
afterAll(() => aws.stop())

function variables(): Record<string, string> {
  const { accessKeyId, secretAccessKey } = aws.environment.credentials!
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, TF_CLI_CONFIG_FILE: '' }
}

async function project(settings: Partial<AwsProject>, folder = temporaryFolder()): Promise<string> {
  await writeAwsProject(folder, { endpoint: aws.lakehouse.endpoint, ...settings })
  for (const made of ABOVE) rmSync(join(folder, 'dbt', made), { recursive: true, force: true })
  return folder
}

const run = (folder: string, ...args: string[]): Promise<CliResult> => mdw(args, folder, variables())

const exists = (bucket: string) =>
  aws.clients.s3.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => true,
    () => false,
  )

interface Document {
  steps: { id: string; outcome: string; note?: string }[]
  infrastructure: { plan: { differs: boolean }; applied: { changes: unknown[] } | null } | null
  build: { counts: { failed: number; succeeded: number } } | null
  tables: { database: string; rows: number | null }[]
  warnings?: { text: string }[]
}

describe('mdw up on AWS, infrastructure by Terraform', () => {
  let folder: string

  beforeAll(async () => {
    folder = await project({ bucket: 'shop-one' }, realpathSync(mkdtempSync(join(tmpdir(), 'mdw-aws-up-'))))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  it('shows the plan and what would follow, and changes nothing, with --dry-run', async () => {
    const { exitCode, stderr, stdout } = await run(folder, 'up', '--env', 'dev', '--dry-run', '--rows', '500')
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toContain('Environment dev: AWS, us-east-1, bucket shop-one')
    expect(stderr).toContain('terraform_data.bucket')
    expect(stderr).toContain('3 to create, 0 to change, 0 to destroy')
    expect(stderr).toMatch(/Raw files skipped: would make a sample of 500 sales/)
    expect(stderr).toMatch(/Build and test skipped: would build and test every model/)
    expect(stdout).toContain('Dry run: nothing was changed')
    expect(await exists('shop-one')).toBe(false)
  })

  it('refuses where nobody can be asked, with exit code 6 and the saved plan', async () => {
    const { exitCode, stderr } = await run(folder, 'up', '--env', 'dev')
    expect(exitCode).toBe(6)
    expect(stderr).toContain('Nothing was changed')
    expect(stderr).toContain('account 000000000000')
    expect(stderr).toContain('Add --yes')
    const [, plan] = /show (\S+plan\.tfplan)/.exec(stderr)!
    expect(readFileSync(plan!).length).toBeGreaterThan(0)
    expect(await exists('shop-one')).toBe(false)
  })

  it('asks on a terminal, after the plan, and changes nothing at a no', async () => {
    const question = 'Apply to dev? [y/N]'
    const refused = await mdwOnTerminal(['up', '--env', 'dev'], folder, variables(), [[question, 'n\r']])
    expect(refused.exitCode, refused.shown).toBe(6)
    expect(refused.shown.indexOf('terraform_data.workgroup')).toBeLessThan(refused.shown.indexOf(question))
    expect(refused.shown).toContain('? Infrastructure (Terraform)')
    const stopped = await mdwOnTerminal(['up', '--env', 'dev'], folder, variables(), [[question, '\u0003']])
    expect(stopped.exitCode, stopped.shown).toBe(130)
    expect(stopped.shown).toContain('Stopped at the question.')
    expect(await exists('shop-one')).toBe(false)
  })

  it('takes a project from nothing to a tested warehouse', { timeout: 180_000 }, async () => {
    const { exitCode, stdout } = await run(folder, 'up', '--env', 'dev', '--yes', '--rows', '500', '--json')
    expect(exitCode, stdout.slice(-4000)).toBe(0)
    const { infrastructure, build, tables, steps } = JSON.parse(stdout) as Document
    expect(infrastructure?.applied?.changes).toHaveLength(3)
    expect(build?.counts.failed).toBe(0)
    expect(tables.filter(({ database }) => database === 'shop_one_stg')).toHaveLength(7)
    expect(tables.find(({ database, rows }) => database === 'shop_one_raw' && rows === 500)).toBeDefined()
    expect(steps.map(({ id }) => id)).toEqual([
      ...['requirements', 'identity', 'python', 'infrastructure', 'provision'],
      ...['sample', 'upload', 'packages', 'build', 'summary'],
    ])
  })

  it('does nothing again, asks nothing, and uploads no sample without --rows', async () => {
    const { exitCode, stdout } = await run(folder, 'up', '--env', 'dev', '--json')
    expect(exitCode, stdout).toBe(0)
    const { infrastructure, build, steps } = JSON.parse(stdout) as Document
    expect(infrastructure).toMatchObject({ plan: { differs: false }, applied: null })
    expect(build).toBeNull()
    const done = steps.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
    expect(done).toEqual(['requirements', 'identity', 'summary'])
    expect(steps.find(({ id }) => id === 'sample')?.note).toContain('not uploaded without --rows')
  })

  it('is an environment as any other for doctor and query', async () => {
    const doctor = JSON.parse((await run(folder, 'doctor', '--env', 'dev', '--json')).stdout)
    expect(doctor).toMatchObject({ environment: 'dev', ready: true })
    const { stdout } = await run(
      folder,
      'query',
      'select count(*) from shop_one_stg.stg_sales',
      '-e',
      'dev',
      '-o',
      'csv',
    )
    expect(stdout).toContain('"500"')
  })
})

describe('mdw up on AWS, when something is wrong', () => {
  it('ends before Terraform at another account, at a dead endpoint, and without credentials', async () => {
    const other = await run(await project({ account: '123456789012' }), 'up', '--env', 'dev')
    expect(other).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('(WRONG_ACCOUNT)') })
    const folder = await project({ endpoint: 'http://127.0.0.1:9' })
    const dead = await run(folder, 'up', '--env', 'dev')
    expect(dead).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('(AWS_ENDPOINT_DOWN)') })
    const none = await mdw(['up', '--env', 'dev'], await project({}), {
      ...{ TF_CLI_CONFIG_FILE: '', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_SHARED_CREDENTIALS_FILE: '/nowhere', AWS_CONFIG_FILE: '/nowhere' },
    })
    expect(none).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('(AWS_CREDENTIALS)') })
    for (const { stderr } of [other, dead, none]) expect(stderr).not.toContain('Terraform) …')
  })

  it('says what an apply that fails midway has made, with exit code 5, and continues when run again', async () => {
    const broken = `resource "terraform_data" "broken" {
  depends_on = [terraform_data.databases, terraform_data.workgroup]
  provisioner "local-exec" { command = "exit 3" }
}
`
    const folder = await project({ bucket: 'shop-two', root: AWS_ROOT + broken })
    const failed = await run(folder, 'up', '--env', 'dev', '--yes')
    expect(failed.exitCode, failed.stderr).toBe(5)
    expect(failed.stderr).toContain('3 of 4 changes are made')
    expect(failed.stderr).toContain('terraform_data.broken (create)')
    writeFileSync(join(folder, 'infra', 'main.tf'), AWS_ROOT)
    const { exitCode, stdout } = await run(folder, 'up', '--env', 'dev', '--yes', '--json')
    expect(exitCode, stdout).toBe(0)
    const { build, warnings } = JSON.parse(stdout) as Document
    expect(build).toBeNull()
    expect(warnings?.[0]?.text).toContain('There are no raw files yet')
  })

  it('lets Terraform end on Ctrl-C, says what exists, and continues when run again', async () => {
    const folder = await project({ bucket: 'shop-three' })
    const main = join(folder, 'infra', 'main.tf')
    const begun = join(folder, 'begun')
    const slow = `resource "terraform_data" "slow" {
  depends_on = [terraform_data.databases, terraform_data.workgroup]
  provisioner "local-exec" { command = "touch ${begun}; sleep 60" }
}
`
    writeFileSync(main, AWS_ROOT + slow)
    const env = cliEnvironment(variables()) as NodeJS.ProcessEnv
    const child = spawn(process.execPath, [cliEntry, 'up', '--env', 'dev', '--yes'], { cwd: folder, env })
    let stderr = ''
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    const ended = new Promise<number | null>(resolve => child.on('close', resolve))
    while (!existsSync(begun) && child.exitCode === null) await sleep(50)
    child.kill('SIGINT')
    expect(await ended, stderr).toBe(130)
    expect(stderr).toContain('3 of 4 changes are made')
    expect(stderr).toMatch(/Done before: .*Python environment/)
    writeFileSync(main, AWS_ROOT)
    expect((await run(folder, 'up', '--env', 'dev', '--yes')).exitCode).toBe(0)
  })

  it('wants the name of a protected environment, and goes on with the list of steps where it is typed', async () => {
    const folder = await project({ bucket: 'shop-four', protect: true })
    const refused = await run(folder, 'up', '--env', 'dev', '--yes')
    expect(refused).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('--confirm dev') })
    const typed = await mdwOnTerminal(['up', '--env', 'dev'], folder, variables(), [['Type dev to confirm:', 'dev\r']])
    expect(typed.exitCode, typed.shown).toBe(0)
    for (const title of ['Infrastructure (Terraform)', 'Bucket, databases, workgroup, raw tables', 'Summary']) {
      expect(typed.shown).toContain(`✔ ${title}`)
    }
    expect(await exists('shop-four')).toBe(true)
  })

  it('does not take other names from Terraform than mdw.yml has', async () => {
    const folder = await project({ bucket: 'shop-five' })
    const main = join(folder, 'infra', 'main.tf')
    writeFileSync(main, AWS_ROOT.replace('value = terraform_data.bucket.output', 'value = "shop-elsewhere"'))
    const { exitCode, stderr } = await run(folder, 'up', '--env', 'dev', '--yes')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('bucket: Terraform says shop-elsewhere, mdw.yml shop-five')
  })
})

describe('mdw up on AWS, infrastructure by something else', () => {
  it('says what is missing, makes raw tables alone where it is there', async () => {
    const folder = await project({ bucket: 'shop-six', root: null })
    const missing = await run(folder, 'up', '--env', 'dev')
    expect(missing.exitCode).toBe(4)
    expect(missing.stderr).toContain('Infrastructure (Terraform) skipped: mdw.yml has no terraform: for dev')
    expect(missing.stderr).toMatch(/lacks 6 things .*: bucket shop-six, workgroup shop-six, database shop_six_raw/)
    expect(missing.stderr).toContain('terraform: {}')

    await aws.clients.s3.send(new CreateBucketCommand({ Bucket: 'shop-six' }))
    await aws.clients.athena.send(new CreateWorkGroupCommand({ Name: 'shop-six' }))
    for (const layer of ['raw', 'stg', 'std', 'cur']) {
      await aws.clients.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: `shop_six_${layer}` } }))
    }
    const preview = await run(folder, 'up', '--env', 'dev', '--dry-run')
    expect(preview.stderr).toContain('would make table shop_six_raw.categories')
    expect(preview.stderr).toContain('Build and test skipped: there are no raw files yet')
    const made = await run(folder, 'up', '--env', 'dev')
    expect(made.exitCode, made.stderr).toBe(0)
    expect(made.stderr).toContain('7 of 7 made or changed')
    expect(made.stderr).toContain('so nothing is built')
    const { Contents } = await aws.clients.s3.send(new ListObjectsV2Command({ Bucket: 'shop-six', Prefix: 'raw/' }))
    expect(Contents).toBeUndefined()
  })
})
