import { outColours } from '../../ui/colours.js'
import { formatBytes, formatCount } from '../../ui/format.js'
import { renderTable } from '../../ui/table.js'
import { describeSchemaChange } from '../iceberg/schema-change.js'
import { formatWall } from '../time-travel/time-zone.js'
import type { History, HistoryEntry } from './history.js'

const COLUMNS = [
  ...['Time', 'Snapshot', 'Operation'].map(title => ({ title })),
  ...['Rows', 'Change', 'Files', 'Change', 'Size'].map(title => ({ title, align: 'right' as const })),
  { title: 'Notes' },
]

/** The timeline, newest first. */
export function renderHistory(history: History): string {
  const head = `${outColours.bold(history.table)}, times in ${history.timeZone}\n\n`
  if (history.entries.length === 0) return `${head}No snapshots: nothing was written to it yet.\n`
  const rows = history.entries.map((entry, index) => rowOf(entry, index, history))
  const since = history.schemaChangesSince.map(describeSchemaChange).join(', ')
  const notes = [
    since === '' ? '' : `Since the newest snapshot the schema has changed: ${since}\n`,
    history.abandoned.length === 0
      ? ''
      : `Left behind by a restore, and still there to go back to: ${history.abandoned.map(({ id }) => id).join(', ')}\n`,
  ].join('')
  return `${head}${renderTable(COLUMNS, rows, outColours)}${notes === '' ? '' : `\n${notes}`}`
}

function rowOf(entry: HistoryEntry, index: number, history: History): string[] {
  const files = (entry.dataFiles ?? 0) + (entry.deleteFiles ?? 0)
  const notes = [
    entry.current ? outColours.green('current') : `-${index}`,
    ...entry.refs,
    ...entry.schemaChanges.map(describeSchemaChange),
    ...(entry.dbt === null ? [] : [`dbt ${entry.dbt.node.split('.').at(-1)} (${entry.dbt.invocation.slice(0, 8)})`]),
  ]
  return [
    formatWall(entry.at, history.timeZone),
    entry.id,
    entry.operation,
    entry.rows === null ? '–' : formatCount(entry.rows),
    change(entry.rowsAdded, entry.rowsRemoved),
    entry.dataFiles === null ? '–' : formatCount(files),
    change(entry.filesAdded, entry.filesRemoved),
    entry.bytes === null ? '–' : formatBytes(entry.bytes),
    notes.join(', '),
  ]
}

/** `+120 -3`; nothing where nothing changed. */
function change(added: number, removed: number): string {
  const parts = [added === 0 ? '' : `+${formatCount(added)}`, removed === 0 ? '' : `-${formatCount(removed)}`]
  return parts.filter(part => part !== '').join(' ')
}
