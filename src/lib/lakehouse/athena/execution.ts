/** A query execution as history keeps it. Times are epoch milliseconds. */
export interface ExecutionRecord {
  id: string
  query: string
  statementType: 'DDL' | 'DML' | 'UTILITY'
  substatementType?: string
  workGroup: string
  /** The work group's BytesScannedCutoffPerQuery when the query was started. */
  bytesCutoff?: number
  catalog?: string
  database?: string
  executionParameters?: string[]
  /** `s3://bucket/prefix/` as asked for or enforced; undefined when the service manages the result itself. */
  resultLocation?: string
  /** The result file, `s3://bucket/prefix/<id>.csv`. */
  outputLocation?: string
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  stateChangeReason?: string
  error?: AthenaError
  submitted: number
  started?: number
  finished?: number
  result?: StoredResult
  /** Rows written by INSERT, UPDATE, DELETE, MERGE and CTAS. */
  updateCount?: number
  scannedBytes: number
  planningMillis?: number
  outputRows?: number
  outputBytes?: number
  dataManifestLocation?: string
  resultReuse?: { enabled: boolean; maxAgeInMinutes?: number }
}

/** Where GetQueryResults reads from. */
export interface StoredResult {
  /** `csv`: a header line, quoted values. `text`: one row a line, no header. */
  format: 'csv' | 'text'
  columns: ColumnInfo[]
}

/** Athena's ColumnInfo. */
export interface ColumnInfo {
  CatalogName: string
  SchemaName: string
  TableName: string
  Name: string
  Label: string
  Type: string
  Precision: number
  Scale: number
  Nullable: 'NOT_NULL' | 'NULLABLE' | 'UNKNOWN'
  CaseSensitive: boolean
}

/** https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
export interface AthenaError {
  category: 1 | 2 | 3
  type: number
  retryable: boolean
  message: string
}

export const isFinal = (record: ExecutionRecord): boolean =>
  record.state === 'SUCCEEDED' || record.state === 'FAILED' || record.state === 'CANCELLED'
