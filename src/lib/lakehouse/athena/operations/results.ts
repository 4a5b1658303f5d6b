import type { AthenaContext, Operations } from '../context.js'
import type { ExecutionRecord } from '../execution.js'
import { invalidRequest, optionalText, pageSize, readOffset, requiredText, writeOffset } from '../input.js'
import { queryColumn } from '../results/columns.js'
import { ResultGoneError, resultPage } from '../results/page.js'
import { found } from './executions.js'

export function resultOperations(context: AthenaContext): Operations {
  return {
    GetQueryResults: async input => {
      const id = requiredText(input, 'QueryExecutionId')
      const record = succeeded(found(context.executions.get(id), id))
      const token = optionalText(input, 'NextToken')
      const offset = token === undefined ? 0 : readOffset(token)
      const { rows, next } = await page(context, record, offset, pageSize(input, 1000))
      return {
        UpdateCount: record.updateCount ?? 0,
        ResultSet: {
          Rows: rows.map(row => ({
            Data: row.map(value => (value === null ? {} : { VarCharValue: value })),
          })),
          ResultSetMetadata: { ColumnInfo: columnsOf(record) },
        },
        ...(next !== undefined && { NextToken: writeOffset(next) }),
      }
    },

    GetQueryRuntimeStatistics: async input => {
      const id = requiredText(input, 'QueryExecutionId')
      const record = found(context.executions.get(id), id)
      const now = record.finished ?? Date.now()
      return {
        QueryRuntimeStatistics: {
          Timeline: {
            QueryQueueTimeInMillis: (record.started ?? now) - record.submitted,
            QueryPlanningTimeInMillis: record.planningMillis ?? 0,
            EngineExecutionTimeInMillis: record.started === undefined ? 0 : now - record.started,
            ServiceProcessingTimeInMillis: 0,
            TotalExecutionTimeInMillis: now - record.submitted,
          },
          Rows: { InputBytes: record.scannedBytes, OutputBytes: record.outputBytes, OutputRows: record.outputRows },
        },
      }
    },
  }
}

function succeeded(record: ExecutionRecord): ExecutionRecord {
  switch (record.state) {
    case 'SUCCEEDED':
      return record
    case 'FAILED':
    case 'CANCELLED':
      throw invalidRequest(
        `Query did not finish successfully. Final query state: ${record.state}`,
        'INVALID_QUERY_STATE',
      )
    default:
      throw invalidRequest(`Query has not yet finished. Current state: ${record.state}`, 'INVALID_QUERY_STATE')
  }
}

async function page(context: AthenaContext, record: ExecutionRecord, offset: number, limit: number) {
  try {
    return await resultPage(context.objects, record, offset, limit)
  } catch (error) {
    if (error instanceof ResultGoneError) throw invalidRequest(error.message, 'RESULTS_NOT_FOUND')
    throw error
  }
}

/** Statements that write have one column, `rows`, and no row: the number is in UpdateCount. */
function columnsOf(record: ExecutionRecord) {
  if (record.result) return record.result.columns
  return record.updateCount === undefined
    ? []
    : [queryColumn({ name: 'rows', type: { kind: 'bigint' }, nullable: true })]
}
