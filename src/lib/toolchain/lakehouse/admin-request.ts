import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { MdwError } from '../../errors.js'
import type { Environment } from '../../project/environment.js'

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

/** Asks a page of the running lakehouse that only the project's key pair may use. */
export async function adminRequest<T>(
  environment: Environment,
  method: 'GET' | 'POST' | 'DELETE',
  page: string,
  input?: object,
): Promise<T> {
  const url = new URL(`/_mdw/${page}`, environment.endpoint)
  const body = input === undefined ? undefined : JSON.stringify(input)
  const signer = new SignatureV4({
    credentials: environment.credentials!,
    region: environment.region,
    service: 'mdw',
    sha256: Sha256,
  })
  const { headers } = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  })
  const response = await fetch(url, { method, headers, body })
  const answer = (await response.json()) as T & { error?: { message: string } }
  if (response.ok) return answer
  throw new MdwError({
    code: 'LAKEHOUSE_REFUSED',
    message: answer.error?.message ?? `The lakehouse answered with status ${response.status}.`,
    actions: ['`mdw local logs` shows what it did.'],
  })
}
