import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Credentials } from '../project/environment.js'

type Bytes = string | ArrayBuffer | ArrayBufferView

/** The AWS SDK's hash interface over Node's crypto. */
class Sha256 {
  readonly #hash
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }
  update(data: Bytes): void {
    this.#hash.update(bytesOf(data))
  }
  reset(): void {}
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }
}

function bytesOf(data: Bytes): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}

export interface SignedRequest {
  url: URL
  method: 'GET' | 'POST' | 'DELETE'
  /** The name that signatures have: `athena`, `servicequotas`. */
  service: string
  region: string
  credentials: Credentials
  headers: Record<string, string>
  body?: string
  signal?: AbortSignal
}

/** One request with Signature Version 4, for services that no client of the SDK is installed for. */
export async function signedRequest(request: SignedRequest): Promise<Response> {
  const { url, method, service, region, credentials, body, signal } = request
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 })
  const { headers } = await signer.sign({
    ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname },
    headers: { host: url.host, ...request.headers },
    body,
  })
  return fetch(url, { method, headers, body, ...(signal === undefined ? {} : { signal }) })
}
