import { createHash } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RawRequest, send, sendSigned, sign } from './raw-request.js'
import { startTestFrontDoor, type TestFrontDoor } from './test-front-door.js'

const EMPTY_SHA256 = createHash('sha256').digest('hex')
let door: TestFrontDoor

beforeAll(async () => {
  door = await startTestFrontDoor()
  await door.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
  await door.s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'a b', Body: 'body' }))
})

afterAll(async () => {
  await door.stop()
})

const get: RawRequest = { path: '/lake/a%20b', headers: { 'x-amz-content-sha256': EMPTY_SHA256 } }
const echo: RawRequest = {
  method: 'POST',
  service: 'glue',
  headers: { 'x-amz-target': 'AWSGlue.Echo', 'content-type': 'application/x-amz-json-1.1' },
  body: '{"a":1}',
}
const whoAmI: RawRequest = {
  method: 'POST',
  service: 'sts',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
}
const MINUTE = 60_000
const wrongSecret = () => ({ accessKeyId: door.accessKeyId, secretAccessKey: 'wrong' })
const wrongKey = () => ({ accessKeyId: 'AKIANOBODY', secretAccessKey: door.secretAccessKey })

describe.each([
  ['S3', get, 'AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed'],
  [
    'Glue',
    echo,
    'MissingAuthenticationTokenException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'InvalidSignatureException',
  ],
  [
    'STS',
    whoAmI,
    'MissingAuthenticationToken',
    'InvalidClientTokenId',
    'SignatureDoesNotMatch',
    'SignatureDoesNotMatch',
  ],
])('%s', (_name, request, missing, unknownKey, mismatch, skewed) => {
  it('answers signed requests', async () => {
    expect((await sendSigned(door, request)).status).toBe(200)
    expect((await sendSigned(door, { ...request, signingDate: new Date(Date.now() - 14 * MINUTE) })).status).toBe(200)
  })

  it('refuses others with 403 in its own form', async () => {
    const refusals = [
      [missing, await send(door, request)],
      [unknownKey, await sendSigned(door, { ...request, credentials: wrongKey() })],
      [mismatch, await sendSigned(door, { ...request, credentials: wrongSecret() })],
      [skewed, await sendSigned(door, { ...request, signingDate: new Date(Date.now() - 16 * MINUTE) })],
      [skewed, await sendSigned(door, { ...request, signingDate: new Date(Date.now() + 16 * MINUTE) })],
    ] as const
    for (const [code, response] of refusals) {
      expect(response.status, code).toBe(403)
      const found = /<Code>(.*?)<\/Code>/.exec(response.body)?.[1] ?? JSON.parse(response.body).__type
      expect(found).toBe(code)
    }
  })

  it('refuses what was changed after signing', async () => {
    const headers = await sign(door, request)
    const changed = [
      { ...request, headers, path: request.path === undefined ? '//' : '/lake/other' },
      { ...request, headers, query: { versionId: 'null' } },
      { ...request, headers: { ...headers, 'x-amz-date': '20200101T000000Z' } },
    ]
    for (const one of changed) expect((await send(door, one)).status).toBeGreaterThanOrEqual(400)
    if (request.body) {
      const other = { ...request, headers, body: String(request.body).replace(/.$/, ' ') }
      expect((await send(door, other)).status).toBe(403)
    }
  })

  it('refuses a signature for another service', async () => {
    const service = request.service === 'glue' ? 'athena' : 'glue'
    const response = await sendSigned(door, { ...request, service })
    expect(response.status).toBeGreaterThanOrEqual(400)
  })
})

describe('malformed authorization', () => {
  it.each([
    'nonsense',
    'AWS AKIA:abc=',
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 Credential=a',
    'AWS4-HMAC-SHA256 Credential=a/20240101/r/s3/aws4_request, SignedHeaders=host, Signature=zz',
    `AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;;, Signature=${'0'.repeat(64)}`,
    'Bearer abc',
  ])('%s', async authorization => {
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    const headers = { authorization, 'x-amz-date': now, 'x-amz-content-sha256': EMPTY_SHA256 }
    const response = await send(door, { ...get, headers })
    expect([400, 403]).toContain(response.status)
    expect(response.body).toMatch(/<Error><Code>\w+<\/Code>/)
  })
})

describe('S3 headers', () => {
  it('must be signed when they are x-amz-', async () => {
    const headers = { ...(await sign(door, get)), 'x-amz-meta-extra': '1' }
    const response = await send(door, { ...get, headers })
    expect([response.status, response.body]).toEqual([403, expect.stringContaining('not signed')])
  })
})

describe('temporary credentials', () => {
  it('verify with their token only', async () => {
    const session = door.credentials.issueSession('arn:aws:iam::000000000000:role/r', 'me', 900)
    const answer = await sendSigned(door, { ...whoAmI, credentials: session })
    expect(answer.body).toContain('assumed-role/r/me')
    const refuse = async (credentials: RawRequest['credentials']) =>
      (await sendSigned(door, { ...whoAmI, credentials })).body
    expect(await refuse({ ...session, sessionToken: undefined })).toContain('InvalidClientTokenId')
    expect(await refuse({ ...session, sessionToken: `${session.sessionToken.slice(0, -2)}xx` })).toContain(
      'InvalidClientTokenId',
    )
    const other = door.credentials.issueSession('arn:aws:iam::000000000000:role/r', 'you', 900)
    expect(await refuse({ ...session, sessionToken: other.sessionToken })).toContain('InvalidClientTokenId')
    const ended = door.credentials.issueSession('arn:aws:iam::000000000000:role/r', 'me', -1)
    expect(await refuse(ended)).toContain('ExpiredToken')
  })
})

describe('the SDK with a wrong secret', () => {
  it('gets the error it knows', async () => {
    const { S3Client } = await import('@aws-sdk/client-s3')
    const client = new S3Client({ ...door.clientConfig, forcePathStyle: true, credentials: wrongSecret() })
    await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'a b' }))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    })
    client.destroy()
  })
})
