import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CatalogStore } from '../catalog/model.js'
import { TrinoError } from '../sql/trino-error.js'

/** Failures that a user asks for, to try what a client does about them. */
export const FAULT_KINDS = [
  'ICEBERG_COMMIT_ERROR',
  'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED',
  'ICEBERG_VACUUM_MORE_RUNS_NEEDED',
  'TOO_MANY_OPEN_PARTITIONS',
  'THROTTLING',
  'GLUE_THROTTLING',
  'S3_SLOW_DOWN',
  'SLOW_QUERY',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  id: string
  kind: FaultKind
  /** How often it still strikes; absent: until it is removed. */
  times?: number
  /** Only statements whose text (S3_SLOW_DOWN: requests whose path, GLUE_THROTTLING: operations whose name) holds this, case ignored. */
  match?: string
  /** SLOW_QUERY: how much longer. */
  delayMillis?: number
}

const RECORDS = 'fault'

/** What Athena says in each case. */
const MESSAGES: Partial<Record<FaultKind, [name: string, message: string]>> = {
  ICEBERG_COMMIT_ERROR: ['ICEBERG_COMMIT_ERROR', 'Failed to commit Iceberg update to table: (fault on demand)'],
  ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED: [
    'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED',
    'Optimize has been completed for a part of the table. Run it again for the rest (fault on demand)',
  ],
  ICEBERG_VACUUM_MORE_RUNS_NEEDED: [
    'ICEBERG_VACUUM_MORE_RUNS_NEEDED',
    'Removed a part of the unneeded files. Please run VACUUM command again (fault on demand)',
  ],
  TOO_MANY_OPEN_PARTITIONS: [
    'TOO_MANY_OPEN_PARTITIONS',
    'Exceeded limit of 100 open writers for partitions/buckets (fault on demand)',
  ],
}

/** Faults on demand, as records that executors and front doors consult; kept in memory, as every request asks. */
export class Faults {
  private readonly active: Map<string, Fault>

  constructor(private readonly catalog: CatalogStore) {
    this.active = new Map(catalog.records<Fault>(RECORDS).map(({ id, value }) => [id, value]))
  }

  list(): Fault[] {
    return [...this.active.values()]
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: randomUUID() }
    this.keep(added)
    return added
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    this.catalog.deleteRecord(RECORDS, id)
    return this.active.delete(id)
  }

  /** The first fault of a kind that applies to a statement's text or a request's path, counted down. */
  take(kind: FaultKind, text: string): Fault | undefined {
    if (this.active.size === 0) return undefined
    const found = this.list().find(
      fault => fault.kind === kind && text.toLowerCase().includes(fault.match?.toLowerCase() ?? ''),
    )
    if (found?.times === undefined) return found
    if (found.times <= 1) this.remove(found.id)
    else this.keep({ ...found, times: found.times - 1 })
    return found
  }

  private keep(fault: Fault): void {
    this.active.set(fault.id, fault)
    this.catalog.putRecord(RECORDS, fault.id, fault)
  }

  /** Throws, if one of these faults is due for the statement. */
  strike(text: string, ...kinds: FaultKind[]): void {
    for (const kind of kinds) {
      const message = MESSAGES[kind]
      if (message && this.take(kind, text)) throw new TrinoError(...message)
    }
  }

  async delay(text: string, signal: AbortSignal): Promise<void> {
    const fault = this.take('SLOW_QUERY', text)
    if (fault) await sleep(fault.delayMillis ?? 5000, undefined, { signal })
  }
}
