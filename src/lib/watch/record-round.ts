import { rememberState } from '../build/changed-state.js'
import { currentCommit } from '../build/git.js'
import { EVERYTHING } from '../build/selection.js'
import type { NodeResult } from '../toolchain/dbt/events.js'
import { archiveRun } from '../toolchain/dbt/run-archive.js'
import type { Connection } from '../warehouse/connection.js'

export interface BuiltRound {
  startedAt: Date
  args: string[]
  success: boolean
  interrupted: boolean
  nodes: NodeResult[]
}

/** Keeps what a round built, as of any build: `mdw runs`, `mdw history` and `mdw build --changed` live on that. */
export async function recordRound({ project, environment }: Connection, round: BuiltRound): Promise<void> {
  const { startedAt, args, success, interrupted, nodes } = round
  archiveRun(project.dbtFolder, project.paths.runs, {
    ...{ environment: environment.name, command: 'watch', args, success, interrupted },
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    commit: (await currentCommit(project.paths.root)) ?? null,
    request: { command: 'build', selection: { ...EVERYTHING, nodes: nodes.map(({ id }) => id) } },
  })
  if (!interrupted) rememberState(project, environment.name, { nodes, whole: false, hollow: false })
}
