import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** dbt's run results artifact, version 6: what is kept of it. */
const nodeRun = z.object({
  unique_id: z.string(),
  relation_name: z.string().nullish(),
  status: z.string().nullish(),
  message: z.string().nullish(),
  execution_time: z.number().nullish(),
  adapter_response: z
    .object({ rows_affected: z.number().nullish(), data_scanned_in_bytes: z.number().nullish() })
    .nullish(),
  timing: z.array(z.object({ name: z.string(), started_at: z.string().nullish(), completed_at: z.string().nullish() })),
})

/** What mdw knows of a run beyond dbt's own artifact. */
const runContext = z.object({
  environment: z.string(),
  /** `build` or `test`. */
  command: z.string(),
  /** dbt's arguments. */
  args: z.array(z.string()),
  /** ISO 8601. */
  startedAt: z.string(),
  seconds: z.number(),
  success: z.boolean(),
  /** Stopped by the user: nodes that were selected may be missing. */
  interrupted: z.boolean(),
  /** The commit that was checked out; null outside a git repository. */
  commit: z.string().nullable(),
  /** The request as `mdw build --retry` repeats it. */
  request: z.record(z.string(), z.unknown()),
})

const runResults = z.object({
  metadata: z.object({ invocation_id: z.string(), generated_at: z.string() }),
  results: z.array(nodeRun),
  /** Absent where somebody else started dbt. */
  mdw: runContext.optional(),
})

export type RunResults = z.infer<typeof runResults>
export type RunContext = z.infer<typeof runContext>

const KEPT = 100

/**
 * Keeps what dbt's last run did to each node: dbt itself keeps the last run only. Results older than the context's start
 * are of another run, because this one ended before dbt wrote any.
 */
export function archiveRun(dbtFolder: string, archive: string, context?: RunContext): void {
  const run = readRun(join(dbtFolder, 'target', 'run_results.json'))
  if (run === undefined) return
  if (context !== undefined && Date.parse(run.metadata.generated_at) < Date.parse(context.startedAt)) return
  mkdirSync(archive, { recursive: true })
  const time = run.metadata.generated_at.replaceAll(/[^0-9TZ]/g, '')
  const kept: RunResults = { ...run, ...(context === undefined ? {} : { mdw: context }) }
  writeFileSync(join(archive, `${time}-${run.metadata.invocation_id}.json`), JSON.stringify(kept))
  for (const name of names(archive).slice(0, -KEPT)) rmSync(join(archive, name), { force: true })
}

/** The runs that are known: those of the archive, and dbt's last one, whoever started it. Newest last. */
export function knownRuns(dbtFolder: string, archive: string): RunResults[] {
  const files = [...names(archive).map(name => join(archive, name)), join(dbtFolder, 'target', 'run_results.json')]
  return files.flatMap(file => readRun(file) ?? [])
}

/** The runs that mdw started and kept, newest first. */
export function archivedRuns(archive: string): RunResults[] {
  return names(archive)
    .reverse()
    .flatMap(name => readRun(join(archive, name)) ?? [])
}

/** Undefined where there is none, or it is of another form. */
function readRun(file: string): RunResults | undefined {
  try {
    return runResults.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function names(archive: string): string[] {
  try {
    return readdirSync(archive).sort()
  } catch {
    return []
  }
}
