import type { DuckDBConnection } from '@duckdb/node-api'
import { type ColumnCounts, type InferredType, inferType } from './infer-type.js'
import type { PreparedColumn, PreparedFile } from './prepare-file.js'
import { NULL_WORDS, VALUE_FORMS, type ValueForm } from './value-forms.js'

export interface ProfiledColumn extends PreparedColumn, InferredType {
  values: number
  distinct: number
  maxLength: number
}

export interface ProfiledTable extends Omit<PreparedFile, 'columns'> {
  columns: ProfiledColumn[]
  /** Rows that are the same as an earlier one in every column. */
  duplicates: number
}

/** Reads every value of a prepared file, and leaves its trimmed text as DuckDB's table of that name. */
export async function profileTable(connection: DuckDBConnection, file: PreparedFile): Promise<ProfiledTable> {
  const { columns, table, rows } = file
  await loadTable(connection, file)
  const profiled: ProfiledColumn[] = []
  for (const column of columns) {
    const counts = await countValues(connection, table, column.name, rows)
    const { values, distinct, maxLength } = counts
    profiled.push({ ...column, ...inferType(counts), values, distinct, maxLength })
  }
  const [distinctRows] = await numbers(connection, `select count(*) from (select distinct * from ${quoted(table)})`)
  return { ...file, columns: profiled, duplicates: rows - distinctRows! }
}

/** Values that decide which forms are worth counting in all of them. */
const FIRST = 10_000

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The numbers in the only row of a query. */
export async function numbers(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(sql)
  return (reader.getRows()[0] ?? []).map(Number)
}

async function loadTable(connection: DuckDBConnection, { columns, table, content, separator }: PreparedFile) {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`
  const types = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(', ')
  const words = NULL_WORDS.map(text).join(', ')
  const values = columns.map(
    ({ name }) =>
      `case when lower(trim(${quoted(name)})) in (${words}) then null else trim(${quoted(name)}) end as ${quoted(name)}`,
  )
  await connection.run(
    `create table ${quoted(table)} as select ${values.join(', ')} from read_csv(${text(content)}, columns = {${types}},
      auto_detect = false, header = true, delim = ${text(separator)}, quote = '"', escape = '"', null_padding = true,
      strict_mode = false, max_line_size = 8388608)`,
  )
}

async function countValues(
  connection: DuckDBConnection,
  table: string,
  column: string,
  rows: number,
): Promise<ColumnCounts> {
  const possible = await formsOfFirst(connection, table, column)
  const forms = VALUE_FORMS.map(form => (possible.has(form) ? `count(*) filter (${form.test})` : '0'))
  const numeric = [...possible].filter(form => form.number !== undefined)
  const cases = numeric.map(form => `when ${form.test} then ${form.number}`)
  const number = cases.length === 0 ? 'null::varchar' : `case ${cases.join(' ')} end`
  const counted = await numbers(
    connection,
    `with source as (select ${quoted(column)} as v from ${quoted(table)} where ${quoted(column)} is not null),
      valued as (select v, ltrim(${number}, '+-') as n from source)
    select count(*), count(distinct v), coalesce(max(length(v)), 0),
      coalesce(max(length(split_part(n, '.', 1))), 0), coalesce(max(length(split_part(n, '.', 2))), 0),
      coalesce(max(case when length(n) <= 10 then try_cast(n as bigint) else 9999999999 end), 0), ${forms.join(', ')}
    from valued`,
  )
  const [values, distinct, maxLength, wholeDigits, scale, largest, ...fitting] = counted as [number, ...number[]]
  const byForm = Object.fromEntries(VALUE_FORMS.map((form, index) => [form.id, fitting[index]!]))
  return {
    ...{ rows, values, distinct: distinct!, maxLength: maxLength!, wholeDigits: wholeDigits!, scale: scale! },
    forms: byForm,
    fitsInteger: largest! <= 2_147_483_647,
    misfit: await misfit(connection, table, column, values, byForm),
  }
}

/** The forms of the column's first values. No other form can be that of all of them, and looking for each is slow. */
async function formsOfFirst(connection: DuckDBConnection, table: string, column: string): Promise<Set<ValueForm>> {
  const counted = await numbers(
    connection,
    `select ${VALUE_FORMS.map(({ test }) => `count(*) filter (${test})`).join(', ')} from (
      select ${quoted(column)} as v from ${quoted(table)} where ${quoted(column)} is not null limit ${FIRST})`,
  )
  return new Set(VALUE_FORMS.filter((_, index) => counted[index]! > 0))
}

/** A value that the column's most common form does not fit. */
async function misfit(
  connection: DuckDBConnection,
  table: string,
  column: string,
  values: number,
  counts: Record<string, number>,
): Promise<string | undefined> {
  const best = VALUE_FORMS.reduce((a, b) => (counts[b.id]! > counts[a.id]! ? b : a))
  if (counts[best.id] === 0 || counts[best.id] === values) return undefined
  const sql = `select v from (select ${quoted(column)} as v from ${quoted(table)}) where v is not null and not (${best.test}) limit 1`
  return String((await connection.runAndReadAll(sql)).getRows()[0]![0])
}
