import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

/** Whose key signed a request; `session` when it was a temporary one of the STS service. */
export interface Principal {
  accessKeyId: string
  session?: { roleArn: string; sessionName: string }
}

/** A request that passed the front door: Host checked, signature verified, size of headers bounded. */
export interface ServiceRequest {
  method: string
  /** The path as sent, still percent-encoded, without the query. */
  rawPath: string
  /** The query as sent, without `?`. */
  rawQuery: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The payload, `aws-chunked` already decoded and its checksums verified while it is read. */
  body: Readable
  /** Trailing headers of an `aws-chunked` body, lower-case names; complete once the body has ended. */
  trailers?: Record<string, string>
  /** Undefined on routes that authenticate for themselves (Iceberg REST, `/_mdw`). */
  principal?: Principal
  /** Hex SHA-256 of the payload, where the front door took it in whole: everywhere but on S3. */
  payloadSha256?: string
  requestId: string
  /** Aborted when the client goes away or the server shuts down. */
  signal: AbortSignal
}

export interface ServiceResponse {
  status: number
  headers?: Record<string, string>
  body?: string | Uint8Array | Readable
  /** An unexpected failure behind this answer: the front door logs it with the request id, and never sends it. */
  cause?: unknown
}

/** One AWS-shaped service behind the front door. It answers its own errors in its own protocol. */
export interface Service {
  name: string
  handle(request: ServiceRequest): Promise<ServiceResponse>
  /** What `mdw local gaps` prints: the dispatch table's names, and the known operations that are refused by name. */
  operations(): { name: string; supported: boolean; note?: string }[]
}
