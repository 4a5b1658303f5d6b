import type { BuildResult } from '../build/build.js'
import { InterruptedError, MdwError } from '../errors.js'
import type { Reporter } from '../ui/reporter.js'
import { runSteps, type StepReport } from '../ui/steps.js'
import type { Caller } from '../warehouse/caller.js'
import type { Infrastructure, UpContext, UpRequest } from './context.js'
import { STEPS } from './steps.js'
import type { Summary } from './summary.js'

export interface UpResult extends Summary {
  environment: string
  endpoint: string | null
  /** Nothing was changed: `steps` say what would be. */
  dryRun: boolean
  steps: StepReport[]
  /** Who did it; null on `local`. */
  caller: Caller | null
  /** Null where Terraform does not make the environment. */
  infrastructure: Infrastructure | null
  /** Null when there was nothing to build. */
  build: BuildResult | null
}

/** From whatever is there to a working warehouse. Every step finds out itself whether it is done already. */
export async function up(request: UpRequest, reporter: Reporter): Promise<UpResult> {
  const { named, dryRun = false } = request
  const context: UpContext = { ...request, reporter }
  const done: string[] = []
  const steps = STEPS.filter(({ kind }) => kind === undefined || kind === named.config.kind).map(step => ({
    ...step,
    async run(given: UpContext, progress: Parameters<typeof step.run>[1]) {
      await (dryRun ? step.preview : step.run)(given, progress)
      done.push(step.title)
    },
  }))
  const reports = await runSteps(reporter, steps, context).catch(error => {
    throw stoppedAfter(done, error)
  })
  return {
    environment: named.name,
    endpoint: context.connection?.environment.endpoint ?? null,
    dryRun,
    steps: reports,
    caller: context.caller ?? null,
    infrastructure: context.infrastructure ?? null,
    build: context.build ?? null,
    ...(context.summary ?? { tables: [], next: [] }),
  }
}

/** Ctrl-C says what is done, whichever step it met. */
function stoppedAfter(done: string[], error: unknown): unknown {
  if (!(error instanceof MdwError) || error.code !== 'INTERRUPTED') return error
  const before = done.length === 0 ? 'Nothing was changed.' : `Done before: ${done.join('; ')}.`
  return new InterruptedError(error.message, [error.why, before].filter(Boolean).join('\n'))
}
