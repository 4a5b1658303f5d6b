import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteTableCommand } from '@aws-sdk/client-glue'
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MdwError } from '../../../src/lib/errors.js'
import { destroyInfra } from '../../../src/lib/infra/destroy.js'
import { applyInfra, type Infra, infraOutputs, openInfra, planInfra } from '../../../src/lib/infra/infra.js'
import { openProject, type Project, selectEnvironment } from '../../../src/lib/project/project.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'
import { runTerraform } from '../../../src/lib/toolchain/terraform/run.js'
import { answer } from '../../../src/lib/ui/questions.js'
import { SilentReporter } from '../../../src/lib/ui/silent-reporter.js'
import { provisionDatabases } from '../../../src/lib/warehouse/provision/databases.js'
import { provisionRawTables } from '../../../src/lib/warehouse/provision/raw-tables.js'
import { provisionWorkgroup } from '../../../src/lib/warehouse/provision/workgroup.js'
import { writeAwsProject } from '../../support/aws-project.js'
import { type Moto, startMoto } from '../../support/moto.js'
import { initializedModule } from '../../support/terraform-provider.js'

const BUCKET = 'shop-dwh-dev'
const NO_PROVIDER = 'terraform init cannot get hashicorp/aws on this machine'

let parent: string
let moto: Moto | undefined
let project: Project
let infra: Infra

beforeAll(async () => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-module-')))
  const module = await initializedModule(parent)
  if (module === undefined) return
  moto = await startMoto()
  const folder = join(parent, 'project')
  mkdirSync(folder)
  await writeAwsProject(folder, {
    endpoint: moto.environment.endpoint!,
    bucket: BUCKET,
    account: '123456789012',
    root: null,
  })
  for (const [name, value] of Object.entries(module.env)) vi.stubEnv(name, value)
  vi.stubEnv('AWS_PROFILE', undefined)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing')
  project = openProject(folder)
  const { signal } = new AbortController()
  const reporter = new SilentReporter(question => answer(question, { yes: true }, signal))
  infra = await openInfra(project, selectEnvironment(project.config, 'dev'), { create: true }, reporter, signal)
}, 300_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await moto?.stop()
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 })
})

describe('the Terraform module at moto, with the provider itself', { timeout: 300_000 }, () => {
  it('is applied, and a plan then finds nothing to change', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    const plan = await planInfra(infra)
    expect(plan.changes.map(({ action }) => action).filter(action => action !== 'create')).toEqual([])
    await applyInfra(infra, plan)
    expect(await infraOutputs(infra)).toMatchObject({
      bucket: { value: BUCKET },
      workgroup: { value: BUCKET },
      reader_workgroup: { value: `${BUCKET}-reader` },
      transformer_role_arn: { value: 'arn:aws:iam::123456789012:role/grocery-dev-transformer' },
    })
    // moto forgets the tags that a bucket is made with; those that are put on it later it keeps.
    const tags = await planInfra(infra)
    expect(tags.changes.map(({ address }) => address)).toEqual(
      tags.differs ? ['module.warehouse.aws_s3_bucket.warehouse'] : [],
    )
    await applyInfra(infra, tags)
    expect(await planInfra(infra)).toMatchObject({ differs: false, changes: [] })
  })

  it('leaves nothing to do for mdw’s own provisioning, which makes the local environment', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    const { clients, environment } = infra
    const made = [
      ...(await provisionDatabases(clients.glue, environment)),
      ...(await provisionRawTables(clients.glue, environment, readRawSources(project.dbtFolder))),
      await provisionWorkgroup(clients.athena, environment),
    ]
    expect(made.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([])
    expect(made).toHaveLength(4 + 7 + 1)
  })

  it('makes a bucket that is encrypted, closed and versioned, where nothing but results expires', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    const { s3 } = infra.clients
    const Bucket = BUCKET
    const { ServerSideEncryptionConfiguration: encryption } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
    const { PublicAccessBlockConfiguration: closed } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(Object.values(closed!)).toEqual([true, true, true, true])
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
    const expiring = Rules.filter(({ Expiration }) => Expiration?.Days).map(({ Filter }) => Filter?.Prefix)
    expect(expiring.sort()).toEqual(['athena-results-reader/', 'athena-results/'])
  })

  it('gives each role what it needs, and no more', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    const [transformer, reader] = await Promise.all([policyOf('transformer'), policyOf('reader')])
    const s3 = `arn:aws:s3:::${BUCKET}`
    const glue = 'arn:aws:glue:us-east-1:123456789012'
    const workgroup = `arn:aws:athena:us-east-1:123456789012:workgroup/${BUCKET}`
    const prefix = 'shop_dwh_dev_'
    // Action, resource, whether the transformer may, whether the reader may.
    const rights: [string, string, boolean, boolean][] = [
      ['s3:PutObject', `${s3}/raw/sales/a.csv`, true, false],
      ['s3:DeleteObject', `${s3}/raw/sales/a.csv`, true, false],
      ['s3:DeleteObjectVersion', `${s3}/raw/sales/a.csv`, false, false],
      ['s3:GetBucketVersioning', s3, true, false],
      ['servicequotas:GetServiceQuota', '*', true, false],
      ['s3:PutObject', `${s3}/${prefix}std/t/x.parquet`, true, false],
      ['s3:GetObject', `${s3}/${prefix}std/t/x.parquet`, true, true],
      ['s3:GetObject', `${s3}/${prefix}stg/t/x.parquet`, true, false],
      ['s3:GetObject', `${s3}/athena-results/x.csv`, true, false],
      ['s3:PutObject', `${s3}/athena-results-reader/x.csv`, false, true],
      ['s3:GetObject', 'arn:aws:s3:::another/x', false, false],
      ['s3:PutBucketPolicy', s3, false, false],
      ['glue:CreatePartition', `${glue}:table/${prefix}raw/sales`, true, false],
      ['glue:UpdateTable', `${glue}:table/${prefix}raw/sales`, false, false],
      ['glue:UpdateTable', `${glue}:table/${prefix}cur/fct`, true, false],
      ['glue:GetTable', `${glue}:table/${prefix}cur/fct`, true, true],
      ['glue:GetTable', `${glue}:table/${prefix}stg/v`, true, false],
      ['glue:DeleteTable', `${glue}:table/${prefix}dqm/t`, true, false],
      ['glue:GetTable', `${glue}:table/another/t`, false, false],
      ['glue:DeleteDatabase', `${glue}:database/${prefix}std`, false, false],
      ['athena:StartQueryExecution', workgroup, true, false],
      ['athena:StartQueryExecution', `${workgroup}-reader`, false, true],
      ['iam:PassRole', '*', false, false],
    ]
    const found = rights.map(([action, resource]) => [
      ...[action, resource, allows(transformer, action, resource), allows(reader, action, resource)],
    ])
    expect(found).toEqual(rights)
  })

  it('finds as drift what somebody deleted by hand', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    await infra.clients.glue.send(new DeleteTableCommand({ DatabaseName: 'shop_dwh_dev_raw', Name: 'cities' }))
    const drift = await planInfra(infra, { unlocked: true })
    expect(drift.changes).toMatchObject([
      { address: 'module.warehouse.aws_glue_catalog_table.raw["cities"]', action: 'create' },
    ])
  })

  it('is destroyed, data and all, only when told twice', async context => {
    if (moto === undefined) return context.skip(NO_PROVIDER)
    const { s3 } = infra.clients
    for (const Body of ['old', 'new']) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'raw/a.csv', Body }))
    const show = async () => {}
    const refused = await destroyInfra(infra, { yes: true, deleteData: false }, show).catch((error: MdwError) => error)
    expect(refused).toMatchObject({ code: 'DATA_WOULD_BE_LOST' })
    expect(await destroyInfra(infra, { yes: true, deleteData: true }, show)).toMatchObject({ objects: 2 })
    await expect(s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({ name: 'NotFound' })
  })
})

interface Statement {
  Effect: string
  Action: string | string[]
  Resource: string | string[]
}

/** The role's policy, as Terraform's state has it. */
async function policyOf(role: string): Promise<Statement[]> {
  const { stdout } = await runTerraform({ folder: infra.workspace.folder, args: ['show', '-json'] })
  const state = JSON.parse(stdout) as {
    values: { root_module: { child_modules: { resources: { address: string; values: { policy: string } }[] }[] } }
  }
  const { resources } = state.values.root_module.child_modules[0]!
  const found = resources.find(({ address }) => address === `module.warehouse.aws_iam_role_policy.${role}`)
  return (JSON.parse(found!.values.policy) as { Statement: Statement[] }).Statement
}

/** As IAM matches: `*` is any text. There are no denials to look for, and conditions are not looked at. */
function allows(policy: Statement[], action: string, resource: string): boolean {
  const matches = (patterns: string | string[], text: string) =>
    [patterns].flat().some(pattern => {
      const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      return new RegExp(`^${parts.join('.*')}$`).test(text)
    })
  return policy.some(
    ({ Effect, Action, Resource }) => Effect === 'Allow' && matches(Action, action) && matches(Resource, resource),
  )
}
