import { type DbtEvent, FAILED } from '../toolchain/dbt/events.js'
import type { Progress } from '../ui/reporter.js'

/** Shows dbt's nodes as they come and go: a count, the names at work, and each failure at once. */
export function nodeProgress(progress: Progress): (event: DbtEvent) => void {
  const running = new Map<string, string>()
  let done = 0
  let total: number | undefined
  const show = () => progress.update([...running.values()].join(', '), done, total)
  return event => {
    switch (event.type) {
      case 'count':
        total = event.total
        return show()
      case 'node-started':
        running.set(event.node.id, event.node.name)
        return show()
      case 'node-finished': {
        const { result } = event
        running.delete(result.id)
        // dbt's total leaves unit tests out.
        if (result.resourceType !== 'unit_test') done++
        if (FAILED.has(result.status)) progress.info(`✗ ${result.name}: ${firstLine(result.message)}`)
        return show()
      }
      case 'warning':
        return progress.warn(event.text)
      case 'info':
        return progress.info(event.text)
    }
  }
}

function firstLine(message: string | null): string {
  const lines = (message ?? 'failed').split('\n').map(line => line.trim())
  // dbt's own first line is a heading: "Runtime Error in model x (models/x.sql)".
  return lines.find((line, index) => index > 0 && line !== '') ?? lines[0]!
}
