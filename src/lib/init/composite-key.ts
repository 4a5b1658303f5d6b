import type { DuckDBConnection } from '@duckdb/node-api'
import { numbers, type ProfiledColumn, quoted } from './profile-table.js'
import type { RelatedTable } from './relations.js'

/** In fewer rows chance makes any two columns a key. */
const MIN_ROWS = 10
/** Columns that are tried with each other; three of eight are 56 combinations. */
const MAX_CANDIDATES = 8
const MAX_LENGTH = 64
const ID = /(^|_)(id|key|uuid|code|sku|isbn|no|nr|number)$/
/** What counts within something else, or says when. */
const PART =
  /(^|_)(line|position|pos|seq|sequence|index|rank|version|year|quarter|month|week|day|date|period|season|round|currency|country|language)$/

/**
 * Two or three columns that tell the rows apart where no single one does, and whose names or types say that they are for
 * that: numbers that merely happen to differ are none. Fewest columns first, then the order of the file.
 */
export async function compositeKey(connection: DuckDBConnection, table: RelatedTable): Promise<string[] | undefined> {
  const { rows, duplicates } = table
  if (rows < MIN_ROWS || duplicates > 0) return undefined
  const candidates = table.columns
    .filter(column => column.values === rows && column.distinct > 1 && tells(column, table))
    .slice(0, MAX_CANDIDATES)
  for (const columns of [...combinations(candidates, 2), ...combinations(candidates, 3)]) {
    // with too few values there are not enough combinations
    if (columns.reduce((product, { distinct }) => product * distinct, 1) < rows) continue
    const names = columns.map(({ name }) => name)
    const [distinct] = await numbers(
      connection,
      `select count(*) from (select distinct ${names.map(quoted).join(', ')} from ${quoted(table.table)})`,
    )
    if (distinct === rows) return names
  }
  return undefined
}

function tells({ name, type, maxLength }: ProfiledColumn, { foreignKeys }: RelatedTable): boolean {
  if (foreignKeys.some(({ column }) => column === name)) return true
  if (type === 'date' || type === 'timestamp(3)') return true
  const isShort = /^(integer|bigint)$/.test(type) || (type === 'varchar' && maxLength <= MAX_LENGTH)
  return isShort && (ID.test(name) || PART.test(name))
}

function combinations<T>(items: T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, index) => combinations(items.slice(index + 1), size - 1).map(rest => [item, ...rest]))
}
