import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import { type CompileRequest, compile, compileTarget } from '../toolchain/dbt/compile.js'
import { FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import type { Progress } from '../ui/reporter.js'
import { fingerprintOf } from '../up/built-record.js'
import type { Connection } from '../warehouse/connection.js'

const RECORD = 'lint'

export const lintTarget = (connection: Pick<Connection, 'project'>) => compileTarget(connection, 'lint')

/**
 * Compiles every model and snapshot, and gives back those that dbt could not compile. What was compiled from the same
 * files is taken again: dbt's start is most of the time of a lint. (Whether an incremental model's table exists can
 * change its SQL too; `again` compiles in any case.)
 */
export async function compileModels(
  connection: Connection,
  again: boolean,
  progress: Progress,
  signal?: AbortSignal,
): Promise<NodeResult[]> {
  const { project, environment } = connection
  const inputs = { environment: environment.name, fingerprint: fingerprintOf(project, environment), vars: variables() }
  const known = JSON.stringify(readRecord(project.paths, RECORD)) === JSON.stringify(inputs)
  if (known && !again && existsSync(join(lintTarget(connection), 'manifest.json'))) return []
  dropRecord(project.paths, RECORD)
  progress.update('compiling models')
  const request: CompileRequest = {
    purpose: 'lint',
    select: ['resource_type:model', 'resource_type:snapshot'],
    onEvent: event => {
      if (event.type === 'warning') progress.warn(event.text)
    },
    signal,
  }
  const nodes = await compile(connection, request, progress, all => all)
  const failed = nodes.filter(({ status }) => FAILED.has(status))
  if (failed.length === 0) writeRecord(project.paths, RECORD, inputs)
  return failed
}

/** The shell's variables that a dbt project may read. Hashed: some are secret. */
function variables(): string {
  const read = Object.entries(process.env).filter(([name]) => /^(DBT_|MDW_)/.test(name))
  return createHash('sha256').update(JSON.stringify(read.sort())).digest('hex')
}
