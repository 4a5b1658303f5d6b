import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import type { BuildRequest } from './build.js'
import { isWhole } from './selection.js'

/** Whether the tables get fewer rows than the data has. */
export function isHollow({ empty, sample }: BuildRequest): boolean {
  return empty === true || sample !== undefined
}

/** For run_dbt.py, which then reads sources by a sample. */
export function sampleVariables({ sample }: BuildRequest): NodeJS.ProcessEnv {
  return sample === undefined ? {} : { MDW_SAMPLE_PERCENT: String(sample) }
}

/** `--empty` and `--sample` leave tables that look whole and are not: never where others rely on them, and never silently. */
export function refuseHollow(
  { environment }: Pick<Connection, 'environment'>,
  request: BuildRequest,
  progress: Progress,
): void {
  const { empty, sample } = request
  if (!isHollow(request)) return
  if (environment.protected) {
    throw new MdwError({
      code: 'PROTECTED_ENVIRONMENT',
      message: `Environment ${environment.name} is protected: its tables are not replaced by ${empty ? 'empty ones' : 'samples'}.`,
      actions: ['Use another environment: `mdw build --env local --sample 1%`'],
      exitCode: ExitCode.usage,
    })
  }
  // Only what the build makes anew reads sources by a sample: a view that is left out still has all of its rows.
  const others = isWhole(request.selection) ? '' : '; models outside the build are read with the rows that they have'
  const what = empty ? 'have no rows' : `are made of ${sample}% of the rows of each source${others}`
  progress.warn(`The tables of this build ${what}; data tests and snapshots are not run.`, [
    'Make them whole again: `mdw build --full-refresh`',
  ])
}

/** `1%`, `0.5%` or `1` as a number of percent. */
export function parsePercent(text: string): number {
  const percent = /^\d+(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN
  if (percent > 0 && percent <= 100) return percent
  throw new MdwError({
    code: 'INVALID_SAMPLE',
    message: `"${text}" is no share of the rows.`,
    actions: ['Give percent, more than 0 and at most 100: `mdw build --sample 1%`'],
    exitCode: ExitCode.usage,
  })
}

interface HollowRecord {
  /** Set while such a build runs: what it has emptied by now is known only when it ends. */
  underWay: boolean
}

function recordName(environment: string): string {
  return `hollow-${environment}`
}

/** Incremental models keep what they have: after a sample they are right only when they start from nothing. */
export function holdsHollow({ project, environment }: Connection): boolean {
  return readRecord(project.paths, recordName(environment.name)) !== undefined
}

/** Whether a build of such tables was stopped: then no record says which tables it had got to. */
export function hollowStopped({ project, environment }: Connection): boolean {
  return readRecord<HollowRecord>(project.paths, recordName(environment.name))?.underWay === true
}

export function hollowBegins({ project, environment }: Connection): void {
  writeRecord(project.paths, recordName(environment.name), { underWay: true } satisfies HollowRecord)
}

export function hollowEnds({ project, environment }: Connection): void {
  writeRecord(project.paths, recordName(environment.name), { underWay: false } satisfies HollowRecord)
}

export function hollowGone({ project, environment }: Connection): void {
  dropRecord(project.paths, recordName(environment.name))
}
