import { existsSync, rmSync } from 'node:fs'
import { InterruptedError, MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Progress } from '../../ui/reporter.js'
import type { ResourceAction, TerraformEvent } from './events.js'
import { digestOf, type Plan } from './plan.js'
import type { TerraformFolder } from './run.js'
import { runTerraform } from './run.js'

export interface AppliedChange {
  address: string
  action: ResourceAction
  seconds: number
}

export interface Applied {
  changes: AppliedChange[]
  seconds: number
}

/** `terraform apply -json PLAN`. Ctrl-C is one SIGINT: Terraform ends what it began, and this says what exists. */
export async function applyPlan(
  folder: TerraformFolder,
  plan: Plan,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Applied> {
  if (!existsSync(plan.file) || digestOf(plan.file) !== plan.digest) throw planReplaced(plan.file)
  const started = performance.now()
  const follow = new ApplyProgress(plan, progress)
  try {
    await runTerraform({
      folder,
      args: ['apply', '-json', '-input=false', plan.file],
      onEvent: event => follow.take(event),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (!(error instanceof MdwError)) throw error
    throw error.code === 'INTERRUPTED' ? follow.interrupted() : follow.failed(error)
  } finally {
    // It holds variables in plain text, and applies no second time.
    rmSync(plan.file, { force: true })
  }
  return { changes: follow.completed, seconds: (performance.now() - started) / 1000 }
}

function planReplaced(file: string): MdwError {
  return new MdwError({
    code: 'TERRAFORM_PLAN_STALE',
    message: 'The plan on disk is not the one that was shown. Nothing was changed.',
    why: `Another mdw made or applied a plan for the environment meanwhile (${file}).`,
    actions: ['Make and approve a new plan: run the command again.'],
  })
}

class ApplyProgress {
  readonly completed: AppliedChange[] = []
  /** Begun and not completed; what errored stays, as it may exist in part. */
  readonly #begun = new Map<string, ResourceAction>()
  readonly #total: number
  readonly #progress: Progress

  constructor(plan: Plan, progress: Progress) {
    // A replacement is two changes here: its delete and its create have events of their own.
    this.#total = plan.changes.reduce((sum, { action }) => sum + (action === 'replace' ? 2 : 1), 0)
    this.#progress = progress
  }

  take(event: TerraformEvent): void {
    if (event.type === 'started') {
      this.#begun.set(event.address, event.action)
      this.#show(`${event.address}: ${event.action}`)
    } else if (event.type === 'progress') {
      this.#show(`${event.address}: ${event.action}, ${event.seconds} s`)
    } else if (event.type === 'completed') {
      this.#begun.delete(event.address)
      const { address, action, seconds } = event
      // A data source that is read changes nothing.
      if (action !== 'read') this.completed.push({ address, action, seconds })
      this.#show(`${address}: done`)
    }
  }

  #show(text: string): void {
    this.#progress.update(text, Math.min(this.completed.length, this.#total), this.#total)
  }

  interrupted(): MdwError {
    return new InterruptedError('Terraform was stopped and its state is saved.', this.#report())
  }

  failed(error: MdwError): MdwError {
    const { code, message, why, actions } = error
    const exitCode =
      this.completed.length > 0 && error.exitCode === ExitCode.failed ? ExitCode.partlyDone : error.exitCode
    return new MdwError({
      ...{ code, message, actions: [...actions], exitCode, cause: error },
      why: [why, this.completed.length > 0 ? this.#report() : undefined].filter(Boolean).join('\n') || undefined,
      data: { ...error.data, completed: this.completed },
    })
  }

  /** Which changes are made, which not. */
  #report(): string {
    const names = this.completed.map(({ address, action }) => `  ${address} (${action})`)
    const unfinished = [...this.#begun].map(([address, action]) => `  ${address} (${action})`)
    return [
      `${names.length} of ${this.#total} changes are made${names.length === 0 ? '.' : ':'}`,
      ...names,
      ...(unfinished.length === 0 ? [] : ['Begun and not finished:', ...unfinished]),
    ].join('\n')
  }
}
