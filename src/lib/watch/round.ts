import type { MdwError } from '../errors.js'
import type { LintResult } from '../layers/lint.js'
import type { NodeResult } from '../toolchain/dbt/events.js'
import type { TableChange } from './compare-tables.js'

/** What came of one save. */
export interface Round {
  number: number
  /** Relative to the project's root. */
  files: string[]
  /** `nothing`: no change for dbt. `refused`: dbt could not read the project, or could not run. */
  outcome: 'succeeded' | 'failed' | 'refused' | 'nothing'
  /** Why it was refused. */
  error?: MdwError
  /** Names of the models, seeds and snapshots that were changed, or failed before. */
  changed: string[]
  /** Everything that was built and tested. */
  nodes: NodeResult[]
  /** Names of what depends on the built ones and was not built. */
  notBuilt: string[]
  /** Names of what is gone from the project. Its tables stay. */
  removed: string[]
  /** Of the changed models; null where lint is off or nothing was compiled. */
  lint: LintResult | null
  /** From the save to the result, without the comparison of rows. */
  seconds: number
  /** What happened to the rows; empty until they are compared. */
  tables: TableChange[]
}

export interface WatchRequest {
  /** How many steps of the graph below a changed node are built too. */
  depth: number
  /** dbt's selection of what may be built; everything where it is empty. */
  select: string[]
  test: boolean
  lint: boolean
  diff: boolean
  /** End after the first round. */
  once: boolean
}

/** Told of everything as it comes. Each is waited for. */
export interface WatchListener {
  /** How many models there are; null where dbt can't read the project yet. */
  ready(models: number | null): Promise<void>
  /** The result; rows are not compared yet. */
  result(round: Round): Promise<void>
  compared(round: Round): Promise<void>
}
