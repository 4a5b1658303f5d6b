import { InterruptedError, MdwError, messageOf } from '../errors.js'
import type { Progress } from '../ui/reporter.js'
import { awsErrorName } from '../warehouse/aws-error.js'
import { type Check, type CheckResult, type Examined, failed, type Judgement, notChecked } from './check.js'
import { isUnknownOperation, NotPermitted } from './permitted.js'

/** A check that takes longer is given up; the others are told nonetheless. */
const CHECK_TIMEOUT_MS = 15_000

/** Runs the checks side by side, and those that judge the others' calls after them. Results keep the order. */
export async function runChecks(
  checks: Check[],
  examined: Examined,
  progress: Progress,
  { timeout = CHECK_TIMEOUT_MS, signal }: { timeout?: number; signal?: AbortSignal } = {},
): Promise<CheckResult[]> {
  const results = new Map<Check, CheckResult>()
  const run = async (check: Check) => {
    const began = performance.now()
    const judgement = await withinTime(check, examined, timeout)
    const { id, title } = check
    results.set(check, { id, title, ...judgement, seconds: (performance.now() - began) / 1000 })
    progress.update(title, results.size, checks.length)
  }
  const all = (some: Check[]) => untilStopped(Promise.all(some.map(run)), signal)
  await all(checks.filter(({ afterOthers }) => !afterOthers))
  await all(checks.filter(({ afterOthers }) => afterOthers))
  return checks.map(check => results.get(check)!)
}

/** The work, or its end at Ctrl-C. For work that only looks: what it began goes on unheard. */
async function untilStopped<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work
  let stop: (() => void) | undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new InterruptedError('Stopped.'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
  return Promise.race([work, stopped]).finally(() => signal.removeEventListener('abort', stop!))
}

async function withinTime(check: Check, examined: Examined, timeout: number): Promise<Judgement> {
  const unknown = check.required ? failed : notChecked
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Judgement>(resolve => {
    timer = setTimeout(() => resolve(unknown(`no answer within ${timeout / 1000} s`)), timeout)
  })
  const judged = (async () => check.run(examined))().catch(error => judgeError(error, check, examined))
  return Promise.race([judged, late]).finally(() => clearTimeout(timer))
}

function judgeError(error: unknown, { required }: Check, { environment, caller }: Examined): Judgement {
  const unknown = required ? failed : notChecked
  if (error instanceof NotPermitted) {
    const { action, resource, lakeFormation } = error.denial
    return unknown(
      `${action} is not allowed${resource === undefined ? '' : ` on ${resource}`}`,
      lakeFormation
        ? `Have a Lake Formation administrator grant it to ${caller.arn}.`
        : `Allow ${action} to ${caller.arn}${required ? '' : ', if this is to be checked'}.`,
    )
  }
  if (environment.endpoint !== undefined && isUnknownOperation(error)) {
    return notChecked(`not answered at ${environment.endpoint}`)
  }
  if (error instanceof MdwError) return unknown([error.message, error.why].filter(Boolean).join(' '), ...error.actions)
  const name = awsErrorName(error)
  return unknown(`${name === undefined ? '' : `${name}: `}${messageOf(error)}`)
}
