import type { CatalogStore } from '../catalog/model.js'
import { type ExecutionRecord, isFinal } from './execution.js'

const EXECUTIONS = 'athena.execution'
const ORDER = 'athena.execution-order'
const TOKENS = 'athena.request-token'

/** Athena keeps history for 45 days. */
const keepMillis = 45 * 24 * 3600 * 1000

/** Query executions as catalog records, newest first a work group. */
export class History {
  constructor(private readonly catalog: CatalogStore) {}

  get(id: string): ExecutionRecord | undefined {
    return this.catalog.record<ExecutionRecord>(EXECUTIONS, id)
  }

  add(record: ExecutionRecord, token?: string): void {
    this.catalog.transaction(() => {
      this.catalog.putRecord(EXECUTIONS, record.id, record)
      this.catalog.putRecord(ORDER, orderKey(record), record.id)
      if (token) this.catalog.putRecord(TOKENS, token, record.id)
    })
  }

  update(record: ExecutionRecord): void {
    this.catalog.putRecord(EXECUTIONS, record.id, record)
  }

  byToken(token: string): ExecutionRecord | undefined {
    const id = this.catalog.record<string>(TOKENS, token)
    return id === undefined ? undefined : this.get(id)
  }

  /** A page of ids, newest first; `after` is the last page's `next`. */
  list(workGroup: string, limit: number, after?: string): { ids: string[]; next?: string } {
    const prefix = `${workGroup}/`
    const start = after ?? `${prefix}\u{10fffe}`
    const found = this.catalog
      .records<string>(ORDER, { reverse: true, limit: limit + 1, after: start })
      .filter(({ id }) => id.startsWith(prefix))
    const page = found.slice(0, limit)
    return {
      ids: page.map(({ value }) => value),
      ...(found.length > limit && { next: page.at(-1)!.id }),
    }
  }

  /** Marks what a killed process left running as failed, and forgets what is too old. Called once, at start. */
  recover(now: number): void {
    this.catalog.transaction(() => {
      for (const { id, value: record } of this.catalog.records<ExecutionRecord>(EXECUTIONS)) {
        if (record.submitted < now - keepMillis) {
          this.catalog.deleteRecord(EXECUTIONS, id)
          this.catalog.deleteRecord(ORDER, orderKey(record))
        } else if (!isFinal(record)) {
          const message = 'The lakehouse was stopped while the query ran. Run it again.'
          this.update({
            ...record,
            state: 'FAILED',
            finished: now,
            stateChangeReason: message,
            error: { category: 1, type: 100, retryable: true, message },
          })
        }
      }
      for (const { id, value } of this.catalog.records<string>(TOKENS))
        if (!this.get(value)) this.catalog.deleteRecord(TOKENS, id)
    })
  }
}

function orderKey(record: ExecutionRecord): string {
  return `${record.workGroup}/${String(record.submitted).padStart(15, '0')}/${record.id}`
}
