import type { Question, Renderer, ReporterEvent } from './reporter.js'

/** For --json: says nothing, and keeps the warnings for the document. */
export class SilentReporter implements Renderer {
  readonly warnings: { text: string; actions?: string[] }[] = []

  constructor(private readonly answer: (question: Question) => Promise<boolean>) {}

  emit(event: ReporterEvent): void {
    if (event.type !== 'message' || event.level !== 'warning') return
    this.warnings.push({ text: event.text, ...(event.actions === undefined ? {} : { actions: event.actions }) })
  }

  ask(question: Question): Promise<boolean> {
    return this.answer(question)
  }

  async close(): Promise<void> {}
}
