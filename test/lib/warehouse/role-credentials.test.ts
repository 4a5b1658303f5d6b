import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { projectConfig } from '../../../src/lib/project/config.js'
import { childEnvironment } from '../../../src/lib/toolchain/dbt/environment.js'
import { currentCredentials, destroyClients } from '../../../src/lib/warehouse/clients.js'
import { connectAws } from '../../../src/lib/warehouse/connection.js'
import { serveCredentials } from '../../../src/lib/warehouse/credential-server.js'
import { dbtPython, dbtVenv } from '../../support/dbt-python.js'
import { type TestLakehouse, testLakehouse } from '../../support/lakehouse.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const ROLE = 'arn:aws:iam::000000000000:role/team/dbt'

let lake: TestLakehouse
beforeAll(async () => {
  lake = await testLakehouse()
})
afterAll(() => lake?.stop())

beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', lake.lakehouse.endpoint)
  vi.stubEnv('AWS_ACCESS_KEY_ID', lake.lakehouse.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', lake.lakehouse.credentials.secretAccessKey)
  vi.stubEnv('AWS_PROFILE', undefined)
  return () => void vi.unstubAllEnvs()
})

function config(more: object = {}) {
  const dev = { kind: 'aws', region: 'us-east-1', bucket: 'shop-dev', role_arn: ROLE, ...more }
  const { environments } = projectConfig.parse({ name: 'shop', environments: { dev } })
  return environments.dev as Extract<typeof environments.dev, { kind: 'aws' }>
}

async function connected(more?: object) {
  const connection = await connectAws('dev', config(more))
  onTestFinished(() => destroyClients(connection.clients))
  return connection
}

it('assumes the role once for all clients, and the guard is about the role’s account', async () => {
  const { caller, clients } = await connected({ role_session_name: 'nightly' })
  expect(caller.arn).toMatch(/^arn:aws:sts::\d{12}:assumed-role\/dbt\/nightly$/)
  const [first, second] = await Promise.all([clients.s3.config.credentials(), clients.glue.config.credentials()])
  expect(first.accessKeyId).toBe(second.accessKeyId)
  await expect(connected({ account_id: '999999999999' })).rejects.toMatchObject({ code: 'WRONG_ACCOUNT' })
})

it('lends the role to the programs that mdw starts', async () => {
  const { environment } = await connected()
  const env = childEnvironment(environment, 1, await dbtVenv())
  const ask = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
  const { stdout } = await execa(await dbtPython(), ['-c', ask], { env, extendEnv: false })
  expect(stdout).toContain(':assumed-role/dbt/mdw')
})

it('takes a profile before keys of the shell, and so do the programs', async () => {
  const { accessKeyId, secretAccessKey } = lake.lakehouse.credentials
  const file = join(temporaryFolder(), 'config')
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  const chained = `[profile chained]\nrole_arn = ${ROLE}\nsource_profile = shop\n`
  writeFileSync(file, `[profile shop]\n${keys}${chained}`)
  vi.stubEnv('AWS_CONFIG_FILE', file)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASOMEBODYELSE')
  for (const profile of ['shop', 'chained']) {
    const { caller, environment } = await connected({ profile, role_arn: undefined })
    const env = childEnvironment(environment, 1, await dbtVenv())
    const ask = 'import boto3; print(boto3.client("sts").get_caller_identity()["Account"])'
    const { stdout } = await execa(await dbtPython(), ['-c', ask], { env, extendEnv: false })
    expect(stdout).toBe(caller.account)
  }
})

it('gives them new credentials when the old ones are about to end', async () => {
  const { clients, environment } = await connected()
  const real = await currentCredentials(clients)
  let asked = 0
  const credentialServer = await serveCredentials(async () => {
    asked++
    // Within the ten minutes in which botocore must have new ones before it signs.
    return { ...real, expiration: new Date(Date.now() + 590_000) }
  })
  const env = childEnvironment({ ...environment, credentialServer }, 1, await dbtVenv())
  const ask = 'import boto3; sts = boto3.client("sts"); [sts.get_caller_identity() for _ in range(3)]'
  await execa(await dbtPython(), ['-c', ask], { env, extendEnv: false })
  expect(asked).toBeGreaterThan(2)
  expect((await fetch(credentialServer.url)).status).toBe(401)
})

it('names role and caller when the role may not be assumed', async () => {
  // STS’s answers, as its API reference has them.
  const server = createServer(async (request, response) => {
    let form = ''
    for await (const chunk of request) form += chunk
    const denied = form.includes('Action=AssumeRole')
    response.writeHead(denied ? 403 : 200, { 'content-type': 'text/xml' })
    response.end(
      denied
        ? '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/ann is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>'
        : '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/ann</Arn><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await expect(connected()).rejects.toMatchObject({
    code: 'AWS_ROLE_DENIED',
    message: `AWS does not let arn:aws:iam::1:user/ann assume the role ${ROLE}.`,
    exitCode: 4,
    actions: [expect.stringContaining('trust policy'), expect.stringContaining('external_id:')],
  })
})
