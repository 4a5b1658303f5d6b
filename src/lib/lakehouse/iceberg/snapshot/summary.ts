import type { Snapshot, SnapshotOperation, SnapshotSummary } from '../metadata/model.js'
import type { SnapshotChanges } from './changes.js'

/** The operation as Iceberg's row delta reports it: only data is an append, only deletes a delete. */
export function operationOf(changes: SnapshotChanges): SnapshotOperation {
  const deletes = changes.addedDeleteFiles > 0 || changes.deletedDataFiles > 0
  if (changes.addedDataFiles > 0 || changes.removedDeleteFiles > 0) return deletes ? 'overwrite' : 'append'
  return deletes ? 'delete' : 'append'
}

/**
 * A snapshot's summary, as Iceberg's SnapshotSummary writes it: counts that are not zero, then the totals, which go on from
 * the parent's. A parent without a total gives none, unless there is no parent.
 */
export function summaryOf(
  operation: SnapshotOperation,
  changes: SnapshotChanges,
  parent: Snapshot | undefined,
  extra: Record<string, string> = {},
): SnapshotSummary {
  const summary: SnapshotSummary = { operation, ...extra }
  const counts: [string, number][] = [
    ['added-data-files', changes.addedDataFiles],
    ['deleted-data-files', changes.deletedDataFiles],
    ['added-delete-files', changes.addedDeleteFiles],
    ['added-position-delete-files', changes.addedPositionDeleteFiles],
    ['added-equality-delete-files', changes.addedEqualityDeleteFiles],
    ['removed-delete-files', changes.removedDeleteFiles],
    ['removed-position-delete-files', changes.removedPositionDeleteFiles],
    ['removed-equality-delete-files', changes.removedEqualityDeleteFiles],
    ['added-records', changes.addedRecords],
    ['deleted-records', changes.deletedRecords],
    ['added-files-size', changes.addedFilesSize],
    ['removed-files-size', changes.removedFilesSize],
    ['added-position-deletes', changes.addedPositionDeletes],
    ['removed-position-deletes', changes.removedPositionDeletes],
    ['added-equality-deletes', changes.addedEqualityDeletes],
    ['removed-equality-deletes', changes.removedEqualityDeletes],
  ]
  for (const [key, count] of counts) if (count > 0) summary[key] = String(count)
  summary['changed-partition-count'] = String(changes.changedPartitions.size)
  const totals: [string, number][] = [
    ['total-records', changes.addedRecords - changes.deletedRecords],
    ['total-files-size', changes.addedFilesSize - changes.removedFilesSize],
    ['total-data-files', changes.addedDataFiles - changes.deletedDataFiles],
    ['total-delete-files', changes.addedDeleteFiles - changes.removedDeleteFiles],
    ['total-position-deletes', changes.addedPositionDeletes - changes.removedPositionDeletes],
    ['total-equality-deletes', changes.addedEqualityDeletes - changes.removedEqualityDeletes],
  ]
  for (const [key, change] of totals) {
    const before = parent ? parent.summary[key] : '0'
    if (before !== undefined) summary[key] = String(Number(before) + change)
  }
  return summary
}
