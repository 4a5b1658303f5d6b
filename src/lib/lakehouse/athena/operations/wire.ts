import type { ExecutionRecord } from '../execution.js'
import { ENGINE_VERSION } from '../workgroups.js'

export const engineVersion = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: ENGINE_VERSION }

/** Athena's QueryExecution. */
export function queryExecution(record: ExecutionRecord): object {
  return {
    QueryExecutionId: record.id,
    Query: record.query,
    StatementType: record.statementType,
    SubstatementType: record.substatementType,
    ResultConfiguration: { OutputLocation: record.outputLocation ?? record.resultLocation },
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: {
        Enabled: record.resultReuse?.enabled ?? false,
        MaxAgeInMinutes: record.resultReuse?.maxAgeInMinutes,
      },
    },
    QueryExecutionContext: { Database: record.database, Catalog: record.catalog },
    Status: status(record),
    Statistics: statistics(record),
    WorkGroup: record.workGroup,
    EngineVersion: engineVersion,
    ExecutionParameters: record.executionParameters,
    SubstatementKind: undefined,
  }
}

function status(record: ExecutionRecord): object {
  return {
    State: record.state,
    StateChangeReason: record.stateChangeReason,
    SubmissionDateTime: new Date(record.submitted),
    CompletionDateTime: record.finished === undefined ? undefined : new Date(record.finished),
    AthenaError: record.error && {
      ErrorCategory: record.error.category,
      ErrorType: record.error.type,
      Retryable: record.error.retryable,
      ErrorMessage: record.error.message,
    },
  }
}

function statistics(record: ExecutionRecord): object {
  const now = record.finished ?? Date.now()
  const queued = (record.started ?? now) - record.submitted
  return {
    EngineExecutionTimeInMillis: record.started === undefined ? 0 : now - record.started,
    DataScannedInBytes: record.scannedBytes,
    DataManifestLocation: record.dataManifestLocation,
    TotalExecutionTimeInMillis: now - record.submitted,
    QueryQueueTimeInMillis: queued,
    ServicePreProcessingTimeInMillis: 0,
    QueryPlanningTimeInMillis: record.planningMillis,
    ServiceProcessingTimeInMillis: 0,
    ResultReuseInformation: { ReusedPreviousResult: false },
  }
}
