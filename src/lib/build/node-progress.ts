import { type DbtEvent, FAILED } from '../toolchain/dbt/events.js'
import type { Progress } from '../ui/reporter.js'

export interface NodeProgress {
  show(event: DbtEvent): void
  /** For the message of a build that was stopped: what is finished by now. */
  soFar(): string
}

/** Shows dbt's nodes as they come and go: a count, the names at work, and each failure at once. */
export function nodeProgress(progress: Progress): NodeProgress {
  const running = new Map<string, string>()
  let done = 0
  let total: number | undefined
  const update = () => progress.update([...running.values()].join(', '), done, total)
  const show = (event: DbtEvent) => {
    switch (event.type) {
      case 'count':
        total = event.total
        return update()
      case 'node-started':
        running.set(event.node.id, event.node.name)
        return update()
      case 'node-finished': {
        const { result } = event
        running.delete(result.id)
        // dbt's total leaves unit tests out.
        if (result.resourceType !== 'unit_test') done++
        if (FAILED.has(result.status)) progress.info(`✗ ${result.name}: ${firstLine(result.message)}`)
        return update()
      }
      case 'warning':
        return progress.warn(event.text)
      case 'info':
        return progress.info(event.text)
    }
  }
  const soFar = () =>
    total === undefined
      ? 'No node was built yet.'
      : `${done} of ${total} nodes were finished; what they built is in place.`
  return { show, soFar }
}

/** dbt's headings: "Runtime Error in model x (models/x.sql)", and what it says of any unit test that could not run. */
const HEADING = /^\w+ Error( in .*)?$|^An error occurred during execution of unit test/

function firstLine(message: string | null): string {
  const lines = (message ?? 'failed').split('\n').map(line => line.trim())
  return lines.find(line => line !== '' && !HEADING.test(line)) ?? lines[0]!
}
