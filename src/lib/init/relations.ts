import type { DuckDBConnection } from '@duckdb/node-api'
import { compositeKey } from './composite-key.js'
import { singular } from './names.js'
import { numbers, type ProfiledColumn, type ProfiledTable, quoted } from './profile-table.js'

export interface ForeignKey {
  column: string
  /** The table and its key. */
  table: string
  key: string
  /** Values of the column that the other table does not have. */
  orphans: number
}

export interface RelatedTable extends ProfiledTable {
  /** The column that tells the rows apart. */
  key?: string
  /** Where no column does that alone: the columns that do together. */
  compositeKey?: string[]
  /** Only without the rows that are there twice. */
  keyNeedsDistinct: boolean
  foreignKeys: ForeignKey[]
}

/** Text longer than this is no key. */
const KEY_LENGTH = 64
/** A column half of whose values the other table does not have is no foreign key. */
const MOST = 0.5

/** Finds each table's key, and the columns that name other tables' keys and hold their values. */
export async function relate(connection: DuckDBConnection, tables: ProfiledTable[]): Promise<RelatedTable[]> {
  const keyed = tables.map((table): RelatedTable => ({ ...table, ...keyOf(table), foreignKeys: [] as ForeignKey[] }))
  for (const table of keyed) {
    for (const column of table.columns) {
      const found = await foreignKey(connection, table, column, keyed)
      if (found !== undefined) table.foreignKeys.push(found)
    }
    if (table.key === undefined) table.compositeKey = await compositeKey(connection, table)
  }
  return keyed
}

function keyOf({ columns, table, rows, duplicates }: ProfiledTable): Pick<RelatedTable, 'key' | 'keyNeedsDistinct'> {
  const distinct = rows - duplicates
  const candidates = columns.filter(
    column =>
      rows > 0 &&
      column.values === rows &&
      column.distinct === distinct &&
      (/^(integer|bigint)$/.test(column.type) || (column.type === 'varchar' && column.maxLength <= KEY_LENGTH)),
  )
  const one = singular(table)
  const rank = ({ name }: ProfiledColumn) => {
    if (name === `${one}_id` || name === `${table}_id`) return 0
    if (name === 'id') return 1
    if (new RegExp(`^${one}_(key|code|no|nr|number|uuid)$`).test(name)) return 2
    if (/(^|_)(id|key|uuid)$/.test(name)) return name === columns[0]!.name ? 3 : 5
    if (/(^|_)(code|no|nr|number|sku|isbn)$/.test(name)) return 4
    // `country` of countries; the column `order` of order is called `order_order`, as its name is reserved
    if ([one, table, `${one}_${one}`].includes(name)) return 6
    return 9
  }
  // without a telling name, chance makes a column of a small table unique
  const best = candidates.filter(column => rank(column) < 9).sort((a, b) => rank(a) - rank(b))[0]
  return { key: best?.name, keyNeedsDistinct: best !== undefined && duplicates > 0 }
}

async function foreignKey(
  connection: DuckDBConnection,
  table: RelatedTable,
  column: ProfiledColumn,
  tables: RelatedTable[],
): Promise<ForeignKey | undefined> {
  if (column.values === 0 || column.name === table.key) return undefined
  for (const other of tables) {
    if (other === table || other.key === undefined || !names(column.name, other)) continue
    const key = other.columns.find(({ name }) => name === other.key)!
    if (isText(key) !== isText(column)) continue
    const value = quoted(column.name)
    const [orphans] = await numbers(
      connection,
      `select count(*) from ${quoted(table.table)} where ${value} is not null
        and ${value} not in (select ${quoted(key.name)} from ${quoted(other.table)})`,
    )
    if (orphans! <= column.values * MOST) {
      return { column: column.name, table: other.table, key: key.name, orphans: orphans! }
    }
  }
  return undefined
}

/** `customer_id` names the key of customers, be that `customer_id` or `id`; so does `billing_customer_id`. */
function names(column: string, { table, key }: RelatedTable): boolean {
  const one = singular(table)
  const full = key === 'id' || !key!.includes('_') ? `${one}_${key}` : key!
  return column === full || column.endsWith(`_${full}`) || (column === key && key !== 'id')
}

function isText({ type }: ProfiledColumn): boolean {
  return type === 'varchar'
}
