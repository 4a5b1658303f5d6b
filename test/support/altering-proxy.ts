import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Exchange {
  method: string
  /** With the query. */
  path: string
  /** `AWSGlue.GetDatabase`, of the services that speak JSON. */
  target: string
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface AlteringProxy {
  endpoint: string
  /** What becomes of answers from now on: `alter` changes them in place. */
  alter: (exchange: Exchange) => void
  stop(): Promise<void>
}

/** Stands before an endpoint that checks no signatures, and changes its answers: for what no emulator can be brought to say. */
export async function alteringProxy(target: string): Promise<AlteringProxy> {
  const { hostname, port } = new URL(target)
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request
    const forwarded = httpRequest({ hostname, port, method, path, headers }, async answer => {
      let body = ''
      for await (const chunk of answer.setEncoding('utf8')) body += chunk
      const amzTarget = String(headers['x-amz-target'] ?? '')
      const { 'content-length': _, 'transfer-encoding': __, ...kept } = answer.headers
      const exchange = { method, path, target: amzTarget, status: answer.statusCode!, headers: kept, body }
      proxy.alter(exchange)
      response.writeHead(exchange.status, exchange.headers as Record<string, string>)
      response.end(method === 'HEAD' ? undefined : exchange.body)
    })
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const proxy: AlteringProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    alter: () => {},
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return proxy
}

/** Makes the answer S3's refusal. */
export function denyS3(exchange: Exchange, code = 'AccessDenied', status = 403): void {
  exchange.status = status
  exchange.body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
}

/** Makes the answer that of a service that speaks JSON. */
export function answerJson(exchange: Exchange, status: number, document: unknown): void {
  exchange.status = status
  exchange.headers = { ...exchange.headers, 'content-type': 'application/x-amz-json-1.1' }
  exchange.body = JSON.stringify(document)
}
