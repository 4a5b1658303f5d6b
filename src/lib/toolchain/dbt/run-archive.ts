import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** dbt's run results artifact, version 6: what is kept of it. */
const runResults = z.object({
  metadata: z.object({ invocation_id: z.string(), generated_at: z.string() }),
  results: z.array(
    z.object({
      unique_id: z.string(),
      relation_name: z.string().nullish(),
      timing: z.array(
        z.object({ name: z.string(), started_at: z.string().nullish(), completed_at: z.string().nullish() }),
      ),
    }),
  ),
})

export type RunResults = z.infer<typeof runResults>

const KEPT = 100

/** Keeps which nodes dbt's last run built, and when: dbt itself keeps the last run only. */
export function archiveRun(dbtFolder: string, archive: string): void {
  const run = readRun(join(dbtFolder, 'target', 'run_results.json'))
  if (run === undefined) return
  mkdirSync(archive, { recursive: true })
  const time = run.metadata.generated_at.replaceAll(/[^0-9TZ]/g, '')
  const built = { ...run, results: run.results.filter(({ relation_name: relation }) => relation) }
  writeFileSync(join(archive, `${time}-${run.metadata.invocation_id}.json`), JSON.stringify(built))
  for (const name of names(archive).slice(0, -KEPT)) rmSync(join(archive, name), { force: true })
}

/** The runs that are known: those of the archive, and dbt's last one, whoever started it. Newest last. */
export function knownRuns(dbtFolder: string, archive: string): RunResults[] {
  const files = [...names(archive).map(name => join(archive, name)), join(dbtFolder, 'target', 'run_results.json')]
  return files.flatMap(file => readRun(file) ?? [])
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
