import { PayloadError } from '../../http/payload-error.js'
import type { ServiceRequest, ServiceResponse } from '../../http/service.js'
import { TrinoError } from '../../sql/trino-error.js'
import { IcebergError } from '../iceberg-error.js'

/** A failure in the REST specification's ErrorModel. */
export function restFailure(error: unknown, request: ServiceRequest): ServiceResponse & { cause?: unknown } {
  if (error instanceof IcebergError) return model(error.status, error.type, error.message)
  if (error instanceof PayloadError) return model(error.status, error.code, error.message)
  // A limit of Athena that the statement ran into: its own name, so that the SQL layer can show it.
  if (error instanceof TrinoError) return model(400, error.errorName, error.message)
  const text = `Internal failure; the lakehouse log has the cause under request ${request.requestId}`
  return { ...model(500, 'InternalServerError', text), cause: error }
}

function model(code: number, type: string, message: string): ServiceResponse {
  return {
    status: code,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: { message, type, code } }),
  }
}
