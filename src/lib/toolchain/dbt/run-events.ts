import { join } from 'node:path'
import { type DbtEvent, type NodeResult, parseDbtEvent } from './events.js'

/** What dbt told in one run: the results of its nodes, and its errors that belong to none. */
export class RunEvents {
  readonly #nodes = new Map<string, NodeResult>()
  readonly errors: string[] = []

  constructor(
    private readonly projectFolder: string,
    private readonly onEvent: (event: DbtEvent) => void,
  ) {}

  get nodes(): NodeResult[] {
    return [...this.#nodes.values()]
  }

  /** Takes one line of run_dbt.py's output. */
  take(line: string): void {
    const event = parseDbtEvent(line)
    if (event === undefined) return
    if (event.type === 'node-finished') this.#nodes.set(event.result.id, event.result)
    if (event.type === 'compiled') {
      const node = this.#nodes.get(event.id)
      if (node) node.compiledPath = join(this.projectFolder, event.path)
    }
    if (event.type === 'error' && !this.errors.includes(event.text)) this.errors.push(event.text)
    this.onEvent(event)
  }
}
