import type { TableName } from '../iceberg-catalog.js'
import { IcebergError } from '../iceberg-error.js'
import type { TableChange } from '../metadata/model.js'

/** Commits a transaction's changes. Only transactions of one table are taken: Glue has no commit over several. */
export async function commitTransaction(
  changes: { name: TableName; change: TableChange }[],
  commit: (name: TableName, change: TableChange) => Promise<unknown>,
): Promise<void> {
  if (changes.length > 1)
    throw new IcebergError(
      'UnsupportedOperationException',
      406,
      'A transaction over several tables is not supported: Glue commits one table at a time',
    )
  for (const { name, change } of changes) await commit(name, change)
}
