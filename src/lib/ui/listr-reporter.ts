import { Listr, ListrDefaultRendererLogLevels, ListrLogger, type ListrTaskWrapper, ProcessOutput } from 'listr2'
import { errColours } from './colours.js'
import { formatSeconds } from './format.js'
import type { Question, Renderer, ReporterEvent, StepOutcome } from './reporter.js'

// biome-ignore lint/suspicious/noExplicitAny: listr2's own default for its renderer parameters
type Wrapper = ListrTaskWrapper<unknown, any, any>

interface Task {
  id: string
  title: string
  ended: boolean
  /** The title with what the step is at, or came to. */
  shown: string
  /** Set while the list draws the task. */
  wrapper?: Wrapper
  finish(outcome: StepOutcome): void
  finished: Promise<StepOutcome>
}

/**
 * The task list on a terminal. The library runs its steps itself and reports them; here each step is a listr2 task that
 * waits for its end event.
 */
export class ListrReporter implements Renderer {
  readonly #tasks = new Map<string, Task>()
  #list: Promise<void> | undefined
  #planned = new Set<string>()
  /** Messages from between the lists, or of no running step. */
  #current: Task | undefined
  /** A question interrupts the list: the running step is not done, nor did it fail. */
  #asking = false

  constructor(private readonly answer: (question: Question) => Promise<boolean>) {}

  emit(event: ReporterEvent): void {
    switch (event.type) {
      case 'plan':
        this.#planned = new Set(event.steps.map(step => step.id))
        this.#draw(event.steps)
        return
      case 'step-started':
        if (!this.#planned.has(event.id)) this.#draw([event])
        this.#current = this.#tasks.get(event.id)
        return
      case 'step-progress': {
        const task = this.#tasks.get(event.id)
        const count = event.total === undefined ? '' : `${event.done ?? 0}/${event.total} `
        if (task) show(task, count + event.text)
        return
      }
      case 'step-ended': {
        const task = this.#tasks.get(event.id)
        if (task === undefined) return
        const note = event.note === undefined ? '' : `${event.note}, `
        const tail = event.outcome === 'skipped' ? (event.note ?? 'nothing to do') : note + formatSeconds(event.seconds)
        show(task, tail)
        this.#current = undefined
        task.ended = true
        task.finish(event.outcome)
        return
      }
      case 'message':
        this.#message(event)
    }
  }

  async ask(question: Question): Promise<boolean> {
    const rest = [...this.#tasks.values()].filter(({ ended }) => !ended)
    const current = this.#current?.id
    this.#asking = true
    await this.close()
    this.#asking = false
    const answer = await this.answer(question)
    if (!answer || rest.length === 0) return answer
    this.#planned = new Set(rest.map(({ id }) => id))
    this.#draw(rest)
    if (current !== undefined) this.#current = this.#tasks.get(current)
    return answer
  }

  /** Waits until the list has drawn its last state. Steps that never started are left as they are. */
  async close(): Promise<void> {
    for (const task of this.#tasks.values()) task.finish('interrupted')
    await this.#list
    this.#tasks.clear()
    this.#planned.clear()
    this.#list = undefined
  }

  #message(event: Extract<ReporterEvent, { type: 'message' }>): void {
    const lines = [
      event.level === 'warning' ? `${errColours.yellow('Warning:')} ${event.text}` : event.text,
      ...(event.actions ?? []).map(action => `  ${errColours.cyan('→')} ${action}`),
    ]
    if (this.#current?.wrapper) this.#current.wrapper.output = lines.join('\n')
    else process.stderr.write(`${lines.join('\n')}\n`)
  }

  #draw(steps: { id: string; title: string }[]): void {
    const list = new Listr<unknown>([], {
      concurrent: false,
      exitOnError: true,
      registerSignalListeners: false,
      renderer: 'default',
      rendererOptions: {
        collapseErrors: true,
        logger: new ListrLogger({
          processOutput: new ProcessOutput(process.stderr, process.stderr, { leaveEmptyLine: false }),
          useIcons: true,
        }),
        color: {
          [ListrDefaultRendererLogLevels.FAILED]: icon =>
            this.#asking ? errColours.yellow('?') : errColours.red(icon ?? ''),
        },
      },
    })
    for (const step of steps) {
      const task = newTask(step.id, step.title)
      this.#tasks.set(step.id, task)
      list.add({
        title: step.title,
        rendererOptions: { outputBar: Number.POSITIVE_INFINITY, persistentOutput: true },
        task: async (_context, wrapper) => {
          task.wrapper = wrapper
          wrapper.title = task.shown
          const outcome = await task.finished
          if (outcome === 'skipped') return wrapper.skip(task.shown)
          // The list shows the message of an error in the title's place.
          if (outcome !== 'done') throw new Error(task.shown)
        },
      })
    }
    const before = this.#list ?? Promise.resolve()
    // A failed step ends the list; its error reaches the user through the command.
    this.#list = before
      .then(() => list.run())
      .then(
        () => {},
        () => {},
      )
  }
}

function newTask(id: string, title: string): Task {
  let finish: (outcome: StepOutcome) => void = () => {}
  const finished = new Promise<StepOutcome>(resolve => {
    finish = resolve
  })
  return { id, title, ended: false, shown: title, finish, finished }
}

function show(task: Task, detail: string): void {
  task.shown = `${task.title} ${errColours.dim(detail)}`
  if (task.wrapper) task.wrapper.title = task.shown
}
