import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { Progress, Reporter, StepOutcome } from './reporter.js'

export interface Step<Context> {
  id: string
  title: string
  run(context: Context, progress: Progress): Promise<void>
}

/** Runs one piece of work as a step: its start, progress, end and time become events. Errors pass through. */
export async function step<T>(
  reporter: Reporter,
  title: string,
  work: (progress: Progress) => Promise<T>,
  id: string = title,
): Promise<T> {
  return observe(reporter, title, work, id, true)
}

/** A step that is shown only once it has something to tell: for what is nearly always done already. */
export async function quietStep<T>(
  reporter: Reporter,
  title: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  return observe(reporter, title, work, title, false)
}

async function observe<T>(
  reporter: Reporter,
  title: string,
  work: (progress: Progress) => Promise<T>,
  id: string,
  atOnce: boolean,
): Promise<T> {
  const began = performance.now()
  let outcome: StepOutcome = 'done'
  let note: string | undefined
  let shown = false
  const show = () => {
    if (!shown) reporter.emit({ type: 'step-started', id, title })
    shown = true
  }
  if (atOnce) show()
  const progress: Progress = {
    update: (text, done, total) => {
      show()
      reporter.emit({ type: 'step-progress', id, text, done, total })
    },
    info: text => reporter.emit({ type: 'message', level: 'info', text }),
    warn: (text, actions) => reporter.emit({ type: 'message', level: 'warning', text, actions }),
    skip: reason => {
      outcome = 'skipped'
      note = reason
    },
    fail: () => {
      outcome = 'failed'
    },
    result: text => {
      note = text
    },
  }
  try {
    return await work(progress)
  } catch (error) {
    outcome = isInterruption(error) ? 'interrupted' : 'failed'
    throw error
  } finally {
    if (shown) reporter.emit({ type: 'step-ended', id, outcome, note, seconds: (performance.now() - began) / 1000 })
  }
}

/** Node and the AWS SDK throw AbortError where the command's signal ended their work. */
function isInterruption(error: unknown): boolean {
  if (error instanceof MdwError) return error.exitCode === ExitCode.interrupted
  return error instanceof Error && error.name === 'AbortError'
}

export interface StepReport {
  id: string
  outcome: StepOutcome
  note?: string
  seconds: number
}

/** Runs steps one after the other over one context, announced as a plan first. Stops at the first that fails. */
export async function runSteps<Context>(
  reporter: Reporter,
  steps: Step<Context>[],
  context: Context,
): Promise<StepReport[]> {
  const reports: StepReport[] = []
  const observed: Reporter = {
    emit(event) {
      if (event.type === 'step-ended') {
        const { id, outcome, note, seconds } = event
        reports.push({ id, outcome, ...(note === undefined ? {} : { note }), seconds })
      }
      reporter.emit(event)
    },
    ask: question => reporter.ask(question),
  }
  observed.emit({ type: 'plan', steps: steps.map(({ id, title }) => ({ id, title })) })
  for (const { id, title, run } of steps) {
    await step(observed, title, progress => run(context, progress), id)
  }
  return reports
}
