/**
 * How the library talks while it works: events out, questions in. It never prints; a renderer (task list on a terminal,
 * plain lines elsewhere, nothing with --json) decides what becomes of them.
 */
export interface Reporter {
  emit(event: ReporterEvent): void
  /** Asks the user; rejects with a NOT_CONFIRMED error where nobody can answer. */
  ask(question: Question): Promise<boolean>
}

export type ReporterEvent =
  /** The steps to come, so that a task list can show them from the start. */
  | { type: 'plan'; steps: { id: string; title: string }[] }
  | { type: 'step-started'; id: string; title: string }
  /** What the step is at now; replaces the one before. `done` of `total` where they are known. */
  | { type: 'step-progress'; id: string; text: string; done?: number; total?: number }
  | { type: 'step-ended'; id: string; outcome: StepOutcome; note?: string; seconds: number }
  /** A line that stays. */
  | { type: 'message'; level: 'info' | 'warning'; text: string; actions?: string[] }

export type StepOutcome = 'done' | 'skipped' | 'failed' | 'interrupted'

export interface Question {
  /** What will happen, shown before the question. */
  consequences: string[]
  text: string
  /** The exact word to type (a protected environment's name); yes or no without it. */
  typed?: string
}

/** What a piece of work inside one step may say. Library functions take this rather than a whole `Reporter`. */
export interface Progress {
  /** Where the work stands: `progress.update('sales.csv', 3, 7)`. Cheap enough to call per item. */
  update(text: string, done?: number, total?: number): void
  /** A line that stays on the screen. */
  info(text: string): void
  warn(text: string, actions?: string[]): void
  /** The step found its work already done, or not needed. */
  skip(reason: string): void
  /** The step ends as failed, though without an error: what went wrong is in its result. */
  fail?(): void
  /** What to show beside the finished step: `7 tables`. */
  result(note: string): void
}

/** A reporter that draws. The command closes it before it prints its result, so that nothing moves afterwards. */
export interface Renderer extends Reporter {
  close(): Promise<void>
}
