/** The payload of a signed S3 request: which hash was signed, and the body that verifies itself while it is read. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { PassThrough, type Readable, Transform } from 'node:stream'
import type { SigningContext } from './auth/sigv4.js'
import { AwsChunkedDecoder } from './aws-chunked.js'
import { PayloadError } from './payload-error.js'

const UNSIGNED = 'UNSIGNED-PAYLOAD'
const EMPTY_SHA256 = createHash('sha256').digest('hex')

const STREAMING: Record<string, { isSigned: boolean; hasTrailer: boolean }> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { isSigned: true, hasTrailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { isSigned: true, hasTrailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { isSigned: false, hasTrailer: true },
}

/** What stands for the payload in the canonical request. Presigned URLs leave the payload unsigned. */
export function signedPayloadHash(headers: IncomingHttpHeaders, query: URLSearchParams): string {
  const hash = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256')
  if (hash === null || hash === undefined) {
    if (query.has('X-Amz-Algorithm')) return UNSIGNED
    throw new PayloadError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  }
  const text = String(hash)
  if (text !== UNSIGNED && !Object.hasOwn(STREAMING, text) && !/^[0-9a-f]{64}$/.test(text)) {
    throw new PayloadError('InvalidRequest', `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-… or a SHA-256`)
  }
  return text
}

/** The decoded body; an error of the stream (PayloadError) means that it is not what was announced. */
export function verifiedBody(
  source: Readable,
  headers: IncomingHttpHeaders,
  payloadHash: string,
  context: SigningContext | undefined,
): { body: Readable; trailers?: Record<string, string> } {
  const streaming = Object.hasOwn(STREAMING, payloadHash) ? STREAMING[payloadHash]! : undefined
  const isChunked = /(?:^|,)\s*aws-chunked\s*(?:,|$)/i.test(headers['content-encoding'] ?? '')
  if (streaming || isChunked) {
    const decoder = new AwsChunkedDecoder({
      signing: streaming?.isSigned ? context : undefined,
      hasTrailer: streaming?.hasTrailer ?? headers['x-amz-trailer'] !== undefined,
      trailerNames: list(headers['x-amz-trailer']).map(name => name.toLowerCase()),
      decodedLength: length(headers['x-amz-decoded-content-length']),
    })
    return { body: join(source, decoder), trailers: decoder.trailers }
  }
  // Also a body that needs no check goes through a stream of its own: giving that up does not break the connection.
  if (payloadHash === UNSIGNED) return { body: hasBody(headers) ? join(source, new PassThrough()) : source }
  if (payloadHash === EMPTY_SHA256 && !hasBody(headers)) return { body: source }
  return { body: join(source, new Sha256Check(payloadHash)) }
}

/** Whether a request announces a payload of at least one byte. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** The header without `aws-chunked`, which is gone from the decoded body. */
export function decodedEncoding(encoding: string): string | undefined {
  const rest = list(encoding).filter(name => name.toLowerCase() !== 'aws-chunked')
  return rest.length > 0 ? rest.join(',') : undefined
}

/** `pipe` that hands the source's failure on. */
function join(source: Readable, into: Transform): Readable {
  source.once('error', error => into.destroy(error))
  // A service that refuses a request does not read its body, and then nobody else listens for its failure.
  into.on('error', () => undefined)
  return source.pipe(into)
}

class Sha256Check extends Transform {
  readonly #hash = createHash('sha256')

  constructor(private readonly expected: string) {
    super()
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk)
    done(null, chunk)
  }

  override _flush(done: (error?: Error) => void): void {
    if (this.#hash.digest('hex') === this.expected) done()
    else {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed."
      done(new PayloadError('XAmzContentSHA256Mismatch', message))
    }
  }
}

function list(value: string | string[] | undefined): string[] {
  return String(value ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

function length(value: string | string[] | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(String(value))) {
    throw new PayloadError('InvalidRequest', 'x-amz-decoded-content-length is not a number')
  }
  return Number(value)
}
