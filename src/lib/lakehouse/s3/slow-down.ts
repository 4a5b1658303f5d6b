import type { Service } from '../http/service.js'
import { errorResponse, S3Error } from './s3-error.js'

/** S3 that answers SlowDown where `isDue` says so for a request's path: a failure that users ask for. */
export function withSlowDown(service: Service, isDue: (path: string) => boolean): Service {
  return {
    ...service,
    async handle(request) {
      if (!isDue(request.rawPath)) return service.handle(request)
      return errorResponse(new S3Error('SlowDown', 'Please reduce your request rate.'), request)
    },
  }
}
