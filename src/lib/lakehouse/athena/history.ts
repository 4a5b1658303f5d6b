import type { CatalogStore } from '../catalog/model.js'
import { type ExecutionRecord, isFinal } from './execution.js'

const EXECUTIONS = 'athena.execution'
const ORDER = 'athena.execution-order'
const TOKENS = 'athena.request-token'

/** Athena keeps history for 45 days. */
const keepMillis = 45 * 24 * 3600 * 1000

/**
 * A record is on disk at the latest after this time. A catalog write waits for the disk, which may take longer than a short
 * query; this way many share one. What a kill loses is the last moment of the history, never a table's change.
 */
const writeBehindMillis = 50

/** Query executions as catalog records, newest first a work group. */
export class History {
  private readonly unwritten = new Map<string, ExecutionRecord>()
  private readonly tokens = new Map<string, string>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly catalog: CatalogStore) {}

  get(id: string): ExecutionRecord | undefined {
    return this.unwritten.get(id) ?? this.catalog.record<ExecutionRecord>(EXECUTIONS, id)
  }

  /** Adds a record, or puts its newer state in its place. */
  put(record: ExecutionRecord, token?: string): void {
    this.unwritten.set(record.id, record)
    if (token) this.tokens.set(token, record.id)
    this.timer ??= setTimeout(() => this.flush(), writeBehindMillis).unref()
  }

  /** Writes what is not written yet. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.unwritten.size === 0) return
    this.catalog.transaction(() => {
      for (const record of this.unwritten.values()) {
        this.catalog.putRecord(EXECUTIONS, record.id, record)
        this.catalog.putRecord(ORDER, orderKey(record), record.id)
      }
      for (const [token, id] of this.tokens) this.catalog.putRecord(TOKENS, token, id)
    })
    this.unwritten.clear()
    this.tokens.clear()
  }

  byToken(token: string): ExecutionRecord | undefined {
    const id = this.tokens.get(token) ?? this.catalog.record<string>(TOKENS, token)
    return id === undefined ? undefined : this.get(id)
  }

  /** A page of ids, newest first; `after` is the last page's `next`. */
  list(workGroup: string, limit: number, after?: string): { ids: string[]; next?: string } {
    this.flush()
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
          this.catalog.putRecord(EXECUTIONS, id, {
            ...record,
            state: 'FAILED',
            finished: now,
            stateChangeReason: message,
            error: { category: 1, type: 100, retryable: true, message },
          } satisfies ExecutionRecord)
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
