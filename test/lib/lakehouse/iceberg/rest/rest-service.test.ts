import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printJson } from '../../../../../src/lib/lakehouse/iceberg/metadata/json.js'
import { Sha256 } from '../../http/raw-request.js'
import { types } from '../column-types.js'
import { type IcebergLake, startIcebergLake } from '../iceberg-lake.js'

let lake: IcebergLake
let token: string
beforeAll(async () => {
  lake = await startIcebergLake()
  const answer = await login(lake.accessKeyId, lake.secretAccessKey)
  token = answer.body.access_token
  await lake.table('t', [['id', types.int]])
  await lake.rows('INSERT INTO lake.db.t VALUES (1)')
})
afterAll(() => lake.stop())

// biome-ignore lint/suspicious/noExplicitAny: JSON of any route
type Answer = { status: number; body: any; text: string }

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, text, body: text ? JSON.parse(text) : undefined }
}

async function login(id: string, secret: string, grant = 'client_credentials'): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: grant, client_id: id, client_secret: secret, scope: 'catalog' })
  return answerOf(await fetch(`${lake.endpoint}/iceberg/v1/oauth/tokens`, { method: 'POST', body }))
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const authorization = `Bearer ${token}`
  return answerOf(
    await fetch(`${lake.endpoint}/iceberg/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: printJson(body) }),
    }),
  )
}

const error = (type: string, code: number) => ({ error: { type, code, message: expect.any(String) } })

describe('who may call', () => {
  test('nobody without a token, a wrong one, or a wrong secret', async () => {
    for (const authorization of ['', 'Bearer x', `Bearer mdw.99999999999.${token.split('.')[2]}`, 'Basic eDp5']) {
      const answer = await call('GET', '/namespaces', undefined, { authorization })
      expect(answer).toMatchObject({ status: 401, body: error('NotAuthorizedException', 401) })
    }
    expect(await login(lake.accessKeyId, 'wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await login(lake.accessKeyId, lake.secretAccessKey, 'password')).toMatchObject({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    })
  })

  test('who signs with the key pair (SigV4)', async () => {
    const sign = async (secretAccessKey: string) => {
      const { host, hostname, port } = new URL(lake.endpoint)
      const credentials = { accessKeyId: lake.accessKeyId, secretAccessKey }
      const signer = new SignatureV4({ service: 'glue', region: 'us-east-1', credentials, sha256: Sha256 })
      const request = {
        method: 'GET',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/iceberg/v1/namespaces',
        headers: { host },
        query: {},
      }
      const { headers } = await signer.sign(request)
      return answerOf(
        await fetch(`${lake.endpoint}/iceberg/v1/namespaces`, { headers: headers as Record<string, string> }),
      )
    }
    expect(await sign(lake.secretAccessKey)).toMatchObject({ status: 200, body: { namespaces: [['db']] } })
    expect((await sign('wrong')).status).toBeGreaterThanOrEqual(401)
  })

  test('the hidden tables of statements are the engine’s alone', async () => {
    const write = lake.catalog.openWrite({ database: 'db', name: 't' })
    const path = `/namespaces/__statement/tables/${write.id}`
    expect((await call('GET', path)).status).toBe(404)
    expect((await call('GET', path, undefined, { authorization: `Bearer ${lake.engineToken}` })).status).toBe(200)
    write.close()
    expect((await call('GET', path, undefined, { authorization: `Bearer ${lake.engineToken}` })).status).toBe(404)
  })
})

test('config tells clients where the files are, and what is supported', async () => {
  const { body } = await call('GET', '/config?warehouse=w')
  expect(body.defaults).toEqual({
    's3.endpoint': lake.endpoint,
    's3.path-style-access': 'true',
    's3.region': 'us-east-1',
    'client.region': 'us-east-1',
  })
  expect(body.endpoints).toContain('POST /v1/{prefix}/namespaces/{namespace}/tables/{table}')
  expect(body.endpoints).not.toContain('POST /v1/{prefix}/namespaces/{namespace}/views')
})

test('credentials come with a table only where they are asked for', async () => {
  expect((await call('GET', '/namespaces/db/tables/t')).body.config).not.toHaveProperty('s3.secret-access-key')
  const vended = await call('GET', '/namespaces/db/tables/t', undefined, {
    'x-iceberg-access-delegation': 'vended-credentials',
  })
  expect(vended.body.config).toMatchObject({
    's3.access-key-id': lake.accessKeyId,
    's3.secret-access-key': lake.secretAccessKey,
  })
})

describe('what does not exist or is not right', () => {
  test.each([
    ['GET', '/namespaces/nope', undefined, 'NoSuchNamespaceException', 404],
    ['GET', '/namespaces/db%1Fx', undefined, 'NoSuchNamespaceException', 404],
    ['GET', '/namespaces/db/tables/nope', undefined, 'NoSuchTableException', 404],
    ['GET', '/namespaces/nope/tables/t', undefined, 'NoSuchNamespaceException', 404],
    ['GET', '/namespaces/db/views/v', undefined, 'NoSuchViewException', 404],
    ['POST', '/namespaces/db/views', {}, 'UnsupportedOperationException', 405],
    ['POST', '/namespaces/db/tables/t/plan', {}, 'UnsupportedOperationException', 404],
    ['PUT', '/namespaces/db', {}, 'UnsupportedOperationException', 405],
    ['POST', '/namespaces', { namespace: ['db'] }, 'AlreadyExistsException', 409],
    ['POST', '/namespaces', { namespace: ['A b'] }, 'BadRequestException', 400],
    ['DELETE', '/namespaces/db', undefined, 'NamespaceNotEmptyException', 409],
    ['POST', '/namespaces/db/tables', { name: 'x' }, 'BadRequestException', 400],
    [
      'POST',
      '/namespaces/db/tables',
      { name: 't', schema: { type: 'struct', fields: [] } },
      'AlreadyExistsException',
      409,
    ],
    ['POST', '/namespaces/db/tables/t', { requirements: [], updates: [{ action: 'fly' }] }, 'BadRequestException', 400],
    [
      'POST',
      '/namespaces/db/tables/t',
      { requirements: [{ type: 'assert-table-uuid', uuid: 'x' }], updates: [] },
      'CommitFailedException',
      409,
    ],
    [
      'POST',
      '/namespaces/db/register',
      { name: 'r', 'metadata-location': 's3://warehouse/none.metadata.json' },
      'NotFoundException',
      404,
    ],
    [
      'POST',
      '/tables/rename',
      { source: { namespace: ['db'], name: 'nope' }, destination: { namespace: ['db'], name: 'x' } },
      'NoSuchTableException',
      404,
    ],
    [
      'POST',
      '/tables/rename',
      { source: { namespace: ['db'], name: 't' }, destination: { namespace: ['no'], name: 'x' } },
      'NoSuchNamespaceException',
      404,
    ],
  ])('%s %s', async (method, path, body, type, code) => {
    expect(await call(method, path, body)).toMatchObject({ status: code, body: error(type, code) })
  })

  test('a body that is not JSON', async () => {
    const answer = await answerOf(
      await fetch(`${lake.endpoint}/iceberg/v1/namespaces`, {
        method: 'POST',
        body: '{',
        headers: { authorization: `Bearer ${token}` },
      }),
    )
    expect(answer).toMatchObject({ status: 400, body: error('BadRequestException', 400) })
  })

  test('a snapshot whose manifests are missing or of another partition spec', async () => {
    await lake.table('u', [['id', types.int]])
    await lake.rows('INSERT INTO lake.db.u VALUES (1)')
    await lake.table('p', [['id', types.int]], ['id'])
    const [foreign] = lake.metadata('u').snapshots
    const add = (snapshot: object) =>
      call('POST', '/namespaces/db/tables/p', { requirements: [], updates: [{ action: 'add-snapshot', snapshot }] })
    expect(await add(foreign!)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('another partition spec') } },
    })
    const missing = await add({ ...foreign!, 'manifest-list': 's3://warehouse/none.avro' })
    expect(missing).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('cannot be read') } },
    })
    expect(lake.metadata('p').snapshots).toEqual([])
  })

  test('a transaction over several tables is refused before any of them is touched', async () => {
    const change = { identifier: { namespace: ['db'], name: 't' }, requirements: [], updates: [] }
    expect(await call('POST', '/transactions/commit', { 'table-changes': [change, change] })).toMatchObject({
      status: 406,
      body: error('UnsupportedOperationException', 406),
    })
  })
})

test('snapshot ids arrive as they were written', async () => {
  const { text } = await call('GET', '/namespaces/db/tables/t')
  expect(text).toContain(`"current-snapshot-id":${lake.metadata('t')['current-snapshot-id']}`)
})

test('HEAD, rename, register, metrics, drop', async () => {
  const head = async (path: string) =>
    (
      await fetch(`${lake.endpoint}/iceberg/v1${path}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${token}` },
      })
    ).status
  expect(await head('/namespaces/db')).toBe(204)
  expect(await head('/namespaces/db/tables/t')).toBe(204)
  expect(await head('/namespaces/db/tables/nope')).toBe(404)
  const identifier = (name: string) => ({ namespace: ['db'], name })
  expect(
    (await call('POST', '/tables/rename', { source: identifier('t'), destination: identifier('t2') })).status,
  ).toBe(204)
  expect((await call('POST', '/namespaces/db/tables/t2/metrics', { 'report-type': 'scan-report' })).status).toBe(204)
  const { body } = await call('GET', '/namespaces/db/tables/t2')
  expect((await call('DELETE', '/namespaces/db/tables/t2')).status).toBe(204)
  expect(await head('/namespaces/db/tables/t2')).toBe(404)
  const registered = await call('POST', '/namespaces/db/register', {
    name: 't',
    'metadata-location': body['metadata-location'],
  })
  expect(registered).toMatchObject({ status: 200, body: { 'metadata-location': body['metadata-location'] } })
  expect(await lake.rows('FROM lake.db.t')).toEqual([[1]])
})

test('no request left an unexpected error behind', () => {
  expect(lake.errors).toEqual([])
})

test('a form that is too large, or none, is refused by the token endpoint in its own form', async () => {
  const address = `${lake.endpoint}/iceberg/v1/oauth/tokens`
  const large = await answerOf(await fetch(address, { method: 'POST', body: 'x'.repeat(70_000) }))
  expect(large).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  expect(await answerOf(await fetch(address))).toMatchObject({ status: 405, body: { error: 'invalid_request' } })
})
