import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { statementConcurrency } from '../engine/concurrency.js'
import type { ExecutionRecord } from './execution.js'
import { isFinal } from './execution.js'
import { describeFailure, isScanLimit } from './failure.js'
import { History } from './history.js'
import { WorkQueue } from './queue.js'
import { runStatement } from './run-statement.js'
import type { StatementEnvironment } from './statements/statement.js'

export interface ExecutionRequest {
  query: string
  workGroup: string
  bytesCutoff?: number
  catalog?: string
  database?: string
  parameters?: string[]
  resultLocation: string
  token?: string
  resultReuse?: { enabled: boolean; maxAgeInMinutes?: number }
}

interface LiveExecution {
  record: ExecutionRecord
  controller: AbortController
  done: Promise<void>
}

/** Starts, runs, stops and remembers query executions. */
export class Executions {
  readonly history: History
  private readonly live = new Map<string, LiveExecution>()
  private readonly queue = new WorkQueue(statementConcurrency())

  constructor(private readonly environment: StatementEnvironment) {
    this.history = new History(environment.catalog)
    this.history.recover(Date.now())
  }

  /** Answers at once; the statement runs on. */
  start(request: ExecutionRequest): ExecutionRecord {
    const { query, workGroup, bytesCutoff, catalog, database, parameters, resultLocation, resultReuse } = request
    const record: ExecutionRecord = {
      id: randomUUID(),
      query,
      statementType: 'DML',
      workGroup,
      ...(bytesCutoff !== undefined && { bytesCutoff }),
      ...(catalog !== undefined && { catalog }),
      ...(database !== undefined && { database }),
      ...(parameters?.length && { executionParameters: parameters }),
      ...(resultReuse && { resultReuse }),
      resultLocation,
      state: 'QUEUED',
      submitted: Date.now(),
      scannedBytes: 0,
    }
    const controller = new AbortController()
    this.history.put(record, request.token)
    const live: LiveExecution = { record, controller, done: this.run(record, controller.signal) }
    this.live.set(record.id, live)
    return record
  }

  get(id: string): ExecutionRecord | undefined {
    return this.live.get(id)?.record ?? this.history.get(id)
  }

  /** The record, at the latest after `millis`: as soon as the execution is over. */
  async settled(id: string, millis: number, signal: AbortSignal): Promise<ExecutionRecord | undefined> {
    const live = this.live.get(id)
    if (live && !isFinal(live.record)) await within(live.done, millis, signal)
    return this.get(id)
  }

  /** Asks a running execution to stop and waits until it has. Stopping what is over changes nothing. */
  async stop(id: string): Promise<void> {
    const live = this.live.get(id)
    if (!live) return
    live.controller.abort(new CancelledError())
    await live.done
  }

  /** Stops everything that runs; for shutdown. */
  async close(): Promise<void> {
    const running = [...this.live.values()]
    for (const { controller } of running) controller.abort(new CancelledError())
    await Promise.all(running.map(({ done }) => done))
    this.history.flush()
  }

  private async run(record: ExecutionRecord, signal: AbortSignal): Promise<void> {
    try {
      await this.queue.run(async () => {
        record.state = 'RUNNING'
        record.started = Date.now()
        await runStatement(this.environment, record, signal)
      }, signal)
      record.state = 'SUCCEEDED'
    } catch (error) {
      if (signal.aborted) {
        record.state = 'CANCELLED'
        record.stateChangeReason = 'Query cancelled by user'
      } else {
        const failure = describeFailure(error)
        // Athena cancels a query that would read more than its work group allows; all else that ends it is a failure.
        record.state = isScanLimit(error) ? 'CANCELLED' : 'FAILED'
        record.stateChangeReason = failure.reason
        record.error = failure.error
      }
    }
    record.finished = Date.now()
    this.history.put(record)
    this.live.delete(record.id)
  }
}

class CancelledError extends Error {
  constructor() {
    super('Query cancelled by user')
  }
}

async function within(done: Promise<void>, millis: number, signal: AbortSignal): Promise<void> {
  const waited = new AbortController()
  const timeout = sleep(millis, undefined, { signal: AbortSignal.any([signal, waited.signal]) }).catch(() => undefined)
  await Promise.race([done, timeout])
  waited.abort()
}
