import type { Environment } from '../../project/environment.js'
import { outColours } from '../../ui/colours.js'
import { renderTable } from '../../ui/table.js'
import { adminRequest } from './admin-request.js'

/** What can be made to fail, by the name a user types, and what then happens. */
export const FAULTS = {
  'iceberg-commit-error': 'A write to an Iceberg table ends with ICEBERG_COMMIT_ERROR',
  'optimize-more-runs-needed': 'OPTIMIZE ends with ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED',
  'vacuum-more-runs-needed': 'VACUUM ends with ICEBERG_VACUUM_MORE_RUNS_NEEDED',
  'too-many-open-partitions': 'CTAS and INSERT end with TOO_MANY_OPEN_PARTITIONS',
  'athena-throttling': 'StartQueryExecution answers TooManyRequestsException',
  'glue-throttling': 'Glue operations answer ThrottlingException',
  's3-slow-down': 'S3 requests answer SlowDown',
  'slow-query': 'Queries take longer',
} as const

export type FaultName = keyof typeof FAULTS

/** The lakehouse's own names. */
const KINDS: Record<FaultName, string> = {
  'iceberg-commit-error': 'ICEBERG_COMMIT_ERROR',
  'optimize-more-runs-needed': 'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED',
  'vacuum-more-runs-needed': 'ICEBERG_VACUUM_MORE_RUNS_NEEDED',
  'too-many-open-partitions': 'TOO_MANY_OPEN_PARTITIONS',
  'athena-throttling': 'THROTTLING',
  'glue-throttling': 'GLUE_THROTTLING',
  's3-slow-down': 'S3_SLOW_DOWN',
  'slow-query': 'SLOW_QUERY',
}

export interface Fault {
  id: string
  kind: string
  times?: number
  match?: string
  delayMillis?: number
}

/** `iceberg-commit-error` and Athena's own ICEBERG_COMMIT_ERROR alike. */
export function faultName(text: string): FaultName | undefined {
  const names = Object.keys(FAULTS) as FaultName[]
  const wanted = text.toLowerCase().replaceAll('_', '-')
  return names.find(name => name === wanted || KINDS[name] === text.toUpperCase())
}

export async function addFault(
  environment: Environment,
  name: FaultName,
  options: { times?: number; match?: string; delayMillis?: number },
): Promise<Fault> {
  const input = { kind: KINDS[name], ...options }
  return (await adminRequest<{ fault: Fault }>(environment, 'POST', 'faults', input)).fault
}

export async function listFaults(environment: Environment): Promise<Fault[]> {
  return (await adminRequest<{ faults: Fault[] }>(environment, 'GET', 'faults')).faults
}

/** Removes one fault, or all of them; answers those that were there. */
export async function clearFaults(environment: Environment, id?: string): Promise<Fault[]> {
  return (await adminRequest<{ removed: Fault[] }>(environment, 'DELETE', 'faults', { id })).removed
}

export function renderFaults(faults: Fault[]): string {
  if (faults.length === 0) return 'There are no faults: everything works as it should.\n'
  const columns = ['Fault', 'Times', 'Only where', 'Delay', 'Id'].map(title => ({ title }))
  const rows = faults.map(fault => [
    fault.kind,
    fault.times === undefined ? 'until cleared' : String(fault.times),
    fault.match ?? '',
    fault.delayMillis === undefined ? '' : `${fault.delayMillis / 1000} s`,
    fault.id,
  ])
  return renderTable(columns, rows, outColours)
}
