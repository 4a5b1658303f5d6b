import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../project/lock.js'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import { requireTools } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import { childEnvironment } from '../toolchain/dbt/environment.js'
import { FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import { runDbt } from '../toolchain/dbt/run.js'
import type { Progress } from '../ui/reporter.js'
import { fingerprintOf } from '../up/built-record.js'
import type { Connection } from '../warehouse/connection.js'

const RECORD = 'lint'

/** dbt's results of lint: apart from the builds', whose results other commands read. */
export function lintTarget({ project }: Pick<Connection, 'project'>): string {
  return join(project.paths.state, 'lint')
}

/**
 * Compiles every model and snapshot, and gives back those that dbt could not compile. What was compiled from the same
 * files is taken again: dbt's start is most of the time of a lint. (Whether an incremental model's table exists can
 * change its SQL too; `again` compiles in any case.)
 */
export async function compileModels(
  { project, environment }: Connection,
  again: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<NodeResult[]> {
  const inputs = { environment: environment.name, fingerprint: fingerprintOf(project, environment), vars: variables() }
  const known = JSON.stringify(readRecord(project.paths, RECORD)) === JSON.stringify(inputs)
  if (known && !again && existsSync(join(lintTarget({ project }), 'manifest.json'))) return []
  dropRecord(project.paths, RECORD)
  const { venv, state } = project.paths
  await requireTools(['dbt-core', 'dbt-athena'], detectIn(venv), progress)
  progress.update('compiling models')
  const threads = project.config.threads
  const onWait = () => progress.update('waiting for another lint')
  const { nodes } = await withLock(join(state, 'lint.lock'), { signal, onWait }, () =>
    runDbt({
      args: [
        ...['compile', '--select', 'resource_type:model', 'resource_type:snapshot'],
        ...['--threads', String(threads), '--target-path', lintTarget({ project })],
      ],
      projectFolder: project.dbtFolder,
      venv,
      env: childEnvironment(environment, threads, venv),
      onEvent: event => {
        if (event.type === 'warning') progress.warn(event.text)
      },
      signal,
    }),
  )
  const failed = nodes.filter(({ status }) => FAILED.has(status))
  if (failed.length === 0) writeRecord(project.paths, RECORD, inputs)
  return failed
}

/** The shell's variables that a dbt project may read. Hashed: some are secret. */
function variables(): string {
  const read = Object.entries(process.env).filter(([name]) => /^(DBT_|MDW_)/.test(name))
  return createHash('sha256').update(JSON.stringify(read.sort())).digest('hex')
}
