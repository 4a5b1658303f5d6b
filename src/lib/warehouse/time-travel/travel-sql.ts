import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { quoted, versionName } from '../iceberg/sql-names.js'
import type { Schema } from '../iceberg/table-metadata.js'

export interface RowSelection {
  /** Names of columns as the snapshot has them; all of them when left out. */
  columns?: string[]
  /** A condition in Athena's SQL. */
  where?: string
  limit?: number
  /** Only how many rows there are. */
  count?: boolean
  /** A query of the user's own, with `{table}` for the table. */
  sql?: string
}

/** The query that reads a table as one of its snapshots shows it; names are those of the snapshot's schema. */
export function travelSql(
  table: { database: string; name: string },
  snapshotId: string,
  schema: Schema,
  selection: RowSelection,
): string {
  const source = versionName(table, snapshotId)
  if (selection.sql !== undefined) return ownQuery(selection.sql, source)
  const columns = selection.count ? 'count(*) AS "rows"' : (pickColumns(schema, selection.columns)?.join(', ') ?? '*')
  // The condition may end in a comment: the bracket must not become part of it.
  const where = selection.where === undefined ? '' : ` WHERE (${selection.where}\n)`
  const limit = selection.limit === undefined || selection.count ? '' : ` LIMIT ${selection.limit}`
  return `SELECT ${columns} FROM ${source}${where}${limit}`
}

function ownQuery(sql: string, source: string): string {
  if (sql.includes('{table}')) return sql.replaceAll('{table}', () => source)
  throw new MdwError({
    code: 'NO_TABLE_IN_QUERY',
    message: 'The query of --sql does not say where the table goes.',
    actions: ['Write {table} in its place: --sql "select count(*) from {table}"'],
    exitCode: ExitCode.usage,
  })
}

function pickColumns(schema: Schema, wanted: string[] | undefined): string[] | undefined {
  return wanted?.map(name => {
    const column = schema.columns.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
    if (column !== undefined) return quoted(column.name)
    throw new MdwError({
      code: 'COLUMN_NOT_FOUND',
      message: `The table had no column ${name} in that snapshot.`,
      why: `Its columns were: ${schema.columns.map(candidate => candidate.name).join(', ')}.`,
      exitCode: ExitCode.usage,
      data: { columns: schema.columns.map(candidate => candidate.name) },
    })
  })
}
