import { failureIn } from '../sql/functions/failure.js'
import { TrinoError } from '../sql/trino-error.js'

/** DuckDB's run-time failures in Trino's words; what has no counterpart stays what it is. */
const KNOWN: [pattern: RegExp, name: string, message: (match: RegExpExecArray) => string][] = [
  [/Division by zero|divide by zero/i, 'DIVISION_BY_ZERO', () => 'Division by zero'],
  [
    /^Out of Memory Error: (.*)/s,
    'EXCEEDED_LOCAL_MEMORY_LIMIT',
    match => `Query exceeded the local memory limit: ${firstLine(match[1]!)}`,
  ],
  [/^Out of Range Error: (.*)/s, 'NUMERIC_VALUE_OUT_OF_RANGE', match => firstLine(match[1]!)],
  [/^Conversion Error: (.*)/s, 'INVALID_CAST_ARGUMENT', match => firstLine(match[1]!)],
  [
    /(?:412|409|CommitFailed|Precondition).*(?:commit|Commit)|(?:commit|Commit).*(?:409|CommitFailed)/s,
    'ICEBERG_COMMIT_ERROR',
    match => firstLine(match[0]),
  ],
  [
    /^(?:Invalid Input|Invalid) Error: (?:More than one row returned by a subquery.*)/s,
    'SUBQUERY_MULTIPLE_ROWS',
    () => 'Scalar sub-query has returned multiple rows',
  ],
  [
    /More than one row returned by a subquery/,
    'SUBQUERY_MULTIPLE_ROWS',
    () => 'Scalar sub-query has returned multiple rows',
  ],
]

export function engineFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TrinoError) return error
  const raised = failureIn(error.message)
  if (raised) return new TrinoError(raised.name, raised.message)
  for (const [pattern, name, message] of KNOWN) {
    const match = pattern.exec(error.message)
    if (match) return new TrinoError(name, message(match))
  }
  return error
}

const firstLine = (text: string) => text.split('\n')[0]!
