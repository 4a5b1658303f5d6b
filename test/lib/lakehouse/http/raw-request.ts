import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { SignatureV4 } from '@smithy/signature-v4'
import type { TestFrontDoor } from './test-front-door.js'

export interface RawRequest {
  method?: string
  path?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: string | Buffer
  service?: string
  /** When the client's clock says it is signed. */
  signingDate?: Date
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
}

export interface RawResponse {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

type Bytes = string | ArrayBuffer | ArrayBufferView

function bytesOf(data: Bytes): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}

/** The AWS SDK's hash interface over Node's crypto. */
export class Sha256 {
  readonly #hash
  constructor(secret?: Bytes) {
    this.#hash = secret ? createHmac('sha256', bytesOf(secret)) : createHash('sha256')
  }
  update(data: Bytes) {
    this.#hash.update(bytesOf(data))
  }
  reset() {}
  async digest() {
    return new Uint8Array(this.#hash.digest())
  }
}

/** Signs with the AWS SDK's signer; returns the headers to send. */
export async function sign(door: TestFrontDoor, request: RawRequest): Promise<Record<string, string>> {
  const { service = 's3', signingDate } = request
  const credentials = request.credentials ?? door
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  })
  const signed = await signer.sign(
    {
      method: request.method ?? 'GET',
      protocol: 'http:',
      hostname: '127.0.0.1',
      port: door.port,
      path: request.path ?? '/',
      query: request.query ?? {},
      headers: { host: `127.0.0.1:${door.port}`, ...request.headers },
      body: request.body,
    },
    { signingDate },
  )
  return signed.headers
}

/** Sends a request as it is, headers included. */
export async function send(door: TestFrontDoor, request: RawRequest): Promise<RawResponse> {
  const query = request.query ? `?${new URLSearchParams(request.query)}` : ''
  const { method = 'GET', headers = {}, path = '/' } = request
  return await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: door.port, method, path: path + query, headers }
    const sent = httpRequest(options, async response => {
      resolve({ status: response.statusCode!, headers: response.headers, body: await text(response) })
    })
    sent.on('error', reject)
    sent.end(request.body)
  })
}

export async function sendSigned(door: TestFrontDoor, request: RawRequest): Promise<RawResponse> {
  return await send(door, { ...request, headers: await sign(door, request) })
}

/** Writes bytes to the port and collects what comes back until the server closes, or `waitMs` pass. */
export async function sendBytes(door: TestFrontDoor, bytes: string | Buffer, waitMs = 2000): Promise<string> {
  return await new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(door.port, '127.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => socket.destroy(), waitMs)
    socket.on('data', data => {
      received += data.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(received)
    })
  })
}
