import type { BuildResult } from '../build/build.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import type { Applied } from '../toolchain/terraform/apply.js'
import type { Plan } from '../toolchain/terraform/plan.js'
import { confirmChange } from '../ui/change-flags.js'
import type { Progress, Reporter } from '../ui/reporter.js'
import type { Caller } from '../warehouse/caller.js'
import type { Connection } from '../warehouse/connection.js'
import type { Summary } from './summary.js'

export interface UpRequest {
  project: Project
  named: NamedEnvironment
  /** Build even when nothing changed. */
  rebuild: boolean
  /** Rows of sales in a new sample. On AWS a sample is made and uploaded only where this is given. */
  sampleRows?: number
  /** Change nothing; say what would be done. */
  dryRun?: boolean
  signal: AbortSignal
}

/** What the steps hand on to each other. */
export interface UpContext extends UpRequest {
  reporter: Reporter
  connection?: Connection
  caller?: Caller
  infrastructure?: Infrastructure
  /** The raw files of this machine are not for this environment. */
  keepFilesHere?: boolean
  /** There are no raw files at all: models would be empty, and their tests fail for it. */
  nothingToBuild?: boolean
  build?: BuildResult
  summary?: Summary
  /** The user agreed to change a protected environment. */
  approved?: boolean
}

/** What Terraform was to change, and what it changed; nothing where that was nothing. */
export interface Infrastructure {
  plan: Plan
  applied: Applied | null
}

export interface UpStep {
  id: string
  title: string
  /** Environments that have the step; all of them without it. */
  kind?: 'local' | 'aws'
  run(context: UpContext, progress: Progress): Promise<void>
  /** For --dry-run: what `run` would do. It changes nothing. */
  preview(context: UpContext, progress: Progress): Promise<void>
}

/** A protected environment on AWS wants its name typed before the first change of a run, and once only. */
export async function approveChange(context: UpContext, consequences: string[]): Promise<void> {
  const { environment } = context.connection!
  if (environment.kind !== 'aws' || !environment.protected || context.approved) return
  await confirmChange(context.reporter, environment, consequences, `Change ${environment.name}?`)
  context.approved = true
}
