import { ExitCode } from './exit-codes.js'

export interface MdwErrorDetails {
  /** Stable, for scripts: UPPER_SNAKE_CASE. Never reused for something else. */
  code: string
  /** What happened, in one sentence. */
  message: string
  /** Why it happened, as far as it is known. */
  why?: string
  /** What the user can do next, most likely first. Commands in backticks work as printed. */
  actions?: string[]
  /** `ExitCode.failed` unless told. */
  exitCode?: ExitCode
  /** The error beneath, shown with --debug only. */
  cause?: unknown
  /** Facts for the --json document: paths, counts, names. */
  data?: Record<string, unknown>
}

/** The one error that the library throws on purpose. Anything else that reaches the top is a bug (exit code 70). */
export class MdwError extends Error {
  override readonly name = 'MdwError'
  readonly code: string
  readonly why: string | undefined
  readonly actions: readonly string[]
  readonly exitCode: ExitCode
  readonly data: Record<string, unknown> | undefined

  constructor(details: MdwErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.why = details.why
    this.actions = details.actions ?? []
    this.exitCode = details.exitCode ?? ExitCode.failed
    this.data = details.data
  }

  /** The error as `--json` prints it. */
  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      message: this.message,
      ...(this.why === undefined ? {} : { why: this.why }),
      actions: this.actions,
      exitCode: this.exitCode,
      ...(this.data === undefined ? {} : { data: this.data }),
    }
  }
}

/** The user stopped it. `done` says what was finished before, so that the next run is no surprise. */
export class InterruptedError extends MdwError {
  constructor(message: string, done?: string) {
    super({
      code: 'INTERRUPTED',
      message,
      why: done,
      actions: ['Run the same command again: it continues where this one stopped.'],
      exitCode: ExitCode.interrupted,
    })
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), if it is one. */
export function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return error instanceof Error && typeof code === 'string' ? code : undefined
}
