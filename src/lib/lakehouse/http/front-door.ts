/**
 * The one HTTP server of the lakehouse: loopback only, checks Host and signature, bounds what a client can send and how
 * slowly, and hands requests to their service. Whatever goes wrong is answered in the form of the protocol spoken.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../process/log.js'
import { Admission } from './admission.js'
import { AuthError } from './auth/auth-error.js'
import type { Authenticator } from './authenticator.js'
import { BodyTooLargeError } from './body.js'
import { IncomingRequest } from './incoming-request.js'
import { PayloadError } from './payload-error.js'
import { authRefusal, type Refusal, refusalResponse, unknownServiceRefusal } from './refusal.js'
import { respond } from './respond.js'
import type { Route } from './route.js'
import type { Service, ServiceResponse } from './service.js'

export interface FrontDoorServices {
  s3: Service
  glue: Service
  athena: Service
  sts: Service
  iceberg: Service
  admin: Service
}

// Concurrent requests per service; more wait. Queries hold theirs while they run and call the other services meanwhile,
// which therefore have their own.
const CONCURRENCY: Record<keyof FrontDoorServices, number> = {
  s3: 128,
  glue: 64,
  athena: 256,
  sts: 32,
  iceberg: 64,
  admin: 32,
}

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]']
const STALLED_CLIENT_MS = 30_000

export class FrontDoor {
  readonly #server: Server
  readonly #admissions = new Map<string, Admission>()
  readonly #active = new Set<AbortController>()
  #hosts = new Set<string>()
  #port = 0
  #isClosing = false

  constructor(
    private readonly services: FrontDoorServices,
    private readonly authenticator: Authenticator,
    private readonly log: Log,
  ) {
    for (const [name, limit] of Object.entries(CONCURRENCY)) this.#admissions.set(name, new Admission(limit))
    const options = {
      noDelay: true,
      maxHeaderSize: 32 * 1024,
      connectionsCheckingInterval: 5000,
      // A missing Host is refused here like a wrong one, in the protocol's form.
      requireHostHeader: false,
    }
    this.#server = createServer(options, (req, res) => void this.#serve(req, res, false))
    this.#server.on('checkContinue', (req, res) => void this.#serve(req, res, true))
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseBytes(error, socket))
    this.#server.headersTimeout = 15_000
    // A large upload may take its time as long as it moves; stalled ones are cut off in IncomingRequest.
    this.#server.requestTimeout = 0
    this.#server.keepAliveTimeout = 75_000
    this.#server.maxHeadersCount = 200
  }

  get port(): number {
    return this.#port
  }

  /** Listens on 127.0.0.1; resolves to the port, or fails as `listen` does (EADDRINUSE). */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ port, host: '127.0.0.1', backlog: 512 }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#port = (this.#server.address() as AddressInfo).port
    this.#hosts = new Set(LOOPBACK_HOSTS.map(host => `${host}:${this.#port}`))
    return this.#port
  }

  /** Takes no new connections, lets requests finish until the deadline, then cuts them off. */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosing = true
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    const deadline = setTimeout(() => {
      for (const controller of this.#active) controller.abort(new Error('The lakehouse is shutting down'))
      this.#server.closeAllConnections()
    }, deadlineMs)
    await closed
    clearTimeout(deadline)
  }

  async #serve(req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): Promise<void> {
    const controller = new AbortController()
    const request = new IncomingRequest(req, res, controller.signal, expectsContinue)
    res.once('close', () => {
      if (!res.writableFinished) controller.abort(new Error('The client closed the connection'))
    })
    this.#active.add(controller)
    // A client that left is nobody's failure.
    const isGone = () => controller.signal.aborted || req.socket.destroyed
    try {
      const response = await this.#answer(request)
      if (response.cause !== undefined && !isGone()) this.#logFailure(request, response.cause)
      if (this.#isClosing || request.isUnread) res.setHeader('connection', 'close')
      res.setTimeout(STALLED_CLIENT_MS, () => req.socket.destroy())
      await respond(res, response, request.requestId)
    } catch (error) {
      // Only a response that had begun can fail here.
      if (!isGone()) this.#logFailure(request, error)
      res.destroy()
    } finally {
      this.#active.delete(controller)
      request.drain()
    }
  }

  async #answer(request: IncomingRequest): Promise<ServiceResponse> {
    let route: Route | undefined
    try {
      route = request.route()
      const refusal = this.#hostRefusal(request) ?? (route.isKnown ? undefined : unknownServiceRefusal(route, request))
      if (refusal) return refusalResponse(route.protocol, refusal, request.requestId)
      const name = route.service as keyof FrontDoorServices
      const admission = this.#admissions.get(name)!
      await admission.enter()
      try {
        return await this.services[name].handle(await request.authenticated(route, this.authenticator))
      } finally {
        admission.leave()
      }
    } catch (error) {
      const protocol = route?.protocol ?? 's3'
      const refusal = this.#refusalOf(error, protocol)
      if (refusal) return refusalResponse(protocol, refusal, request.requestId)
      const message = 'We encountered an internal error. The log of the lakehouse has the cause.'
      const fault = { status: 500, code: protocol === 'json' ? 'InternalServerException' : 'InternalError', message }
      return { ...refusalResponse(protocol, fault, request.requestId), cause: error }
    }
  }

  #refusalOf(error: unknown, protocol: Route['protocol']): Refusal | undefined {
    if (error instanceof AuthError) return authRefusal(protocol, error.failure, error.message)
    if (error instanceof PayloadError) return { status: error.status, code: error.code, message: error.message }
    if (error instanceof BodyTooLargeError)
      return { status: 413, code: 'RequestEntityTooLarge', message: error.message }
    return undefined
  }

  /** A page in the user's browser can reach loopback by a name of its own; only the lakehouse's own names are answered. */
  #hostRefusal(request: IncomingRequest): Refusal | undefined {
    if (this.#hosts.has(request.headers.host?.toLowerCase() ?? '')) return undefined
    return { status: 403, code: 'AccessDenied', message: 'The Host header does not name this endpoint' }
  }

  #logFailure(request: IncomingRequest, error: unknown): void {
    const { method, rawPath, requestId } = request
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const target = request.headers['x-amz-target']
    this.log.error('request failed', { requestId, method, path: rawPath.slice(0, 300), target, error: detail })
  }
}

/** Bytes that are not HTTP, or headers beyond the bounds: no request exists yet, so the answer is written by hand. */
function refuseBytes(error: NodeJS.ErrnoException, socket: import('node:stream').Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'RequestHeaderSectionTooLarge']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'RequestTimeout']
        : ['400 Bad Request', 'BadRequest']
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${status}</Message></Error>`
  const headers = `Content-Type: application/xml\r\nContent-Length: ${body.length}\r\nConnection: close`
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`)
}
