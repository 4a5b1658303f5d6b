import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send, sendBytes, sendSigned, sign } from './raw-request.js'
import { startTestFrontDoor, type TestFrontDoor } from './test-front-door.js'

let door: TestFrontDoor

beforeAll(async () => {
  door = await startTestFrontDoor()
  await door.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
  await door.s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'a', Body: 'body' }))
})

afterAll(async () => {
  await door.stop()
})

const isWell = async () => (await send(door, { path: '/_mdw/health' })).status

describe('the Host header', () => {
  it('must name the endpoint', async () => {
    for (const host of [
      `127.0.0.1:${door.port}`,
      `localhost:${door.port}`,
      `[::1]:${door.port}`,
      `LOCALHOST:${door.port}`,
    ]) {
      expect((await send(door, { path: '/_mdw/health', headers: { host } })).status, host).toBe(200)
    }
    for (const host of [
      'evil.example',
      `evil.example:${door.port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${door.port}`,
    ]) {
      const response = await send(door, { path: '/_mdw/health', headers: { host } })
      expect([response.status, response.body], host).toEqual([403, expect.stringContaining('Host')])
    }
  })
})

describe('routing', () => {
  it('answers health and operations without a signature', async () => {
    const health = await send(door, { path: '/_mdw/health' })
    expect(JSON.parse(health.body)).toEqual({ status: 'ready', instance: 'test', version: '0' })
    const operations = JSON.parse((await send(door, { path: '/_mdw/operations' })).body)
    expect(operations).toContainEqual({ service: 's3', name: 'GetObject', supported: true })
    expect(operations).toContainEqual(
      expect.objectContaining({ service: 's3', name: 'SelectObjectContent', supported: false }),
    )
    expect((await send(door, { path: '/_mdw/other' })).status).toBe(404)
    expect((await send(door, { path: '/_mdw/health', method: 'POST' })).status).toBe(405)
  })

  it('names services that are not there', async () => {
    const lakeFormation = await sendSigned(door, {
      method: 'POST',
      path: '/AddLFTagsToResource',
      service: 'lakeformation',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect([lakeFormation.status, JSON.parse(lakeFormation.body).Message]).toEqual([
      400,
      'The lakeformation operation AddLFTagsToResource is not supported by the embedded lakehouse',
    ])
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables' }
    const dynamo = await sendSigned(door, { method: 'POST', service: 'dynamodb', body: '{}', headers })
    expect(JSON.parse(dynamo.body).Message).toContain('dynamodb operation ListTables')
    const iam = await sendSigned(door, {
      method: 'POST',
      service: 'iam',
      body: 'Action=ListRoles',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(iam.body).toContain('<Message>The AWS service iam is not supported')
  })

  it('tells the Iceberg catalog from a bucket of that name', async () => {
    await door.s3.send(new CreateBucketCommand({ Bucket: 'iceberg' }))
    await door.s3.send(new PutObjectCommand({ Bucket: 'iceberg', Key: 'v1/config', Body: 'an object' }))
    const object = await door.s3.send(new GetObjectCommand({ Bucket: 'iceberg', Key: 'v1/config' }))
    expect(await object.Body!.transformToString()).toBe('an object')
    const path = '/iceberg/v1/namespaces/a%1Fb/tables'
    const rest = await sendSigned(door, { path, service: 'glue' })
    expect([rest.status, JSON.parse(rest.body)]).toEqual([200, { path }])
    expect((await sendSigned(door, { path, service: 's3tables', method: 'POST', body: '{}' })).status).toBe(200)
    expect((await send(door, { path })).status).toBe(401)
  })
})

describe('what is not HTTP, or too much of it', () => {
  it.each([
    ['nonsense', 'hello\r\n\r\n', '400'],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '403'],
    ['a bad header', `GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n`, '400'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', '400'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['large headers', `GET / HTTP/1.1\r\nHost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, '431'],
    ['an absolute target', 'GET http://evil/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '400'],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '400'],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', '403'],
  ])('%s is answered', async (_name, bytes, status) => {
    const answer = await sendBytes(door, bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toMatch(/<Code>\w+<\/Code>/)
    expect(await isWell()).toBe(200)
  })

  it('bodies beyond the bound are refused before they are read', async () => {
    const headers = { 'x-amz-target': 'AWSGlue.Echo', 'content-length': String(100 * 1024 ** 2) }
    const signed = await sign(door, { method: 'POST', service: 'glue', headers })
    const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`)
    const answer = await sendBytes(door, `POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{"a":`, 500)
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(answer).toContain('RequestEntityTooLarge')
  })

  it('a client that leaves in the middle of an upload leaves nothing behind', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '1000000' }
    const signed = await sign(door, { method: 'PUT', path: '/lake/cut', headers })
    const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`)
    await new Promise<void>(resolve => {
      const socket = connect(door.port, '127.0.0.1', () => {
        socket.write(`PUT /lake/cut HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${'x'.repeat(5000)}`, () =>
          socket.destroy(),
        )
      })
      socket.on('close', () => resolve())
    })
    expect(await isWell()).toBe(200)
    expect(await door.objects.head('lake', 'cut')).toBeUndefined()
  })
})

describe('Expect: 100-continue', () => {
  const put = async (path: string, credentials?: { accessKeyId: string; secretAccessKey: string }) => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '4' }
    const signed = await sign(door, { method: 'PUT', path, headers, credentials })
    const lines = Object.entries({ ...signed, expect: '100-continue' }).map(([name, value]) => `${name}: ${value}`)
    return await new Promise<string>((resolve, reject) => {
      let received = ''
      const socket = connect(door.port, '127.0.0.1', () =>
        socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`),
      )
      socket.on('error', reject)
      socket.on('close', () => resolve(received))
      socket.on('data', data => {
        received += data
        if (received === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('body')
        else socket.end()
      })
    })
  }

  it('is answered once the signature is verified', async () => {
    expect(await put('/lake/continued')).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
    expect((await door.objects.read('lake', 'continued')).toString()).toBe('body')
    expect(await put('/lake/x', { accessKeyId: 'AKIAX', secretAccessKey: 'x' })).toMatch(/^HTTP\/1.1 403 Forbidden/)
  })
})

describe('failures', () => {
  it('inside a service are answered, logged with the request id, and told to nobody', async () => {
    const headers = { 'x-amz-target': 'AWSGlue.Fail' }
    const response = await sendSigned(door, { method: 'POST', service: 'glue', body: '{}', headers })
    expect([response.status, response.body]).toEqual([500, expect.not.stringContaining('unexpected')])
    const requestId = response.headers['x-amzn-requestid']
    expect(door.errors.at(-1)).toMatchObject({ requestId, error: expect.stringContaining('unexpected') })
  })
})

describe('load', () => {
  it('waits in line instead of failing', async () => {
    const bodies = Array.from({ length: 300 }, () => randomBytes(2000))
    await Promise.all(
      bodies.map((Body, i) => door.s3.send(new PutObjectCommand({ Bucket: 'lake', Key: `load/${i}`, Body }))),
    )
    const back = await Promise.all(bodies.map((_, i) => door.objects.read('lake', `load/${i}`)))
    expect(back.every((bytes, i) => bytes.equals(bodies[i]!))).toBe(true)
  })
})

describe('closing', () => {
  it('lets requests finish', async () => {
    const other = await startTestFrontDoor()
    await other.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
    await other.objects.put('lake', 'large', randomBytes(30_000_000))
    const { Body } = await other.s3.send(new GetObjectCommand({ Bucket: 'lake', Key: 'large' }))
    const closing = other.frontDoor.close(10_000)
    expect((await Body!.transformToByteArray()).length).toBe(30_000_000)
    await closing
    await expect(send(other, { path: '/_mdw/health' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await other.stop()
  })
})
