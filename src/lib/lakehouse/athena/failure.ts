import { CatalogError } from '../catalog/model.js'
import { EngineUnavailableError } from '../engine/extensions.js'
import { IcebergError } from '../iceberg/iceberg-error.js'
import { TrinoError } from '../sql/trino-error.js'
import { StoreError } from '../store/store-error.js'
import type { AthenaError } from './execution.js'
import { DdlError } from './statements/names.js'

/** What is the user's to change, by the first word of the error's name. The numbers: the service's error catalog. */
const USER_ERRORS: [pattern: RegExp, type: number][] = [
  [/^(SYNTAX_ERROR|COLUMN_NOT_FOUND|TYPE_MISMATCH|FUNCTION_NOT_FOUND|AMBIGUOUS_NAME|MISSING_)/, 1006],
  [/^(TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|COLUMN_TYPE_UNKNOWN|VIEW_)/, 1301],
  [/^(TABLE_ALREADY_EXISTS|SCHEMA_ALREADY_EXISTS|SCHEMA_NOT_EMPTY|HIVE_PATH_ALREADY_EXISTS)/, 1302],
  [/^HIVE_(BAD_DATA|CURSOR_ERROR|PARTITION_SCHEMA_MISMATCH)/, 1001],
  [/^(DIVISION_BY_ZERO|INVALID_CAST_ARGUMENT|INVALID_FUNCTION_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE)/, 1002],
  [/TOO_MANY_OPEN_PARTITIONS/, 1008],
  [/^ICEBERG_/, 233],
]

/** The state change reason and the AthenaError of a failed execution. */
export function describeFailure(error: unknown): { reason: string; error: AthenaError } {
  const reason = reasonOf(error)
  const name = /^[A-Z_]+(?=:)/.exec(reason)?.[0] ?? ''
  if (error instanceof EngineUnavailableError)
    return { reason, error: { category: 1, type: 200, retryable: false, message: reason } }
  if (error instanceof DdlError)
    return { reason, error: { category: 2, type: 1003, retryable: false, message: reason } }
  if (name === '' || name.startsWith('GENERIC_INTERNAL_ERROR'))
    return { reason, error: { category: 1, type: 200, retryable: true, message: reason } }
  const type = USER_ERRORS.find(([pattern]) => pattern.test(name))?.[1] ?? 1000
  return { reason, error: { category: 2, type, retryable: name === 'ICEBERG_COMMIT_ERROR', message: reason } }
}

export function isScanLimit(error: unknown): boolean {
  return error instanceof TrinoError && error.errorName === 'EXCEEDED_SCAN_LIMIT'
}

function reasonOf(error: unknown): string {
  // The work group's limit is not Trino's: its message comes without a name.
  if (isScanLimit(error)) return (error as TrinoError).message
  if (error instanceof TrinoError) return error.reason
  if (error instanceof EngineUnavailableError || error instanceof DdlError) return error.message
  if (error instanceof IcebergError) return icebergReason(error)
  if (error instanceof CatalogError) return `${CATALOG_NAMES[error.code] ?? 'HIVE_METASTORE_ERROR'}: ${error.message}`
  if (error instanceof StoreError) return `HIVE_FILESYSTEM_ERROR: ${error.message} (${error.code})`
  if (error instanceof Error) return `GENERIC_INTERNAL_ERROR: ${error.message}`
  return `GENERIC_INTERNAL_ERROR: ${String(error)}`
}

const CATALOG_NAMES: Partial<Record<CatalogError['code'], string>> = {
  EntityNotFound: 'TABLE_NOT_FOUND',
  AlreadyExists: 'TABLE_ALREADY_EXISTS',
}

function icebergReason(error: IcebergError): string {
  switch (error.type) {
    case 'CommitFailedException':
      return `ICEBERG_COMMIT_ERROR: ${error.message}`
    case 'NoSuchTableException':
      return `TABLE_NOT_FOUND: ${error.message}`
    case 'NoSuchNamespaceException':
      return `SCHEMA_NOT_FOUND: ${error.message}`
    case 'AlreadyExistsException':
      return `TABLE_ALREADY_EXISTS: ${error.message}`
    case 'NotFoundException':
      return `ICEBERG_INVALID_METADATA: ${error.message}`
    default:
      return `ICEBERG_BAD_DATA: ${error.message}`
  }
}
