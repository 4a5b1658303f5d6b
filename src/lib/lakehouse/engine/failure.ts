import { trinoErrorFromDuckDB } from '../sql/runtime-errors.js'

/** A failure of DuckDB's in Trino's words. Failures of others, which come through the same calls, stay what they are. */
export function engineFailure(error: unknown): unknown {
  const isDuckDB = error instanceof Error && error.constructor === Error && DUCKDB_ERROR.test(error.message)
  return isDuckDB ? trinoErrorFromDuckDB(error) : error
}

/** Every message of DuckDB's starts with the kind of error. */
const DUCKDB_ERROR = /^[A-Z][A-Za-z -]* Error: /
