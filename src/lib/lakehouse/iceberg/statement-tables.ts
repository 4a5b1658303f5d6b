import { randomUUID } from 'node:crypto'
import { IcebergError } from './iceberg-error.js'
import type { SnapshotOperation, TableChange, TableMetadata } from './metadata/model.js'
import type { PreparedCommit } from './snapshot/prepare-commit.js'

/** The namespace that only this process's own engine sees. Glue has no such database. */
export const statementNamespace = '__statement'

/** What a commit of a statement brought, for the executor's update count and Athena's limits. */
export interface CommitOutcome {
  metadata: TableMetadata
  /** Undefined when the commit added no snapshot. */
  snapshotId?: bigint
  operation?: SnapshotOperation
  addedRecords: bigint
  deletedRecords: bigint
  addedFiles: number
  changedPartitions: number
}

export function outcomeOf(prepared: PreparedCommit): CommitOutcome {
  const snapshot = prepared.snapshot
  const count = (key: string) => BigInt(snapshot?.summary[key] ?? 0)
  return {
    metadata: prepared.metadata,
    snapshotId: snapshot?.['snapshot-id'],
    operation: snapshot?.summary.operation,
    addedRecords: count('added-records'),
    deletedRecords: count('deleted-records') + count('added-position-deletes'),
    addedFiles: Number(count('added-data-files')),
    changedPartitions: Number(count('changed-partition-count')),
  }
}

export function statementSqlName(id: string): string {
  return `"${statementNamespace}"."${id}"`
}

/** A table as one statement sees it, under a name of its own, so that its commit is known to be that statement's. */
export interface StatementTable {
  readonly id: string
  load(): { metadata: TableMetadata; text: string; location?: string }
  commit(change: TableChange): Promise<{ metadata: TableMetadata; text: string; location?: string }>
}

/** The tables of the statements that are running. In memory: a statement does not outlive its process. */
export class StatementTables {
  private readonly tables = new Map<string, StatementTable>()
  private readonly opened = new Map<string, number>()

  newId(kind: string): string {
    return `${kind}_${randomUUID().replaceAll('-', '')}`
  }

  add<T extends StatementTable>(table: T): T {
    this.tables.set(table.id, table)
    this.opened.set(table.id, Date.now())
    return table
  }

  get(id: string): StatementTable {
    const table = this.tables.get(id)
    if (!table) throw new IcebergError('NoSuchTableException', 404, `No statement table ${id}`)
    return table
  }

  /** When the oldest running statement began (epoch milliseconds): files since then may be about to be committed. */
  oldest(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.opened.values())
  }

  has(id: string): boolean {
    return this.tables.has(id)
  }

  remove(id: string): void {
    this.tables.delete(id)
    this.opened.delete(id)
  }
}
