import { AwsJsonError, jsonErrorResponse } from '../http/aws-json.js'
import type { Service } from '../http/service.js'

/** Glue that answers ThrottlingException where `isDue` says so for an operation's name: a failure that users ask for. */
export function withThrottling(service: Service, isDue: (operation: string) => boolean): Service {
  return {
    ...service,
    async handle(request) {
      const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '')
      if (!isDue(operation)) return service.handle(request)
      return jsonErrorResponse(new AwsJsonError('ThrottlingException', 'Rate exceeded'))
    },
  }
}
