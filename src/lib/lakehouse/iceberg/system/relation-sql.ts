import { quoteIdentifier, quoteString, storedDuckdbType, structKey } from '../../sql/types/duckdb-type.js'
import type { TrinoType } from '../../sql/types/type.js'
import type { SystemTable, SystemValue } from './system-table.js'

/** A DuckDB FROM item with the rows of a system table, values in their stored form. */
export function systemTableSql({ columns, rows }: SystemTable): string {
  const names = columns.map((_, i) => `c${i}`)
  const casts = columns.map(
    (column, i) => `CAST(c${i} AS ${storedDuckdbType(column.type)}) AS ${quoteIdentifier(column.name)}`,
  )
  const values =
    rows.length === 0
      ? `(${columns.map(() => 'NULL').join(', ')})`
      : rows.map(row => `(${row.map((value, i) => cell(value, columns[i]!.type)).join(', ')})`).join(', ')
  const none = rows.length === 0 ? ' WHERE false' : ''
  return `(SELECT ${casts.join(', ')} FROM (VALUES ${values}) AS v(${names.join(', ')})${none})`
}

/** Nested values carry their type, so that rows with empty ones agree. */
function cell(value: SystemValue, type: TrinoType): string {
  const text = literal(value, type)
  const nested = type.kind === 'array' || type.kind === 'map' || type.kind === 'row'
  return nested ? `CAST(${text} AS ${storedDuckdbType(type)})` : text
}

function literal(value: SystemValue, type: TrinoType): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quoteString(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : quoteString(String(value))
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return `from_hex('${Buffer.from(value).toString('hex')}')`
  if (value instanceof Map) {
    const { key, value: item } = type as Extract<TrinoType, { kind: 'map' }>
    return `MAP {${[...value].map(([k, v]) => `${literal(k, key)}: ${literal(v, item)}`).join(', ')}}`
  }
  if (type.kind === 'row') {
    const fields = type.fields.map(
      (field, i) => `${quoteString(structKey(field, i))}: ${literal(value[i] ?? null, field.type)}`,
    )
    return `{${fields.join(', ')}}`
  }
  const { element } = type as Extract<TrinoType, { kind: 'array' }>
  return `[${value.map(item => literal(item, element)).join(', ')}]`
}
