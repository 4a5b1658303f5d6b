import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue'
import { CreateBucketCommand, GetObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MdwError } from '../../../src/lib/errors.js'
import { ExitCode } from '../../../src/lib/exit-codes.js'
import { destroyInfra } from '../../../src/lib/infra/destroy.js'
import { applyInfra, type Infra, infraOutputs, openInfra, planInfra } from '../../../src/lib/infra/infra.js'
import { openProject, selectEnvironment } from '../../../src/lib/project/project.js'
import { runTerraform } from '../../../src/lib/toolchain/terraform/run.js'
import { type Answers, answer } from '../../../src/lib/ui/questions.js'
import { SilentReporter } from '../../../src/lib/ui/silent-reporter.js'
import { writeProject } from '../../support/cli.js'
import { writeSampleProject } from '../../support/cli-project.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** Terraform's own S3 backend, against the embedded lakehouse; resources that need no provider. */
const MAIN = `
terraform {
  backend "s3" {}
}
variable "bucket" { type = string }
variable "source_files" { type = list(string) }
resource "terraform_data" "bucket" { input = var.bucket }
output "bucket" { value = terraform_data.bucket.output }
output "sources" { value = length(var.source_files) }
`
const ACCOUNT = '000000000000'

let aws: TestLakehouse

beforeAll(async () => {
  aws = await testLakehouse()
})
afterAll(() => aws.stop())
afterEach(() => vi.unstubAllEnvs())

interface Setup {
  bucket: string
  account?: string
  answers?: Answers
  protect?: boolean
  create?: boolean
  endpoint?: string
  keys?: boolean
}

async function open(setup: Setup): Promise<Infra> {
  const folder = temporaryFolder()
  await writeSampleProject(folder)
  mkdirSync(join(folder, 'terraform'))
  writeFileSync(join(folder, 'terraform', 'main.tf'), MAIN)
  writeProject(
    folder,
    `name: grocery
environments:
  dev:
    kind: aws
    region: us-east-1
    bucket: ${setup.bucket}
    prefix: ${setup.bucket.replaceAll('-', '_')}_
    account_id: "${setup.account ?? ACCOUNT}"
    protected: ${setup.protect ?? false}
`,
  )
  vi.stubEnv('TF_CLI_CONFIG_FILE', '')
  vi.stubEnv('AWS_PROFILE', undefined)
  vi.stubEnv('AWS_ENDPOINT_URL', setup.endpoint ?? aws.environment.endpoint)
  const { accessKeyId, secretAccessKey } = aws.environment.credentials!
  vi.stubEnv('AWS_ACCESS_KEY_ID', setup.keys === false ? undefined : accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', setup.keys === false ? undefined : secretAccessKey)
  const project = openProject(folder)
  const { signal } = new AbortController()
  const reporter = new SilentReporter(question => answer(question, setup.answers ?? { yes: true }, signal))
  const named = selectEnvironment(project.config, 'dev')
  return openInfra(project, named, { create: setup.create ?? true }, reporter, signal)
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: MdwError) => error,
  )

describe('infrastructure of an environment', () => {
  it('bootstraps the state’s bucket, applies, keeps the state in S3, and finds no drift', async () => {
    const infra = await open({ bucket: 'shop-one' })
    expect(infra.caller.account).toBe(ACCOUNT)
    await aws.clients.s3.send(new HeadBucketCommand({ Bucket: 'shop-one-tfstate' }))
    await applyInfra(infra, await planInfra(infra))
    expect(await infraOutputs(infra)).toMatchObject({ bucket: { value: 'shop-one' }, sources: { value: 1 } })
    const Key = 'grocery/dev/terraform.tfstate'
    const state = await aws.clients.s3.send(new GetObjectCommand({ Bucket: 'shop-one-tfstate', Key }))
    expect(await state.Body!.transformToString()).toContain('terraform_data')
    expect(await planInfra(infra, { unlocked: true })).toMatchObject({ differs: false, warnings: [] })
  })

  it('says who holds the lock file of the S3 backend', async () => {
    const infra = await open({ bucket: 'shop-lock' })
    const lock = { ID: 'abc', Operation: 'OperationTypeApply', Who: 'ann@laptop', Created: '2026-11-25T07:51:43.9Z' }
    await aws.clients.s3.send(
      new PutObjectCommand({
        Bucket: 'shop-lock-tfstate',
        Key: 'grocery/dev/terraform.tfstate.tflock',
        Body: JSON.stringify(lock),
      }),
    )
    const error = await failure(planInfra(infra))
    expect(error.message).toBe('The state is locked by ann@laptop since 2026-11-25T07:51:43Z (lock abc).')
    expect(error.code).toBe('TERRAFORM_STATE_LOCKED')
  })

  it('refuses a plan when another run changed the state after it', async () => {
    const infra = await open({ bucket: 'shop-stale' })
    const plan = await planInfra(infra)
    const { folder, variableFiles } = infra.workspace
    const args = ['apply', '-auto-approve', '-input=false', ...variableFiles.map(file => `-var-file=${file}`)]
    await runTerraform({ folder, args })
    expect(await failure(applyInfra(infra, plan))).toMatchObject({ code: 'TERRAFORM_PLAN_STALE' })
  })

  it('refuses another account, and an endpoint that is down, before Terraform is started', async () => {
    expect(await failure(open({ bucket: 'shop-two', account: '123456789012' }))).toMatchObject({
      code: 'WRONG_ACCOUNT',
      exitCode: ExitCode.notReady,
    })
    expect(await failure(open({ bucket: 'shop-two', endpoint: 'http://127.0.0.1:9' }))).toMatchObject({
      code: 'AWS_ENDPOINT_DOWN',
    })
  })

  it('says that there are no credentials, before Terraform is started', async () => {
    const nowhere = temporaryFolder()
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, join(nowhere, name))
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    expect(await failure(open({ bucket: 'shop-none', keys: false }))).toMatchObject({
      code: 'AWS_CREDENTIALS',
      exitCode: ExitCode.notReady,
    })
  })

  it('makes no bucket without a yes, and none for a look', async () => {
    expect(await failure(open({ bucket: 'shop-three', answers: { yes: false } }))).toMatchObject({
      code: 'NOT_CONFIRMED',
      exitCode: ExitCode.notConfirmed,
    })
    expect(await failure(open({ bucket: 'shop-three', create: false }))).toMatchObject({ code: 'INFRA_NOT_APPLIED' })
  })

  it('wants the name of a protected environment', async () => {
    const bucket = 'shop-four'
    expect((await failure(open({ bucket, protect: true }))).actions[0]).toContain('--confirm dev')
    const infra = await open({ bucket, protect: true, answers: { yes: false, confirm: 'dev' } })
    await applyInfra(infra, await planInfra(infra))
  })

  it('destroys data only when told twice', async () => {
    const infra = await open({ bucket: 'shop-five' })
    await applyInfra(infra, await planInfra(infra))
    await aws.clients.s3.send(new CreateBucketCommand({ Bucket: 'shop-five' }))
    await aws.clients.s3.send(new PutObjectCommand({ Bucket: 'shop-five', Key: 'raw/a.csv', Body: 'a' }))
    // dqm keeps failed rows, and is as lost.
    const DatabaseName = 'shop_five_dqm'
    await aws.clients.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }))
    const TableInput = {
      Name: 'sales',
      TableType: 'EXTERNAL_TABLE',
      Parameters: { table_type: 'ICEBERG', metadata_location: 's3://shop-five/none.json' },
      StorageDescriptor: { Columns: [], Location: 's3://shop-five/std/sales' },
    }
    await aws.clients.glue.send(new CreateTableCommand({ DatabaseName, TableInput }))
    const show = async () => {}
    const refused = await failure(destroyInfra(infra, { yes: true, deleteData: false }, show))
    expect(refused).toMatchObject({ code: 'DATA_WOULD_BE_LOST', exitCode: ExitCode.notConfirmed })
    expect(refused.why).toContain('1 objects')
    expect(refused.why).toContain('shop_five_dqm.sales')
    expect(await failure(destroyInfra(infra, { yes: false, deleteData: true }, show))).toMatchObject({
      code: 'DATA_WOULD_BE_LOST',
    })
    expect(await destroyInfra(infra, { yes: true, deleteData: true }, show)).toMatchObject({
      objects: 1,
      icebergTables: 1,
      changes: [{ address: 'terraform_data.bucket', action: 'delete' }],
    })
  })
})
