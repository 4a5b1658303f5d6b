import type { ServiceRequest, ServiceResponse } from '../http/service.js'
import type { DiskObjectStore } from '../store/disk-object-store.js'

/** A request with its address taken apart; `bucket` and `key` are empty where the operation has none. */
export interface S3Call {
  request: ServiceRequest
  query: URLSearchParams
  bucket: string
  key: string
  store: DiskObjectStore
  region: string
  accountId: string
}

export interface S3Operation {
  name: string
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  on: 'service' | 'bucket' | 'object'
  /** The query parameter that tells the operation from others on the same address. */
  subresource?: string
  /** Only with an `x-amz-copy-source` header. */
  copies?: true
  run(call: S3Call): Promise<ServiceResponse>
}

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** A request header's value, if it was sent. */
export function header(call: S3Call, name: string): string | undefined {
  const value = call.request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
