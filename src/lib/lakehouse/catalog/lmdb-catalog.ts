import { databaseStore } from './databases.js'
import { openEnvironment } from './environment.js'
import type { CatalogStore } from './model.js'
import { partitionStore } from './partitions.js'
import { recordStore } from './records.js'
import { tableStore } from './tables.js'

export interface CatalogOptions {
  /** Versions a table may have on record. */
  tableVersionLimit?: number
}

/**
 * Opens (and makes) the catalog in `dir`. One process at a time writes it: the lakehouse's own lock sees to that.
 * Values come back as fresh copies, dates as `Date`.
 */
export function openCatalog(dir: string, options: CatalogOptions = {}): CatalogStore {
  const environment = openEnvironment(dir)
  return {
    transaction: work => environment.write(work),
    ...databaseStore(environment),
    // https://docs.aws.amazon.com/general/latest/gr/glue.html
    ...tableStore(environment, options.tableVersionLimit ?? 100_000),
    ...partitionStore(environment),
    ...recordStore(environment),
    close: () => environment.close(),
  }
}
