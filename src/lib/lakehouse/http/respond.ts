import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { ServiceResponse } from './service.js'

/** Sends an answer: a body in memory goes out in one write with its headers, a stream with back-pressure. */
export async function respond(res: ServerResponse, response: ServiceResponse, requestId: string): Promise<void> {
  const { status, body } = response
  const headers: Record<string, string | number> = {
    'x-amz-request-id': requestId,
    'x-amzn-requestid': requestId,
    ...response.headers,
  }
  const isStream = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
  const hasNoBody = status === 204 || status === 304
  if (!isStream && !hasNoBody) {
    // A HEAD answer carries the length that GET would have, set by the service.
    headers['content-length'] ??= body === undefined ? 0 : Buffer.byteLength(body)
  }
  res.writeHead(status, headers)
  if (isStream) {
    if (res.req.method === 'HEAD') {
      body.destroy()
      res.end()
    } else {
      await pipeline(body, res)
    }
    return
  }
  if (body === undefined || hasNoBody || res.req.method === 'HEAD') res.end()
  else res.end(body)
}
