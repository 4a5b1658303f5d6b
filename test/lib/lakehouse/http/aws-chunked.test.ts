import { createHash, createHmac } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChecksum } from '../../../../src/lib/lakehouse/store/checksum.js'
import { send, sign } from './raw-request.js'
import { startTestFrontDoor, type TestFrontDoor } from './test-front-door.js'

let door: TestFrontDoor

beforeAll(async () => {
  door = await startTestFrontDoor()
  await door.s3.send(new CreateBucketCommand({ Bucket: 'lake' }))
})

afterAll(async () => {
  await door.stop()
})

const crc32 = (text: string) => {
  const checksum = createChecksum('crc32')
  checksum.update(Buffer.from(text))
  return checksum.digest()
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const PLAIN = 'hello chunked world'

interface Upload {
  mode: string
  /** Makes the body from the signature of the headers. */
  body: (signature: (algorithm: string, ...parts: string[]) => string) => string
  headers?: Record<string, string>
  length?: number
}

async function upload({ mode, body, headers = {}, length = PLAIN.length }: Upload) {
  const request = {
    method: 'PUT',
    path: '/lake/chunked',
    headers: {
      'content-encoding': 'aws-chunked,gzip',
      'x-amz-content-sha256': mode,
      'x-amz-decoded-content-length': String(length),
      ...headers,
    },
  }
  const signed = await sign(door, request)
  const timestamp = signed['x-amz-date']!
  const scope = `${timestamp.slice(0, 8)}/us-east-1/s3/aws4_request`
  const key = scope
    .split('/')
    .reduce(
      (parent: Buffer | string, part) => createHmac('sha256', parent).update(part).digest(),
      `AWS4${door.secretAccessKey}`,
    )
  let previous = /Signature=(\w+)/.exec(signed.authorization!)![1]!
  const next = (algorithm: string, ...parts: string[]) => {
    const text = [`AWS4-HMAC-SHA256-${algorithm}`, timestamp, scope, previous, ...parts].join('\n')
    previous = createHmac('sha256', key).update(text).digest('hex')
    return previous
  }
  return await send(door, { ...request, headers: signed, body: body(next) })
}

type Next = (algorithm: string, ...parts: string[]) => string
const chunk = (next: Next, text: string) =>
  `${text.length.toString(16)};chunk-signature=${next('PAYLOAD', sha256(''), sha256(text))}\r\n${text && `${text}\r\n`}`
const code = (body: string) => /<Code>(.*?)<\/Code>/.exec(body)?.[1]

describe('STREAMING-UNSIGNED-PAYLOAD-TRAILER', () => {
  const mode = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
  const headers = { 'x-amz-trailer': 'x-amz-checksum-crc32' }
  const chunks = `5\r\nhello\r\ne\r\n chunked world\r\n0\r\n`

  it('is decoded, and its checksum kept', async () => {
    const response = await upload({
      mode,
      headers,
      body: () => `${chunks}x-amz-checksum-crc32:${crc32(PLAIN)}\r\n\r\n`,
    })
    expect(response.status).toBe(200)
    expect(response.headers['x-amz-checksum-crc32']).toBe(crc32(PLAIN))
    expect((await door.objects.read('lake', 'chunked')).toString()).toBe(PLAIN)
    expect(await door.objects.head('lake', 'chunked')).toMatchObject({
      contentEncoding: 'gzip',
      checksums: { crc32: crc32(PLAIN) },
    })
  })

  it.each([
    ['a wrong checksum', `${chunks}x-amz-checksum-crc32:${crc32('other')}\r\n\r\n`, 'BadDigest'],
    ['no checksum', `${chunks}\r\n`, 'MalformedTrailerError'],
    ['no end', '5\r\nhello\r\n', 'IncompleteBody'],
    ['a cut chunk', '13\r\nhello', 'IncompleteBody'],
    ['a size that is none', 'zz\r\nhello\r\n', 'InvalidChunkSizeError'],
    ['a chunk longer than its size', '2\r\nhello\r\n0\r\n\r\n', 'InvalidChunkSizeError'],
    ['too many bytes', `14\r\n${PLAIN}!\r\n0\r\nx-amz-checksum-crc32:${crc32(`${PLAIN}!`)}\r\n\r\n`, 'IncompleteBody'],
    ['too few bytes', `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${crc32('hello')}\r\n\r\n`, 'IncompleteBody'],
    ['an endless chunk header', 'a'.repeat(10_000), 'InvalidChunkSizeError'],
    ['plain bytes', PLAIN, 'IncompleteBody'],
  ])('with %s is refused', async (_what, body, expected) => {
    const response = await upload({ mode, headers, body: () => body })
    expect([code(response.body), response.status]).toEqual([expected, 400])
  })
})

it('is not read where the request is refused anyway, and its faults harm nobody', async () => {
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  }
  const request = { method: 'PUT', path: '/nobucket/a', headers }
  const response = await send(door, { ...request, headers: await sign(door, request), body: 'nonsense' })
  expect([response.status, code(response.body)]).toEqual([404, 'NoSuchBucket'])
})

describe('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', () => {
  const mode = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'

  it('verifies every chunk', async () => {
    const body = (next: Next) => `${chunk(next, 'hello')}${chunk(next, ' chunked world')}${chunk(next, '')}\r\n`
    expect((await upload({ mode, body })).status).toBe(200)
    expect((await door.objects.read('lake', 'chunked')).toString()).toBe(PLAIN)
    const changed = (next: Next) => body(next).replace('world', 'w0rld')
    const response = await upload({ mode, body: changed })
    expect([response.status, code(response.body)]).toEqual([403, 'SignatureDoesNotMatch'])
    const unsigned = await upload({ mode, body: () => `13\r\n${PLAIN}\r\n0\r\n\r\n` })
    expect(code(unsigned.body)).toBe('SignatureDoesNotMatch')
  })

  it('verifies a signed trailer', async () => {
    const headers = { 'x-amz-trailer': 'x-amz-checksum-crc32' }
    const trailer = `x-amz-checksum-crc32:${crc32(PLAIN)}`
    const body = (next: Next) =>
      `${chunk(next, PLAIN)}${chunk(next, '')}${trailer}\r\nx-amz-trailer-signature:${next('TRAILER', sha256(`${trailer}\n`))}\r\n\r\n`
    expect((await upload({ mode: `${mode}-TRAILER`, headers, body })).status).toBe(200)
    const forged = (next: Next) => body(next).replace(/trailer-signature:..../, 'trailer-signature:0000')
    expect(code((await upload({ mode: `${mode}-TRAILER`, headers, body: forged })).body)).toBe('SignatureDoesNotMatch')
  })
})
