import { createHmac } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sha256 } from './raw-request.js'
import { startTestFrontDoor, type TestFrontDoor } from './test-front-door.js'

let door: TestFrontDoor

beforeAll(async () => {
  door = await startTestFrontDoor()
  await door.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
  await door.objects.put('lake', 'dir/a b.txt', 'body')
})

afterAll(async () => {
  await door.stop()
})

interface Presign {
  method?: string
  path?: string
  query?: Record<string, string>
  expiresIn?: number
  signingDate?: Date
}

async function presign({ method = 'GET', path = '/lake/dir/a%20b.txt', query = {}, ...options }: Presign) {
  const signer = new SignatureV4({
    credentials: door,
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  })
  const headers = { host: `127.0.0.1:${door.port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const request = { method, protocol: 'http:', hostname: '127.0.0.1', port: door.port, path, query, headers }
  const signed = await signer.presign(request, options)
  return `${door.endpoint}${path}?${new URLSearchParams(signed.query as Record<string, string>)}`
}

describe('presigned URLs', () => {
  it('read and write without any header', async () => {
    expect(await (await fetch(await presign({}))).text()).toBe('body')
    const put = await fetch(await presign({ method: 'PUT', path: '/lake/new' }), { method: 'PUT', body: 'uploaded' })
    expect(put.status).toBe(200)
    expect((await door.objects.read('lake', 'new')).toString()).toBe('uploaded')
  })

  it('carry response overrides', async () => {
    const response = await fetch(await presign({ query: { 'response-content-type': 'text/x' } }))
    expect(response.headers.get('content-type')).toBe('text/x')
  })

  it('are refused when changed, expired, not valid yet, or for another method', async () => {
    const url = await presign({})
    const refused = [
      await fetch(url.replace('a%20b', 'other')),
      await fetch(`${url}&versionId=null`),
      await fetch(url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604800')),
      await fetch(url, { method: 'DELETE' }),
      await fetch(await presign({ expiresIn: 60, signingDate: new Date(Date.now() - 61_000) })),
      await fetch(await presign({ signingDate: new Date(Date.now() + 20 * 60_000) })),
    ]
    for (const response of refused) {
      expect(response.status).toBe(403)
      expect(await response.text()).toMatch(/<Code>(SignatureDoesNotMatch|AccessDenied)<\/Code>/)
    }
    expect((await door.objects.read('lake', 'dir/a b.txt')).toString()).toBe('body')
  })

  it('of version 2, as boto3 makes them, are verified too', async () => {
    const expires = Math.floor(Date.now() / 1000) + 60
    const make = (resource: string, until = expires, query = '') => {
      const text = `GET\n\n\n${until}\n${resource}${query && `?${query}`}`
      const signature = createHmac('sha1', door.secretAccessKey).update(text).digest('base64')
      const parameters = new URLSearchParams({
        AWSAccessKeyId: door.accessKeyId,
        Expires: `${until}`,
        Signature: signature,
      })
      return `${door.endpoint}${resource}?${query && `${query}&`}${parameters}`
    }
    expect(await (await fetch(make('/lake/dir/a%20b.txt'))).text()).toBe('body')
    const withType = await fetch(make('/lake/dir/a%20b.txt', expires, 'response-content-type=text/y'))
    expect(withType.headers.get('content-type')).toBe('text/y')
    expect((await fetch(make('/lake/dir/a%20b.txt').replace('a%20b', 'c'))).status).toBe(403)
    expect((await fetch(make('/lake/dir/a%20b.txt', expires - 120))).status).toBe(403)
  })
})
