import { AwsJsonError } from '../../http/aws-json.js'
import { parseS3Uri } from '../../store/object-store.js'
import { type AthenaContext, type Operations, requireWorkGroup } from '../context.js'
import type { ExecutionRecord } from '../execution.js'
import { type Input, invalidRequest, optionalText, pageSize, requiredText, texts } from '../input.js'
import { checkQueryLength } from '../limits.js'
import { PRIMARY, type WorkGroup } from '../workgroups.js'
import { queryExecution } from './wire.js'

/**
 * How long GetQueryExecution waits for an execution to end. Clients poll a second apart (PyAthena) or longer: an answer that
 * comes when the query ends saves them the wait.
 */
const longPollMillis = 2000

export function executionOperations(context: AthenaContext): Operations {
  const { executions } = context

  return {
    StartQueryExecution: async input => {
      const query = requiredText(input, 'QueryString', Number.MAX_SAFE_INTEGER)
      if (context.faults.take('THROTTLING', query)) throw throttled()
      if (query.trim() === '') throw invalidRequest('QueryString must not be empty')
      checkQueryLength(context.config, query)
      const workGroup = requireWorkGroup(context, optionalText(input, 'WorkGroup') ?? PRIMARY)
      if (workGroup.state === 'DISABLED') throw invalidRequest(`WorkGroup ${workGroup.name} is disabled.`)
      const token = optionalText(input, 'ClientRequestToken', 128)
      if (token !== undefined && token.length < 32)
        throw invalidRequest('ClientRequestToken is shorter than 32 characters')
      const parameters = texts(input, 'ExecutionParameters', Number.MAX_SAFE_INTEGER)
      const known = token === undefined ? undefined : executions.history.byToken(token)
      if (known) return { QueryExecutionId: sameRequest(known, query, parameters).id }
      const queryContext = input.QueryExecutionContext
      const reuse = input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration
      const record = executions.start({
        query,
        workGroup: workGroup.name,
        bytesCutoff: workGroup.configuration.BytesScannedCutoffPerQuery,
        catalog: optionalText(queryContext, 'Catalog'),
        database: optionalText(queryContext, 'Database') || undefined,
        parameters,
        resultLocation: resultLocation(context, workGroup, input),
        token,
        ...(reuse && { resultReuse: { enabled: reuse.Enabled === true, maxAgeInMinutes: reuse.MaxAgeInMinutes } }),
      })
      return { QueryExecutionId: record.id }
    },

    GetQueryExecution: async (input, request) => {
      const id = requiredText(input, 'QueryExecutionId')
      const record = await executions.settled(id, longPollMillis, request.signal)
      return { QueryExecution: queryExecution(found(record, id)) }
    },

    BatchGetQueryExecution: async input => {
      const ids = texts(input, 'QueryExecutionIds', 50)
      if (ids.length === 0) throw invalidRequest('QueryExecutionIds is required')
      const records = ids.map(id => ({ id, record: executions.get(id) }))
      return {
        QueryExecutions: records.flatMap(({ record }) => (record ? [queryExecution(record)] : [])),
        UnprocessedQueryExecutionIds: records.flatMap(({ id, record }) =>
          record
            ? []
            : [
                {
                  QueryExecutionId: id,
                  ErrorCode: 'INVALID_QUERY_EXECUTION_ID',
                  ErrorMessage: `QueryExecution ${id} was not found`,
                },
              ],
        ),
      }
    },

    StopQueryExecution: async input => {
      const id = requiredText(input, 'QueryExecutionId')
      found(executions.get(id), id)
      await executions.stop(id)
      return {}
    },

    ListQueryExecutions: async input => {
      const workGroup = requireWorkGroup(context, optionalText(input, 'WorkGroup') ?? PRIMARY)
      const token = optionalText(input, 'NextToken')
      const after = token === undefined ? undefined : Buffer.from(token, 'base64url').toString()
      if (after !== undefined && !after.startsWith(`${workGroup.name}/`))
        throw invalidRequest('The NextToken is not valid')
      const { ids, next } = executions.history.list(workGroup.name, pageSize(input, 50), after)
      return {
        QueryExecutionIds: ids,
        ...(next !== undefined && { NextToken: Buffer.from(next).toString('base64url') }),
      }
    },
  }
}

export function found(record: ExecutionRecord | undefined, id: string): ExecutionRecord {
  if (!record) throw invalidRequest(`QueryExecution ${id} was not found`)
  return record
}

function throttled(): AwsJsonError {
  return new AwsJsonError('TooManyRequestsException', 'Rate exceeded (fault on demand)', 400, {
    Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  })
}

/** A repeated token means the same request again; another one under its token is refused. */
function sameRequest(record: ExecutionRecord, query: string, parameters: string[]): ExecutionRecord {
  if (record.query === query && JSON.stringify(record.executionParameters ?? []) === JSON.stringify(parameters))
    return record
  throw invalidRequest('Idempotent parameters do not match')
}

/** The work group's location where it enforces one or the request names none. */
function resultLocation(context: AthenaContext, workGroup: WorkGroup, input: Input): string {
  const given = optionalText(input.ResultConfiguration, 'OutputLocation')
  const own = workGroup.configuration.ResultConfiguration?.OutputLocation
  const enforced = workGroup.configuration.EnforceWorkGroupConfiguration === true
  const location = enforced && own ? own : given || own
  if (!location) {
    throw invalidRequest(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    )
  }
  const place = parseS3Uri(location)
  if (!place) throw invalidRequest(`outputLocation is not a valid S3 path: ${location}`)
  if (!context.objects.hasBucket(place.bucket))
    throw invalidRequest(`Unable to verify/create output bucket ${place.bucket}`)
  return location.endsWith('/') ? location : `${location}/`
}
