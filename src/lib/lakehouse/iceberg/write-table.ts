import type { IcebergCatalog, TableName } from './iceberg-catalog.js'
import type { TableChange } from './metadata/model.js'
import type { CommitContext } from './snapshot/prepare-commit.js'
import { type CommitOutcome, outcomeOf, type StatementTable, statementSqlName } from './statement-tables.js'

/** How a statement's commit is judged and described. */
export type WriteOptions = Pick<CommitContext, 'appendAs' | 'maxPartitions' | 'summary'>

/** An existing table under a name of one statement. */
export class WriteTable implements StatementTable {
  outcome: CommitOutcome | undefined
  /** The failure the catalog answered with, which is more exact than DuckDB's retelling of it. */
  failure: unknown
  private readonly unpin: () => void

  constructor(
    readonly id: string,
    readonly name: TableName,
    private readonly options: WriteOptions,
    private readonly catalog: IcebergCatalog,
  ) {
    this.unpin = catalog.pins.pin(catalog.load(name).metadata)
  }

  /** `"__statement"."write_…"`, to be put behind the attached catalog's name. */
  get sqlName(): string {
    return statementSqlName(this.id)
  }

  load() {
    return this.catalog.load(this.name)
  }

  async commit(change: TableChange) {
    try {
      const committed = await this.catalog.commit(this.name, change, {
        oneSnapshot: true,
        rebase: true,
        ...this.options,
      })
      this.outcome = outcomeOf(committed.prepared)
      return committed
    } catch (error) {
      this.failure = error
      throw error
    }
  }

  close(): void {
    this.unpin()
    this.catalog.statements.remove(this.id)
  }
}
