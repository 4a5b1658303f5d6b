import type { ObjectStore } from '../../store/object-store.js'
import type { Snapshot, SnapshotOperation, TableChange, TableMetadata } from '../metadata/model.js'
import { checkRequirements } from '../metadata/requirements.js'
import { applyUpdates } from '../metadata/updates.js'

export interface CommitContext {
  /** A statement of our own engine: several snapshots become one, its summary is completed. */
  oneSnapshot?: boolean
  /** Put an append on top of what others committed meanwhile. */
  rebase?: boolean
  operation?: SnapshotOperation
  maxPartitions?: number
  summary?: Record<string, string>
}

export interface PreparedCommit {
  metadata: TableMetadata
  /** The snapshot the commit adds to a branch. */
  snapshot?: Snapshot
  /** Files written for this attempt (a rebased manifest list), of no use if it fails. */
  written: string[]
}

/** The metadata after a commit, from the metadata it meets. */
export async function prepareCommit(
  _objects: ObjectStore,
  metadata: TableMetadata,
  change: TableChange,
  context: CommitContext & { now: number },
): Promise<PreparedCommit> {
  checkRequirements(metadata, change.requirements)
  return { metadata: applyUpdates(metadata, change.updates, context.now), written: [] }
}
