import { formatSeconds } from './format.js'
import type { Question, Renderer, ReporterEvent } from './reporter.js'

const SECONDS_BETWEEN_PROGRESS = 5
/** A single step that ends sooner says nothing: its command's result follows at once. */
const SECONDS_BEFORE_START_IS_TOLD = 1

/** One line per thing that happened, nothing moving: for logs, pipes and CI. */
export class PlainReporter implements Renderer {
  readonly #titles = new Map<string, string>()
  readonly #position = new Map<string, string>()
  readonly #waiting = new Map<string, NodeJS.Timeout>()
  #lastProgress = 0

  constructor(
    private readonly write: (text: string) => void,
    private readonly answer: (question: Question) => Promise<boolean>,
  ) {}

  emit(event: ReporterEvent): void {
    switch (event.type) {
      case 'plan':
        for (const [index, { id }] of event.steps.entries())
          this.#position.set(id, `[${index + 1}/${event.steps.length}] `)
        return
      case 'step-started':
        this.#titles.set(event.id, event.title)
        this.#lastProgress = performance.now()
        if (this.#position.has(event.id)) this.#line(event.id, '…')
        else this.#tellLater(event.id)
        return
      case 'step-progress': {
        const now = performance.now()
        if (now - this.#lastProgress < SECONDS_BETWEEN_PROGRESS * 1000) return
        this.#lastProgress = now
        const count = event.total === undefined ? '' : ` ${event.done ?? 0}/${event.total}`
        this.#line(event.id, `…${count} ${event.text}`.trimEnd())
        return
      }
      case 'step-ended': {
        const note = event.note === undefined ? '' : `: ${event.note}`
        const untold = this.#waiting.has(event.id)
        clearTimeout(this.#waiting.get(event.id))
        if (untold && event.note === undefined) return
        this.#line(event.id, `${event.outcome}${note} (${formatSeconds(event.seconds)})`)
        return
      }
      case 'message':
        this.write(`${event.level === 'warning' ? 'Warning: ' : ''}${event.text}\n`)
        for (const action of event.actions ?? []) this.write(`  → ${action}\n`)
    }
  }

  ask(question: Question): Promise<boolean> {
    return this.answer(question)
  }

  async close(): Promise<void> {}

  #tellLater(id: string): void {
    const tell = () => {
      this.#waiting.delete(id)
      this.#line(id, '…')
    }
    this.#waiting.set(id, setTimeout(tell, SECONDS_BEFORE_START_IS_TOLD * 1000).unref())
  }

  #line(id: string, text: string): void {
    this.write(`${this.#position.get(id) ?? ''}${this.#titles.get(id) ?? id} ${text}\n`)
  }
}
