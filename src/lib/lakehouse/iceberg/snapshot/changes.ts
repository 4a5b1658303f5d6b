import { entryStatus, fileContent, type ManifestEntry, partitionKey } from '../avro/manifest.js'

/** What a snapshot adds and removes, counted from the entries of its manifests. */
export class SnapshotChanges {
  addedDataFiles = 0
  addedRecords = 0
  addedPositionDeleteFiles = 0
  addedPositionDeletes = 0
  addedEqualityDeleteFiles = 0
  addedEqualityDeletes = 0
  addedFilesSize = 0
  deletedDataFiles = 0
  deletedRecords = 0
  removedPositionDeleteFiles = 0
  removedPositionDeletes = 0
  removedEqualityDeleteFiles = 0
  removedEqualityDeletes = 0
  removedFilesSize = 0
  /** Partitions with any change, and those that new data was written to. */
  readonly changedPartitions = new Set<string>()
  readonly writtenPartitions = new Set<string>()

  add({ status, file }: ManifestEntry): void {
    if (status === entryStatus.existing) return
    const key = partitionKey(file)
    this.changedPartitions.add(key)
    if (status === entryStatus.added) {
      this.addedFilesSize += file.size
      if (file.content === fileContent.data) {
        this.addedDataFiles++
        this.addedRecords += file.recordCount
        this.writtenPartitions.add(key)
      } else if (file.content === fileContent.positionDeletes) {
        this.addedPositionDeleteFiles++
        this.addedPositionDeletes += file.recordCount
      } else {
        this.addedEqualityDeleteFiles++
        this.addedEqualityDeletes += file.recordCount
      }
    } else {
      this.removedFilesSize += file.size
      if (file.content === fileContent.data) {
        this.deletedDataFiles++
        this.deletedRecords += file.recordCount
      } else if (file.content === fileContent.positionDeletes) {
        this.removedPositionDeleteFiles++
        this.removedPositionDeletes += file.recordCount
      } else {
        this.removedEqualityDeleteFiles++
        this.removedEqualityDeletes += file.recordCount
      }
    }
  }

  get addedDeleteFiles(): number {
    return this.addedPositionDeleteFiles + this.addedEqualityDeleteFiles
  }

  get removedDeleteFiles(): number {
    return this.removedPositionDeleteFiles + this.removedEqualityDeleteFiles
  }

  /** Nothing but new data: it commutes with everything that others commit. */
  get isAppend(): boolean {
    return this.addedDeleteFiles === 0 && this.deletedDataFiles === 0 && this.removedDeleteFiles === 0
  }
}
