/** Who holds a state lock, as Terraform's `Lock Info:` has it. */
export interface StateLock {
  id: string
  who: string
  /** Terraform's own spelling: `OperationTypeApply`. */
  operation: string
  /** ISO 8601, UTC. */
  since: string
}

/** Reads the lock from the text of "Error acquiring the state lock". */
export function parseStateLock(detail: string): StateLock | undefined {
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s*(.*)$`, 'm').exec(detail)?.[1]?.trim()
  const id = field('ID')
  if (!id) return undefined
  return { id, who: field('Who') ?? '', operation: field('Operation') ?? '', since: isoTime(field('Created') ?? '') }
}

/** Go prints `2026-11-25 07:51:43.90135682 +0000 UTC`. */
function isoTime(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? \+0000 UTC/.exec(text)
  return match ? `${match[1]}T${match[2]}Z` : text
}
