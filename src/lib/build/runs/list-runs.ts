import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { archivedRuns, type RunResults } from '../../toolchain/dbt/run-archive.js'

export interface RunSummary {
  /** dbt's invocation id, as `mdw history` names it. */
  id: string
  /** ISO 8601; when the run began. */
  startedAt: string
  /** Null where the run was archived before these were kept. */
  environment: string | null
  command: string | null
  commit: string | null
  outcome: 'succeeded' | 'failed' | 'interrupted' | null
  seconds: number | null
  nodes: number
  failed: number
  skipped: number
  bytesScanned: number
}

export interface NodeSummary {
  id: string
  status: string | null
  seconds: number | null
  rows: number | null
  bytesScanned: number | null
  relation: string | null
  message: string | null
}

export interface RunDetails extends RunSummary {
  args: string[]
  results: NodeSummary[]
}

const FAILURES: ReadonlySet<string> = new Set(['error', 'fail', 'partial success', 'runtime error'])

/** The runs that mdw made, newest first. */
export function listRuns(archive: string): RunSummary[] {
  return archivedRuns(archive).map(summarizeRun)
}

/** One run by its id, the beginning of it, or `last`. */
export function findRun(archive: string, wanted: string): RunDetails {
  const runs = archivedRuns(archive)
  const found = wanted === 'last' ? runs.slice(0, 1) : runs.filter(run => run.metadata.invocation_id.startsWith(wanted))
  if (found.length === 1) return describeRun(found[0]!)
  throw new MdwError({
    code: found.length === 0 ? 'RUN_NOT_FOUND' : 'RUN_AMBIGUOUS',
    message:
      found.length === 0
        ? runs.length === 0
          ? 'There is no run yet.'
          : `There is no run "${wanted}".`
        : `"${wanted}" is the beginning of ${found.length} runs.`,
    actions: [runs.length === 0 ? '`mdw build` makes one.' : '`mdw runs` lists the runs that are kept.'],
    exitCode: ExitCode.usage,
  })
}

function summarizeRun({ metadata, mdw, results }: RunResults): RunSummary {
  const count = (accept: (status: string) => boolean) => results.filter(({ status }) => accept(status ?? '')).length
  return {
    id: metadata.invocation_id,
    startedAt: mdw?.startedAt ?? metadata.generated_at,
    ...{ environment: mdw?.environment ?? null, command: mdw?.command ?? null, commit: mdw?.commit ?? null },
    outcome: mdw === undefined ? null : mdw.interrupted ? 'interrupted' : mdw.success ? 'succeeded' : 'failed',
    seconds: mdw?.seconds ?? null,
    nodes: results.length,
    failed: count(status => FAILURES.has(status)),
    skipped: count(status => status === 'skipped'),
    bytesScanned: results.reduce((sum, { adapter_response: answer }) => sum + (answer?.data_scanned_in_bytes ?? 0), 0),
  }
}

function describeRun(run: RunResults): RunDetails {
  const results = run.results.map(node => {
    const { rows_affected: rows, data_scanned_in_bytes: bytes } = node.adapter_response ?? {}
    return {
      id: node.unique_id,
      status: node.status ?? null,
      seconds: node.execution_time ?? null,
      // dbt-athena says -1 where Athena counted nothing.
      rows: rows != null && rows >= 0 ? rows : null,
      bytesScanned: bytes ?? null,
      relation: node.relation_name?.replaceAll('"', '').split('.').slice(-2).join('.') ?? null,
      message: node.message ?? null,
    }
  })
  return { ...summarizeRun(run), args: run.mdw?.args ?? [], results }
}
