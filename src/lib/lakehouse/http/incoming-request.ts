import { createHash, randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Authenticator } from './authenticator.js'
import { BodyTooLargeError, readBody } from './body.js'
import { decodedEncoding, hasBody, signedPayloadHash, verifiedBody } from './payload.js'
import { PayloadError } from './payload-error.js'
import { type Route, route } from './route.js'
import type { ServiceRequest } from './service.js'

// Iceberg commits carry whole schemas and snapshots; the other protocols' own limits are lower.
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024
const STALLED_BODY_MS = 30_000
/** What is still read of a body that nobody wants, so that the client sees the answer before the connection closes. */
const MAX_DRAINED_MS = 10_000

/** One HTTP request on its way through the front door. */
export class IncomingRequest {
  readonly requestId = randomUUID()
  readonly method: string
  readonly rawPath: string
  readonly rawQuery: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders

  constructor(
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse,
    private readonly signal: AbortSignal,
    private expectsContinue: boolean,
  ) {
    const target = req.url ?? '/'
    const mark = target.indexOf('?')
    this.method = req.method ?? 'GET'
    this.rawPath = mark < 0 ? target : target.slice(0, mark)
    this.rawQuery = mark < 0 ? '' : target.slice(mark + 1)
    this.query = new URLSearchParams(this.rawQuery)
    this.headers = req.headers
  }

  /** Whether the client still waits for `100 Continue`: it may never send its body, so the connection cannot go on. */
  get isUnread(): boolean {
    return this.expectsContinue
  }

  route(): Route {
    if (!this.rawPath.startsWith('/')) throw new PayloadError('InvalidRequest', 'The request target must be a path')
    return route(this)
  }

  /**
   * The request as its service sees it, once the signature is verified. S3 gets its payload as a stream that checks
   * itself; the other protocols do not always send the hash they signed, so theirs is taken whole first.
   * @throws AuthError, PayloadError, BodyTooLargeError
   */
  async authenticated({ protocol, scopes }: Route, authenticator: Authenticator): Promise<ServiceRequest> {
    if (protocol === 's3') {
      const payloadHash = this.#s3PayloadHash()
      const { principal, context } = authenticator.verifySignature(this, this.query, scopes, payloadHash)
      const source = this.#receive()
      const { body, trailers } = verifiedBody(source, this.headers, payloadHash, context)
      return this.#forService({ body, trailers, principal, headers: this.#decodedHeaders() })
    }
    if (Number(this.headers['content-length'] ?? 0) > MAX_BUFFERED_BYTES)
      throw new BodyTooLargeError(MAX_BUFFERED_BYTES)
    const bytes = hasBody(this.headers) ? await readBody(this.#receive(), MAX_BUFFERED_BYTES) : Buffer.alloc(0)
    const payloadSha256 = createHash('sha256').update(bytes).digest('hex')
    const isUnsigned = this.headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD'
    const principal =
      scopes.length > 0
        ? authenticator.verifySignature(this, this.query, scopes, isUnsigned ? 'UNSIGNED-PAYLOAD' : payloadSha256)
            .principal
        : undefined
    const body = Readable.from(bytes.length > 0 ? [bytes] : [])
    return this.#forService({ body, principal, payloadSha256, headers: this.headers })
  }

  /** Reads on what is left of the body and drops it, for a while. */
  drain(): void {
    if (this.req.complete || this.req.destroyed || !hasBody(this.headers)) return
    const cutOff = setTimeout(() => this.req.destroy(), MAX_DRAINED_MS)
    this.req.once('close', () => clearTimeout(cutOff))
    this.req.unpipe()
    this.req.resume()
  }

  #forService(
    parts: Pick<ServiceRequest, 'body' | 'headers' | 'principal' | 'trailers' | 'payloadSha256'>,
  ): ServiceRequest {
    const { method, rawPath, rawQuery, query, requestId, signal } = this
    return { method, rawPath, rawQuery, query, requestId, signal, ...parts }
  }

  /** The hash only matters with a signature; without one the answer is about the signature. */
  #s3PayloadHash(): string {
    const isSigned = this.headers.authorization !== undefined || this.query.has('X-Amz-Algorithm')
    return isSigned ? signedPayloadHash(this.headers, this.query) : 'UNSIGNED-PAYLOAD'
  }

  #decodedHeaders(): IncomingHttpHeaders {
    const encoding = this.headers['content-encoding']
    if (encoding === undefined || !/aws-chunked/i.test(encoding)) return this.headers
    return { ...this.headers, 'content-encoding': decodedEncoding(encoding) }
  }

  /** Lets the body come in, and fails it when the client stops sending. */
  #receive(): Readable {
    if (this.expectsContinue) {
      this.expectsContinue = false
      this.res.writeContinue()
    }
    if (!hasBody(this.headers)) return this.req
    this.req.setTimeout(STALLED_BODY_MS, () => {
      const message = 'Your socket connection to the server was not read from or written to within the timeout period.'
      this.req.emit('error', new PayloadError('RequestTimeout', message))
    })
    this.req.once('end', () => this.req.setTimeout(0))
    return this.req
  }
}
