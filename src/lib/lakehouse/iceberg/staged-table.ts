import type { IcebergCatalog } from './iceberg-catalog.js'
import { printJson } from './metadata/json.js'
import type { TableChange, TableMetadata } from './metadata/model.js'
import { prepareCommit } from './snapshot/prepare-commit.js'
import { type CommitOutcome, outcomeOf, type StatementTable, statementSqlName } from './statement-tables.js'
import type { WriteOptions } from './write-table.js'

/** A table that nobody but its statement sees. Its commits change memory only. */
export class StagedTable implements StatementTable {
  outcome: CommitOutcome | undefined
  /** The failure the catalog answered with, which is more exact than DuckDB's retelling of it. */
  failure: unknown

  constructor(
    readonly id: string,
    public metadata: TableMetadata,
    private readonly options: WriteOptions,
    private readonly catalog: IcebergCatalog,
  ) {}

  /** `"__statement"."new_…"`, to be put behind the attached catalog's name. */
  get sqlName(): string {
    return statementSqlName(this.id)
  }

  load() {
    return { metadata: this.metadata, text: printJson(this.metadata) }
  }

  async commit(change: TableChange) {
    try {
      const prepared = await prepareCommit(this.catalog.manifests, this.metadata, change, {
        now: Date.now(),
        oneSnapshot: true,
        ...this.options,
      })
      for (const location of prepared.replaced) await this.catalog.manifests.delete(location)
      this.metadata = prepared.metadata
      this.outcome = outcomeOf(prepared)
      return this.load()
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}
