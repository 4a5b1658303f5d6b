import { stripVTControlCharacters } from 'node:util'

/** What dbt tells while it runs, from its structured events (dbt docs: "Events and logs"). */
export type DbtEvent =
  | { type: 'node-started'; node: DbtNode }
  /** How many nodes this run has. */
  | { type: 'count'; total: number }
  | { type: 'node-finished'; result: NodeResult }
  /** Where a failed node's SQL is, relative to the dbt project's folder. */
  | { type: 'compiled'; id: string; path: string }
  | { type: 'error'; text: string }
  | { type: 'warning'; text: string }
  | { type: 'info'; text: string }
  /** The rows of `dbt show`. */
  | { type: 'preview'; text: string }

export interface DbtNode {
  /** `model.grocery.std_sales`. */
  id: string
  name: string
  /** `model`, `test`, `seed`, `snapshot`, `unit_test`, … */
  resourceType: string
  materialized: string
  /** Relative to the models' folder. */
  path: string
  /** The relation's database and name; null for tests. */
  schema: string | null
  relation: string | null
}

export type NodeStatus = 'success' | 'pass' | 'warn' | 'error' | 'fail' | 'skipped' | 'no-op' | 'partial success'

export interface NodeResult extends DbtNode {
  status: NodeStatus
  message: string | null
  seconds: number
  rows: number | null
  bytesScanned: number | null
  compiledPath: string | null
}

/** A data test or a unit test: what makes no relation. */
export function isTest({ resourceType }: DbtNode): boolean {
  return resourceType === 'test' || resourceType === 'unit_test'
}

/** dbt's warnings that its selection takes no node. */
export function isEmptySelection(event: DbtEvent): boolean {
  return event.type === 'warning' && /does not match any enabled nodes|^Nothing to do/.test(event.text)
}

export const FAILED: ReadonlySet<NodeStatus> = new Set<NodeStatus>(['error', 'fail', 'partial success'])

interface RawEvent {
  info: { name: string; level: string; msg?: string }
  data?: {
    node_info?: {
      unique_id?: string
      node_name?: string
      resource_type?: string
      materialized?: string
      node_path?: string
      node_relation?: { schema?: string; alias?: string; relation_name?: string }
    }
    run_result?: {
      status?: string
      message?: string
      execution_time?: number
      adapter_response?: { rows_affected?: number; data_scanned_in_bytes?: number }
    }
    node_count?: number
    path?: string
    exc?: string
    preview?: string
    msg?: string
  }
}

/** One line of run_dbt.py's output; undefined for what nobody needs to see. */
export function parseDbtEvent(line: string): DbtEvent | undefined {
  let event: RawEvent
  try {
    event = JSON.parse(line) as RawEvent
  } catch {
    return undefined
  }
  const { info, data = {} } = event
  switch (info.name) {
    case 'NodeStart':
      return { type: 'node-started', node: nodeOf(data) }
    case 'ConcurrencyLine':
      return { type: 'count', total: data.node_count ?? 0 }
    case 'NodeFinished':
      return { type: 'node-finished', result: resultOf(data) }
    case 'SQLCompiledPath':
      return { type: 'compiled', id: data.node_info?.unique_id ?? '', path: data.path ?? '' }
    case 'ShowNode':
      return { type: 'preview', text: data.preview ?? '' }
    case 'JinjaLogInfo':
    case 'PrintEvent':
      return { type: 'info', text: info.msg ?? '' }
    case 'MainEncounteredError':
    case 'Exception':
      return { type: 'error', text: (data.exc ?? info.msg ?? '').trim() }
  }
  // Failures of nodes come with their result; these would tell them a second time.
  if (data.node_info?.unique_id || PER_NODE.test(info.name)) return undefined
  if (info.level === 'error') return { type: 'error', text: (info.msg ?? '').trim() }
  // dbt colours the word WARNING whether or not anybody sees colours.
  const text = stripVTControlCharacters(info.msg ?? '').trim()
  return info.level === 'warn' ? { type: 'warning', text } : undefined
}

const PER_NODE =
  /^(RunResult|LogModelResult|LogTestResult|LogSeedResult|LogSnapshotResult|EndOfRunSummary|MainStackTrace)/

function nodeOf(data: NonNullable<RawEvent['data']>): DbtNode {
  const node = data.node_info ?? {}
  const relation = node.node_relation
  return {
    id: node.unique_id ?? '',
    name: node.node_name ?? '',
    resourceType: node.resource_type ?? '',
    materialized: node.materialized ?? '',
    path: node.node_path ?? '',
    schema: relation?.relation_name ? (relation.schema ?? null) : null,
    relation: relation?.relation_name ? (relation.alias ?? null) : null,
  }
}

function resultOf(data: NonNullable<RawEvent['data']>): NodeResult {
  const result = data.run_result ?? {}
  const response = result.adapter_response ?? {}
  return {
    ...nodeOf(data),
    status: (result.status ?? 'error') as NodeStatus,
    message: result.message || null,
    seconds: result.execution_time ?? 0,
    rows: response.rows_affected !== undefined && response.rows_affected >= 0 ? response.rows_affected : null,
    bytesScanned: response.data_scanned_in_bytes ?? null,
    compiledPath: null,
  }
}
