import { setTimeout as sleep } from 'node:timers/promises'
import { InterruptedError, MdwError } from '../../errors.js'
import type { Connection } from '../connection.js'
import { runQuery } from '../query.js'

const COMMIT_RETRIES = 5
/** A round that asks for another one has done some work; this many mean that it does not get on. */
const MOST_RUNS = 200

export interface StatementRuns {
  runs: number
  /** Of each run. */
  bytesScanned: number[]
}

export interface StatementOptions {
  database: string
  /** Called before every run, with its number from 1. */
  onRun: (run: number) => void
  signal?: AbortSignal
}

/**
 * Runs OPTIMIZE or VACUUM as often as Athena asks for (`ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED`), and again after a commit
 * conflict with a writer (`ICEBERG_COMMIT_ERROR`): every run commits by itself, so nothing is lost between them.
 */
export async function runUntilDone(
  { clients, environment }: Pick<Connection, 'clients' | 'environment'>,
  sql: string,
  options: StatementOptions,
): Promise<StatementRuns> {
  const bytesScanned: number[] = []
  let conflicts = 0
  for (let run = 1; run <= MOST_RUNS; run++) {
    if (options.signal?.aborted) throw new InterruptedError('Stopped.')
    options.onRun(run)
    try {
      const { database, signal } = options
      const result = await runQuery(clients, environment, { sql, database, signal })
      bytesScanned.push(result.bytesScanned)
      return { runs: run, bytesScanned }
    } catch (error) {
      const reason = reasonOf(error)
      if (/ICEBERG_(OPTIMIZE|VACUUM)_MORE_RUNS_NEEDED/.test(reason)) bytesScanned.push(0)
      else if (/ICEBERG_COMMIT_ERROR/.test(reason) && conflicts < COMMIT_RETRIES) await sleep(100 * 2 ** conflicts++)
      else throw error
    }
  }
  throw new MdwError({
    code: 'MORE_RUNS_NEEDED',
    message: `${sql.split(' ')[0]} was run ${MOST_RUNS} times on ${options.database}, and Athena still asks for more.`,
    actions: ['Run the command again: every run has done a part.'],
  })
}

/** Athena's words about a failed query; empty for other errors. */
export function reasonOf(error: unknown): string {
  return error instanceof MdwError && error.code === 'QUERY_FAILED' ? String(error.data?.reason ?? error.message) : ''
}

/**
 * A table in OPTIMIZE and VACUUM. VACUUM takes no quotes around ordinary names, and back quotes around one that begins with
 * an underscore (Athena: "VACUUM").
 */
export function maintenanceName({ database, name }: { database: string; name: string }): string {
  return `${database}.${name.startsWith('_') ? `\`${name}\`` : name}`
}
