import type { IcebergTable } from '../iceberg/open-table.js'
import type { Snapshot } from '../iceberg/table-metadata.js'
import { type ChosenSnapshot, nameOf } from './choose-snapshot.js'
import { describeInstant } from './time-zone.js'

/** A snapshot in a --json document. */
export interface SnapshotDocument {
  id: string
  committedAt: Date
  operation: string
  current: boolean
  /** The instant that was asked for; null where a snapshot was named. */
  asOf: Date | null
}

export function snapshotDocument({ snapshot, asOf, isCurrent }: ChosenSnapshot): SnapshotDocument {
  const { id, committedAt, operation } = snapshot
  return { id, committedAt, operation, current: isCurrent, asOf: asOf ?? null }
}

/** Which snapshot was chosen, why, and when it was committed; one or two lines. */
export function describeChoice(table: IcebergTable, chosen: ChosenSnapshot, zone: string): string {
  const asOf = chosen.asOf === undefined ? '' : ` as of ${describeInstant(chosen.asOf, zone)}`
  return `${nameOf(table)}${asOf}\n${describeSnapshot(chosen.snapshot, chosen.isCurrent, zone)}`
}

/** `Snapshot 123 (append), committed 2018-03-01 18:00:00 UTC: the current one` */
export function describeSnapshot(snapshot: Snapshot, isCurrent: boolean, zone: string): string {
  const note = isCurrent ? ': the current one' : ''
  return `Snapshot ${snapshot.id} (${snapshot.operation}), committed ${describeInstant(snapshot.committedAt, zone)}${note}`
}
