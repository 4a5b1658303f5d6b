import { join } from 'node:path'
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import {
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CheckResult, Examined } from '../../../src/lib/doctor/check.js'
import { checkAt, type DoctorReport, diagnose } from '../../../src/lib/doctor/doctor.js'
import { renderReport } from '../../../src/lib/doctor/render.js'
import { runChecks } from '../../../src/lib/doctor/run-checks.js'
import type { AwsEnvironmentConfig } from '../../../src/lib/project/config.js'
import { packageRoot } from '../../../src/lib/project/paths.js'
import { openProject, type Project, selectEnvironment } from '../../../src/lib/project/project.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'
import { SilentReporter } from '../../../src/lib/ui/silent-reporter.js'
import { awsClients, destroyClients } from '../../../src/lib/warehouse/clients.js'
import { awsEnvironment } from '../../../src/lib/warehouse/connection.js'
import { provisionBucket } from '../../../src/lib/warehouse/provision/bucket.js'
import { provision } from '../../../src/lib/warehouse/provision/provision.js'
import { type AlteringProxy, alteringProxy, answerJson, denyS3 } from '../../support/altering-proxy.js'
import { writeAwsProject } from '../../support/aws-project.js'
import { dbtVenv } from '../../support/dbt-python.js'
import { awsEnvironmentLike } from '../../support/environment.js'
import { type Moto, startMoto } from '../../support/moto.js'
import { recordingProgress } from '../../support/progress.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const ACCOUNT = '123456789012'
const REGION = 'eu-west-1'

let moto: Moto
let proxy: AlteringProxy

beforeAll(async () => {
  moto = await startMoto()
  proxy = await alteringProxy(moto.environment.endpoint!)
  await makeGood('shop-good')
})
afterAll(async () => {
  await proxy?.stop()
  await moto?.stop()
})
afterEach(() => {
  vi.unstubAllEnvs()
  if (proxy) proxy.alter = () => {}
})

/** What Terraform makes, and mdw's raw tables. */
async function makeGood(bucket: string): Promise<void> {
  const { s3, glue, athena } = moto.clients
  const environment = awsEnvironmentLike({ region: REGION, bucket, prefix: 'shop_good_', workgroup: bucket })
  const sources = readRawSources(join(packageRoot, 'dbt'))
  await provision({ environment, clients: { s3, glue, athena }, sources })
  const on = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: on }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }]
  await s3.send(new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: { Rules } }))
}

interface Settings {
  bucket?: string
  account?: string
}

async function project(settings: Settings = {}): Promise<Project> {
  const folder = temporaryFolder()
  const known = { endpoint: proxy.endpoint, region: REGION, account: ACCOUNT, bucket: 'shop-good', root: null }
  await writeAwsProject(folder, { ...known, ...settings })
  return openProject(folder)
}

function signIn(): void {
  vi.stubEnv('AWS_PROFILE', undefined)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
}

/** The checks of the environment, without those of the machine. */
async function examined(settings: Settings = {}): Promise<{ checks: CheckResult[] }> {
  signIn()
  const opened = await project(settings)
  const { config } = selectEnvironment(opened.config, 'dev')
  const environment = awsEnvironment('dev', config as AwsEnvironmentConfig)
  return { checks: await checkAt(opened, environment, recordingProgress().progress) }
}

/** The judgement of one check. */
function of({ checks }: Pick<DoctorReport, 'checks'>, id: string): CheckResult {
  return checks.find(check => check.id === id)!
}

describe('doctor on an environment that is as it should be', () => {
  it('finds it ready, and leaves nothing behind', async () => {
    signIn()
    vi.stubEnv('MDW_VENV', await dbtVenv())
    const opened = await project()
    const named = selectEnvironment(opened.config, 'dev')
    const report = await diagnose(opened, named, new SilentReporter(async () => true))
    const outcomes = Object.fromEntries(report.checks.map(({ id, outcome }) => [id, outcome]))
    const { quotas, ...rest } = outcomes
    expect(Object.entries(rest).filter(([, outcome]) => outcome !== 'ok')).toEqual([])
    expect(quotas).toBe('not checked')
    expect(report.ready).toBe(true)
    expect(of(report, 'identity').detail).toContain(ACCOUNT)
    expect(of(report, 'workgroup').detail).toContain('Athena engine version 3')
    expect(renderReport(report)).toMatch(/dev is .*ready/)
    const { Contents } = await moto.clients.s3.send(new ListObjectsV2Command({ Bucket: 'shop-good' }))
    expect(Contents).toBeUndefined()
  })
})

describe('doctor on an environment that is not', () => {
  it('names everything that is missing, with what makes it', async () => {
    const report = await examined({ bucket: 'shop-none' })
    expect(of(report, 'bucket')).toMatchObject({ outcome: 'failed', detail: 'shop-none does not exist' })
    expect(of(report, 'workgroup')).toMatchObject({ outcome: 'failed', detail: 'shop-none does not exist' })
    expect(of(report, 'databases').detail).toBe('missing: shop_none_raw, shop_none_stg, shop_none_std, shop_none_cur')
    expect(of(report, 'databases').actions[0]).toContain('mdw up --env dev')
    expect(of(report, 'versioning').outcome).toBe('not checked')
    expect(of(report, 'raw-tables').outcome).toBe('not checked')
  })

  it('tells the region of a bucket elsewhere, a disabled workgroup, an open bucket', async () => {
    const { athena } = moto.clients
    const far = awsClients({ ...moto.environment, region: 'eu-central-1' })
    await provisionBucket(far.s3, 'shop-far', 'eu-central-1')
    destroyClients(far)
    await athena.send(new CreateWorkGroupCommand({ Name: 'shop-far' }))
    proxy.alter = exchange => {
      if (exchange.target !== 'AmazonAthena.GetWorkGroup') return
      exchange.body = exchange.body.replace('"ENABLED"', '"DISABLED"')
    }
    const report = await examined({ bucket: 'shop-far' })
    expect(of(report, 'bucket').detail).toBe('shop-far is in eu-central-1, and mdw.yml says eu-west-1')
    expect(of(report, 'workgroup')).toMatchObject({ outcome: 'failed', detail: 'shop-far is disabled' })
    for (const id of ['versioning', 'public-access', 'encryption']) {
      expect(of(report, id), id).toMatchObject({ outcome: 'warning', actions: [expect.any(String)] })
    }
  })

  it('asks nothing more of another account', async () => {
    const report = await examined({ account: '999999999999' })
    expect(of(report, 'identity')).toMatchObject({ outcome: 'failed' })
    expect(of(report, 'identity').detail).toContain('is for account 999999999999')
    expect(of(report, 'bucket')).toMatchObject({ outcome: 'not checked', detail: 'needs an identity' })
  })

  it('says which action is not allowed, and fails only for what is needed', async () => {
    proxy.alter = exchange => {
      const { method, path, target } = exchange
      if (path.includes('?versioning') || path.includes('.mdw-doctor-')) denyS3(exchange)
      const Message = `User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: glue:GetTables on resource: arn:aws:glue:${REGION}:${ACCOUNT}:catalog`
      if (target === 'AWSGlue.GetTables') answerJson(exchange, 400, { __type: 'AccessDeniedException', Message })
      const lake = 'Insufficient Lake Formation permission(s): Required Describe on shop_good_raw'
      if (target === 'AWSGlue.GetDatabase' && method === 'POST')
        answerJson(exchange, 400, { __type: 'AccessDeniedException', Message: lake })
    }
    const report = await examined()
    expect(of(report, 'versioning')).toMatchObject({
      ...{ outcome: 'not checked', detail: 's3:GetBucketVersioning is not allowed' },
    })
    expect(of(report, 'results')).toMatchObject({ outcome: 'failed', detail: 's3:PutObject is not allowed' })
    expect(of(report, 'results').actions[0]).toMatch(/^Allow s3:PutObject to arn:/)
    expect(of(report, 'versions')).toMatchObject({
      ...{ outcome: 'not checked', detail: expect.stringContaining('glue:GetTables is not allowed on arn:aws:glue') },
    })
    expect(of(report, 'databases').outcome).toBe('failed')
    expect(of(report, 'databases').actions[0]).toContain('Lake Formation administrator')
  })

  it('sees that the results cannot be deleted again', async () => {
    proxy.alter = exchange => {
      if (exchange.method === 'DELETE') denyS3(exchange)
    }
    expect(of(await examined(), 'results')).toMatchObject({
      ...{ outcome: 'warning', detail: expect.stringContaining('s3:DeleteObject is not allowed') },
    })
  })

  it('sees Lake Formation, an old engine, a wrong clock, and what the endpoint does not know', async () => {
    proxy.alter = exchange => {
      const { target, path } = exchange
      exchange.headers.date = new Date(Date.now() - 600_000).toUTCString()
      if (target === 'AWSGlue.GetDatabase') {
        const { Database } = JSON.parse(exchange.body)
        answerJson(exchange, 200, { Database: { ...Database, CreateTableDefaultPermissions: [] } })
      }
      if (target === 'AmazonAthena.GetWorkGroup') {
        exchange.body = exchange.body.replaceAll('engine version 3', 'engine version 2')
      }
      if (path.includes('?encryption')) denyS3(exchange, 'NotImplemented', 501)
    }
    const report = await examined()
    expect(of(report, 'lake-formation')).toMatchObject({ outcome: 'warning' })
    expect(of(report, 'lake-formation').detail).toContain('decides on new tables of shop_good_raw')
    expect(of(report, 'workgroup')).toMatchObject({ outcome: 'failed' })
    expect(of(report, 'workgroup').detail).toContain('Athena engine version 2')
    expect(of(report, 'clock')).toMatchObject({ outcome: 'failed' })
    expect(of(report, 'clock').detail).toMatch(/^this machine is 60\d seconds ahead of the services/)
    expect(of(report, 'encryption')).toMatchObject({
      ...{ outcome: 'not checked', detail: `not answered at ${proxy.endpoint}` },
    })
  })

  it('sees tables whose versions pile up, and names the command that trims them', async () => {
    proxy.alter = exchange => {
      const versions = Array.from({ length: 1_200 }, (_, index) => ({ VersionId: `${index}` }))
      if (exchange.target === 'AWSGlue.GetTableVersions') answerJson(exchange, 200, { TableVersions: versions })
      if (exchange.target !== 'AWSGlue.GetTables') return
      const { TableList } = JSON.parse(exchange.body) as { TableList: { Name: string; VersionId: string }[] }
      for (const table of TableList) if (table.Name === 'categories') table.VersionId = '5000'
      answerJson(exchange, 200, { TableList })
    }
    const versions = of(await examined(), 'versions')
    expect(versions).toMatchObject({ outcome: 'warning', detail: 'shop_good_raw.categories has 1,200' })
    expect(versions.actions[0]).toContain('mdw gc --env dev')
  })

  it('compares the account’s quota of queries with the threads of a build', async () => {
    const answered = (Value: number) => {
      proxy.alter = exchange => {
        if (exchange.target.startsWith('ServiceQuotas')) answerJson(exchange, 200, { Quota: { Value } })
      }
    }
    answered(200)
    expect(of(await examined(), 'quotas').outcome).toBe('ok')
    answered(3)
    const tight = of(await examined(), 'quotas')
    expect(tight.outcome).toBe('warning')
    expect(tight.detail).toContain('Athena takes 3 queries at once')
    proxy.alter = exchange => {
      const denied = { __type: 'com.amazonaws.servicequotas#AccessDeniedException', Message: '' }
      if (exchange.target.startsWith('ServiceQuotas')) answerJson(exchange, 400, denied)
    }
    expect(of(await examined(), 'quotas')).toMatchObject({
      ...{ outcome: 'not checked', detail: expect.stringContaining('servicequotas:GetServiceQuota is not allowed') },
    })
  })

  it('sees services that are asked at different places', async () => {
    for (const service of ['STS', 'GLUE', 'ATHENA']) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, proxy.endpoint)
    vi.stubEnv('AWS_ENDPOINT_URL_S3', moto.environment.endpoint!)
    signIn()
    const environment = awsEnvironmentLike({ bucket: 'shop-good', prefix: 'shop_good_', workgroup: 'shop-good' })
    const checks = await checkAt(await project(), environment, recordingProgress().progress)
    expect(of({ checks }, 'endpoints').outcome).toBe('failed')
    expect(of({ checks }, 'endpoints').detail).toContain(`s3 is ${moto.environment.endpoint}`)
    expect(of({ checks }, 'endpoints').actions[0]).toContain('AWS_ENDPOINT_URL_S3')
  })

  it('gives up a check that takes too long, and tells the others', async () => {
    const never = { id: 'a', title: 'A', required: true, run: () => new Promise<never>(() => {}) }
    const fine = {
      ...{ id: 'b', title: 'B', required: false },
      run: () => ({ outcome: 'ok' as const, detail: '', actions: [] }),
    }
    const { progress } = recordingProgress()
    const results = await runChecks([never, { ...never, required: false }, fine], {} as Examined, progress, {
      timeout: 20,
    })
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'not checked', 'ok'])
    expect(results[0]?.detail).toBe('no answer within 0.02 s')
  })

  it('ends at Ctrl-C, whatever still hangs', async () => {
    const never = { id: 'a', title: 'A', required: true, run: () => new Promise<never>(() => {}) }
    const stopped = runChecks([never], {} as Examined, recordingProgress().progress, { signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 })
  })
})
