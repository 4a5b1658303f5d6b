import { formatBytes, formatCount, plural } from '../../ui/format.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { describeSchemaChange, schemaChanges } from '../iceberg/schema-change.js'
import { sizeOf } from '../iceberg/snapshot-size.js'
import { currentSchema, type Snapshot, schemaOf } from '../iceberg/table-metadata.js'
import {
  type ChosenSnapshot,
  chooseSnapshot,
  currentSnapshot,
  type LogEntry,
  nameOf,
  timeline,
} from '../time-travel/choose-snapshot.js'
import { describeSnapshot } from '../time-travel/describe-snapshot.js'
import { type Clock, describeInstant } from '../time-travel/time-zone.js'

export interface RestorePlan {
  table: IcebergTable
  target: ChosenSnapshot
  current: Snapshot
  /** States of the table that come after the target, newest first: what is no longer seen. */
  undone: LogEntry[]
  /** What will happen, for people. */
  consequences: string[]
}

/** What going back would mean. Nothing is changed. */
export function planRestore(table: IcebergTable, words: string, clock: Clock): RestorePlan {
  const target = chooseSnapshot(table, words, clock)
  const current = currentSnapshot(table)
  const states = timeline(table)
  const last = states.findLastIndex(({ snapshot }) => snapshot.id === target.snapshot.id)
  // A snapshot outside the line, such as a tag of another branch: all that came after its commit.
  const after = last >= 0 ? states.slice(last + 1) : states.filter(({ at }) => at > target.snapshot.committedAt)
  const undone = after.reverse()
  return { table, target, current, undone, consequences: describe(table, target, current, undone, clock.zone) }
}

function describe(
  table: IcebergTable,
  target: ChosenSnapshot,
  current: Snapshot,
  undone: RestorePlan['undone'],
  zone: string,
): string[] {
  const changes = schemaChanges(schemaOf(table.metadata, target.snapshot), currentSchema(table.metadata))
  return [
    `This takes ${nameOf(table)} back${target.asOf === undefined ? '' : ` to ${describeInstant(target.asOf, zone)}`}.`,
    `Now:  ${describeSize(current)}. ${describeSnapshot(current, false, zone)}`,
    `Then: ${describeSize(target.snapshot)}. ${describeSnapshot(target.snapshot, false, zone)}`,
    `No longer seen: ${plural(undone.length, 'change')}`,
    ...undone.slice(0, 10).map(entry => `  ${describeInstant(entry.at, zone)}  ${describeChange(entry)}`),
    ...(undone.length > 10 ? [`  and ${undone.length - 10} more`] : []),
    changes.length === 0
      ? 'The schema stays as it is now.'
      : `The schema stays as it is now. Since then: ${changes.map(describeSchemaChange).join(', ')}.`,
    `No file is deleted. To take it back: mdw restore ${nameOf(table)} --to ${current.id}`,
  ]
}

function describeSize(snapshot: Snapshot): string {
  const { rows, dataFiles, bytes } = sizeOf(snapshot)
  const parts = [
    rows === null ? 'rows not known' : plural(rows, 'row'),
    ...(dataFiles === null ? [] : [plural(dataFiles, 'file')]),
    ...(bytes === null ? [] : [formatBytes(bytes)]),
  ]
  return parts.join(', ')
}

function describeChange({ snapshot, returned }: LogEntry): string {
  if (returned) return `went back to ${snapshot.id}`
  const { rowsAdded, rowsRemoved } = sizeOf(snapshot)
  return `${snapshot.operation} +${formatCount(rowsAdded)} -${formatCount(rowsRemoved)} rows  ${snapshot.id}`
}
