import { readRecord, writeRecord } from '../project/step-record.js'
import { commandFor } from '../ui/environment-advice.js'
import type { Connection } from '../warehouse/connection.js'
import { runQuery } from '../warehouse/query.js'
import { renderTables } from '../warehouse/status.js'
import { summarizeTables, type TableSummary } from '../warehouse/tables.js'
import { readBuilt } from './built-record.js'

export interface Summary {
  tables: (TableSummary & { seconds: number | null })[]
  /** Commands to try now; they work as they are. */
  next: { command: string; why: string }[]
}

/** What the environment holds after `up`. */
export async function summarize(connection: Connection, signal?: AbortSignal): Promise<Summary> {
  const { project, environment, clients } = connection
  const tables = await summarizeTables(clients, environment)
  await countRawRows(connection, tables, signal)
  const seconds = new Map(readBuilt(project, environment)?.relations.map(({ name, seconds }) => [name, seconds]))
  return {
    tables: tables.map(table => ({ ...table, seconds: seconds.get(`${table.database}.${table.name}`) ?? null })),
    next: nextCommands(tables, environment.name),
  }
}

/** On AWS counting is paid for: half a cent at most for each table. */
const LARGEST_COUNTED_BYTES = 1e9

type Counted = Record<string, { files: number | null; bytes: number | null; rows: number }>

/** Text files do not know their rows: they are counted by a query, again only when the files have changed. */
async function countRawRows(connection: Connection, tables: TableSummary[], signal?: AbortSignal): Promise<void> {
  const { project, environment, clients } = connection
  const record = `raw-rows-${environment.name}`
  const known = readRecord<Counted>(project.paths, record) ?? {}
  const isKnown = ({ name, files, bytes }: TableSummary) => known[name]?.files === files && known[name]?.bytes === bytes
  const raw = tables.filter(table => table.layer === 'raw' && table.kind === 'csv')
  const isCheap = ({ bytes }: TableSummary) => environment.kind === 'local' || (bytes ?? 0) <= LARGEST_COUNTED_BYTES
  const unknown = raw.filter(table => !isKnown(table) && isCheap(table))
  if (unknown.length > 0) {
    const counts = unknown.map(({ database, name }) => `select '${name}', count(*) from "${database}"."${name}"`)
    const { rows } = await runQuery(clients, environment, { sql: counts.join('\nunion all\n'), signal })
    for (const [name, count] of rows) {
      const table = unknown.find(candidate => candidate.name === name)
      if (table) known[table.name] = { files: table.files, bytes: table.bytes, rows: Number(count) }
    }
    writeRecord(project.paths, record, known)
  }
  for (const table of raw) table.rows = isKnown(table) ? known[table.name]!.rows : null
}

function nextCommands(tables: TableSummary[], environment: string): Summary['next'] {
  const mdw = process.env.MDW_COMMAND ?? 'mdw'
  const shown = tables.find(({ layer, rows }) => layer === 'cur' && rows) ?? tables[0]
  const sql = shown === undefined ? 'select 1' : `select * from ${shown.database}.${shown.name} limit 10`
  return [
    { command: commandFor(`${mdw} query "${sql}"`, environment), why: 'look at a result' },
    { command: commandFor(`${mdw} build --layer cur`, environment), why: 'build one layer again after a change' },
    { command: commandFor(`${mdw} status`, environment), why: 'endpoints, layers and tables' },
  ]
}

export function renderSummary({ tables, next }: Summary): string {
  const seconds = new Map(
    tables.flatMap(table => (table.seconds === null ? [] : [[`${table.database}.${table.name}`, table.seconds]])),
  )
  const width = Math.max(...next.map(({ command }) => command.length))
  const commands = next.map(({ command, why }) => `  ${command.padEnd(width)}  # ${why}\n`).join('')
  return `${renderTables(tables, seconds)}\nNext:\n${commands}`
}
