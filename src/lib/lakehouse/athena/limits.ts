import type { LakehouseConfig } from '../config.js'
import { TrinoError } from '../sql/trino-error.js'
import { invalidRequest } from './input.js'

/** Limits of Athena that are on unless the project switches one off by name. */
export const LIMITS = {
  'query-length': 'A query is at most 262,144 bytes of UTF-8',
  'open-partitions': 'CTAS and INSERT write at most 100 partitions',
  'hive-timestamp-precision': 'Hive tables store timestamp(3)',
  'partition-columns-last': 'The partition columns of a Hive CTAS are the last of its query',
  'empty-location': 'CTAS writes to an empty location only',
} as const

export type LimitName = keyof typeof LIMITS

type Switches = Pick<LakehouseConfig, 'limitsOff'>

export function limitApplies(config: Switches, name: LimitName): boolean {
  return !config.limitsOff.includes(name)
}

/** https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html */
export const maxOpenPartitions = 100

/** https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const maxQueryBytes = 262144

export function checkQueryLength(config: Switches, query: string): void {
  if (!limitApplies(config, 'query-length') || Buffer.byteLength(query) <= maxQueryBytes) return
  throw invalidRequest(
    "1 validation error detected: Value at 'queryString' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${maxQueryBytes}`,
  )
}

export function tooManyOpenPartitions(format: 'HIVE' | 'ICEBERG'): TrinoError {
  return new TrinoError(
    `${format}_TOO_MANY_OPEN_PARTITIONS`,
    `Exceeded limit of ${maxOpenPartitions} open writers for partitions/buckets`,
  )
}

/** A work group's limit. Athena stops a query when it has read that much; here it is known before that it would. */
export function checkScan(bytes: number, cutoff: number | undefined): void {
  if (cutoff !== undefined && bytes > cutoff)
    throw new TrinoError('EXCEEDED_SCAN_LIMIT', `Query cancelled! : Bytes scanned limit was exceeded (${cutoff} bytes)`)
}
