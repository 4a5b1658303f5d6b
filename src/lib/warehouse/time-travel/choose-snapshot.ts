import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { plural } from '../../ui/format.js'
import type { IcebergTable } from '../iceberg/open-table.js'
import { findSnapshot, type Snapshot } from '../iceberg/table-metadata.js'
import { parseTime } from './parse-time.js'
import { type Clock, describeInstant } from './time-zone.js'

/** A snapshot, and how the user's words led to it. */
export interface ChosenSnapshot {
  snapshot: Snapshot
  /** The instant that was asked for; undefined where a snapshot was named. */
  asOf?: Date
  isCurrent: boolean
}

/** One change of what the table's main branch shows: a commit, or a going back. */
export interface LogEntry {
  snapshot: Snapshot
  at: Date
  /** The table went back to a snapshot that it had shown before. */
  returned: boolean
}

/**
 * The table's past states that are left, oldest first (spec, `snapshot-log`). It knows of rollbacks, which the snapshots
 * alone do not. Writers may leave the log out: then the commits are the log.
 */
export function timeline({ metadata }: Pick<IcebergTable, 'metadata'>): LogEntry[] {
  const seen = new Set<string>()
  const logged = metadata.log.flatMap(({ snapshotId, at }) => {
    const snapshot = findSnapshot(metadata, snapshotId)
    const returned = seen.has(snapshotId)
    seen.add(snapshotId)
    return snapshot === undefined ? [] : [{ snapshot, at, returned }]
  })
  if (logged.at(-1)?.snapshot.id === metadata.currentSnapshotId) return logged
  return metadata.snapshots.map(snapshot => ({ snapshot, at: snapshot.committedAt, returned: false }))
}

/**
 * The snapshot that a person names: a snapshot id, `-1` for the state before the current one, a branch or tag, or a time
 * (the state that was current then, which is what Athena's `FOR TIMESTAMP AS OF` shows).
 */
export function chooseSnapshot(table: IcebergTable, words: string, clock: Clock): ChosenSnapshot {
  const text = words.trim()
  const chosen = byReference(table, text) ?? byId(table, text) ?? stepsBack(table, text) ?? byTime(table, text, clock)
  return { ...chosen, isCurrent: chosen.snapshot.id === table.metadata.currentSnapshotId }
}

/** The current snapshot; an error for a table that nothing was ever written to. */
export function currentSnapshot(table: IcebergTable): Snapshot {
  const snapshot = findSnapshot(table.metadata, table.metadata.currentSnapshotId)
  if (snapshot !== undefined) return snapshot
  throw new MdwError({
    code: 'NO_SNAPSHOTS',
    message: `${nameOf(table)} has no snapshots: nothing was written to it yet.`,
    actions: ['Build it first: `mdw build`.'],
  })
}

type Choice = Omit<ChosenSnapshot, 'isCurrent'>

function byReference(table: IcebergTable, text: string): Choice | undefined {
  const reference = table.metadata.refs[text]
  const snapshot = findSnapshot(table.metadata, reference?.snapshotId)
  return snapshot && { snapshot }
}

/** Ids have up to 19 digits, and eight are a date: `20180301`. */
function byId(table: IcebergTable, text: string): Choice | undefined {
  if (!/^\d{1,19}$/.test(text) || text.length === 8) return undefined
  const snapshot = findSnapshot(table.metadata, text)
  if (snapshot !== undefined) return { snapshot }
  throw new MdwError({
    code: 'SNAPSHOT_NOT_FOUND',
    message: `${nameOf(table)} has no snapshot ${text}.`,
    why: 'It never had it, or the snapshot has expired. A model that dbt builds as a table starts a new history each time.',
    actions: [`\`mdw history ${nameOf(table)}\` lists the snapshots that are left.`],
    exitCode: ExitCode.usage,
    data: { table: nameOf(table), snapshots: table.metadata.snapshots.map(({ id }) => id) },
  })
}

function stepsBack(table: IcebergTable, text: string): Choice | undefined {
  if (!/^-\d{1,6}$/.test(text)) return undefined
  currentSnapshot(table)
  const states = timeline(table)
  const state = states.at(Number(text) - 1)
  if (state !== undefined) return { snapshot: state.snapshot }
  const left = states.length - 1
  throw new MdwError({
    code: 'SNAPSHOT_NOT_FOUND',
    message: `${nameOf(table)} can’t be followed ${plural(-Number(text), 'state')} back.`,
    why:
      left === 0
        ? 'It has one state only: the current one.'
        : `Only ${plural(left, 'earlier state')} ${left === 1 ? 'is' : 'are'} left.`,
    actions: [`\`mdw history ${nameOf(table)}\` lists the snapshots that are left.`],
    exitCode: ExitCode.usage,
    data: { table: nameOf(table), earlierStates: left },
  })
}

function byTime(table: IcebergTable, text: string, clock: Clock): Choice {
  const asOf = parseTime(text, clock)
  currentSnapshot(table)
  const states = timeline(table)
  const state = states.findLast(({ at }) => at <= asOf)
  if (state !== undefined) return { snapshot: state.snapshot, asOf }
  const oldest = states[0]!
  throw new MdwError({
    code: 'BEFORE_FIRST_SNAPSHOT',
    message: `${nameOf(table)} has no state as of ${describeInstant(asOf, clock.zone)}.`,
    why:
      `The oldest snapshot that is left is ${oldest.snapshot.id}, of ${describeInstant(oldest.at, clock.zone)}.\n` +
      'Older ones have expired, or dbt has made the table anew: a model built as a table starts a new history each time.',
    actions: [
      `Take the oldest: --version ${oldest.snapshot.id} (or a later time).`,
      `\`mdw history ${nameOf(table)}\` lists all that are left.`,
    ],
    exitCode: ExitCode.failed,
    data: { table: nameOf(table), asOf, oldest: { id: oldest.snapshot.id, at: oldest.at } },
  })
}

export function nameOf(table: { database: string; name: string }): string {
  return `${table.database}.${table.name}`
}
