/**
 * The AWS JSON 1.1 protocol, shared by Athena and Glue: POST /, the operation in `X-Amz-Target`, JSON both ways,
 * errors as `{"__type": …, "Message": …}`. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import { BodyTooLargeError, readBody } from './body.js'
import type { Service, ServiceRequest, ServiceResponse } from './service.js'

/** An error of the service's model; `extra` fields go beside the message (Athena's `AthenaErrorCode`, …). */
export class AwsJsonError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = type
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the input is whatever JSON the client sent; each operation validates its own.
export type JsonOperation = (input: any, request: ServiceRequest) => Promise<object>

export interface JsonServiceOptions {
  name: string
  targetPrefix: 'AWSGlue' | 'AmazonAthena'
  operations: Record<string, JsonOperation>
  /** Operations of the real service that are not offered here, with the reason why. */
  refused?: Record<string, string>
  /** Turns a store's or engine's error into one of the service's; undefined means that it is unexpected. */
  mapError?: (error: unknown) => AwsJsonError | undefined
  maxBodyBytes?: number
}

const CONTENT_TYPE = 'application/x-amz-json-1.1'

// The two models name their fault differently.
const INTERNAL_ERROR = { AWSGlue: 'InternalServiceException', AmazonAthena: 'InternalServerException' } as const

export function jsonService(options: JsonServiceOptions): Service {
  const operations = new Map(Object.entries(options.operations))
  const refused = new Map(Object.entries(options.refused ?? {}))
  const limit = options.maxBodyBytes ?? 16 * 1024 * 1024

  async function dispatch(request: ServiceRequest): Promise<object> {
    const name = operationName(request, options.targetPrefix)
    const operation = operations.get(name)
    if (operation) return await operation(await readInput(request, limit), request)
    const reason = refused.get(name)
    if (reason !== undefined) {
      const detail = reason ? `: ${reason}` : ''
      throw new AwsJsonError(
        'OperationNotSupportedException',
        `${options.name} operation ${name} is not supported by the embedded lakehouse${detail}`,
      )
    }
    throw new AwsJsonError('UnknownOperationException', `${options.name} has no operation named ${name || '(empty)'}`)
  }

  return {
    name: options.name,
    async handle(request) {
      try {
        return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: stringify(await dispatch(request)) }
      } catch (error) {
        const known = error instanceof AwsJsonError ? error : options.mapError?.(error)
        if (known) return jsonErrorResponse(known)
        const message = `Internal failure; the lakehouse log has the cause under request ${request.requestId}`
        const fault = new AwsJsonError(INTERNAL_ERROR[options.targetPrefix], message, 500)
        return { ...jsonErrorResponse(fault), cause: error }
      }
    },
    operations() {
      const supported = [...operations.keys()].map(name => ({ name, supported: true }))
      const gaps = [...refused].map(([name, note]) => ({ name, supported: false, note }))
      return [...supported, ...gaps].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
}

/** An error in the protocol's own form, also for refusals of the front door itself. */
export function jsonErrorResponse(error: AwsJsonError): ServiceResponse {
  return {
    status: error.status,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': error.type },
    body: stringify({ __type: error.type, Message: error.message, ...error.extra }),
  }
}

function operationName(request: ServiceRequest, prefix: string): string {
  const target = String(request.headers['x-amz-target'] ?? '')
  const dot = target.lastIndexOf('.')
  if (target.slice(0, dot) !== prefix) {
    throw new AwsJsonError('UnknownOperationException', `X-Amz-Target ${target || '(missing)'} names no operation here`)
  }
  return target.slice(dot + 1)
}

async function readInput(request: ServiceRequest, limit: number): Promise<object> {
  let body: Buffer
  try {
    body = await readBody(request.body, limit)
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new AwsJsonError('RequestEntityTooLarge', error.message, 413)
    throw error
  }
  if (body.length === 0) return {}
  let input: unknown
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new AwsJsonError('SerializationException', 'The request body is not well-formed JSON in UTF-8')
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsJsonError('SerializationException', 'The request body is not a JSON object')
  }
  return input
}

/** JSON with timestamps in the protocol's default format: epoch seconds, as a number with milliseconds. */
function stringify(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, item) {
    const raw = this[key]
    return raw instanceof Date ? raw.getTime() / 1000 : item
  })
}
