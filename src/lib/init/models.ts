import { rawColumn, unique } from './names.js'
import type { ProfiledColumn } from './profile-table.js'
import type { ForeignKey, RelatedTable } from './relations.js'

export interface ModelColumn {
  name: string
  description: string
  tests: ColumnTest[]
}

export type ColumnTest = 'unique' | 'not_null' | { relationship: string; field: string; warn: boolean }

export interface Model {
  name: string
  layer: 'stg' | 'std' | 'cur'
  description: string
  sql: string
  columns: ModelColumn[]
  /** Columns that are unique together. */
  uniqueTogether?: string[]
}

/** The view of a raw table: renamed and cast, a row for a row. */
export function stgModel(table: RelatedTable): Model {
  const lines = table.columns.map(column => `    ${castOf(column)} as ${column.name}`)
  return {
    name: `stg_${table.table}`,
    layer: 'stg',
    description: `${title(table.table)}, typed. A value that cannot be read is NULL.`,
    sql: `select\n${lines.join(',\n')}\nfrom {{ source('raw', '${table.table}') }}\n`,
    columns: table.columns.map(column => ({
      name: column.name,
      description: describe(column),
      tests:
        column.name === table.key
          ? table.keyNeedsDistinct
            ? ['not_null']
            : ['unique', 'not_null']
          : table.foreignKeys
              .filter(key => key.column === column.name)
              .map(key => relationship(`stg_${key.table}`, key)),
    })),
  }
}

/** The Iceberg table of a thing: one row each, with what its foreign keys stand for. */
export function stdModel(table: RelatedTable, tables: RelatedTable[]): Model {
  const self = alias(table.table)
  const taken = new Set(table.columns.map(column => column.name))
  const joins = table.foreignKeys.flatMap(key => joinOf(key, tables, taken))
  const own = table.columns.map(column => `    ${icebergValue(`${self}.${column.name}`, column)}`)
  const looked = joins.map(join => `    ${icebergValue(`${join.alias}.${join.column.name}`, join.column, join.name)}`)
  const from = joins.map(
    join =>
      `left join {{ ref('stg_${join.key.table}') }} as ${join.alias} on ${self}.${join.key.column} = ${join.alias}.${join.key.key}\n`,
  )
  const head = table.keyNeedsDistinct ? withoutDuplicates(table, self) : ''
  const source = table.keyNeedsDistinct ? `from ${self}` : `from {{ ref('stg_${table.table}') }} as ${self}`
  const end = table.keyNeedsDistinct ? `where ${self}.copy_number = 1\n` : ''
  const name = stdName(table, tables)
  return {
    name,
    layer: 'std',
    description: `${title(table.table)}${joins.length > 0 ? ', with the names that its keys stand for' : ''}.`,
    sql: `${head}select\n${[...own, ...looked].join(',\n')}\n${source}\n${from.join('')}${end}`,
    ...(table.compositeKey === undefined ? {} : { uniqueTogether: table.compositeKey }),
    columns: [
      ...table.columns.map(column => ({
        name: column.name,
        description: describe(column),
        tests: column.name === table.key ? (['unique', 'not_null'] satisfies ColumnTest[]) : [],
      })),
      ...joins.map(join => ({
        name: join.name,
        description: `${title(join.column.name)} of ${join.key.table}.`,
        tests: [],
      })),
    ],
  }
}

/** Things that others point to are dimensions. */
export function stdName(table: RelatedTable, tables: RelatedTable[]): string {
  const pointed = tables.some(other => other.foreignKeys.some(key => key.table === table.table))
  return `${pointed ? 'dim' : 'std'}_${table.table}`
}

interface JoinedName {
  key: ForeignKey
  alias: string
  column: ProfiledColumn
  name: string
}

/** The first name-like column of the table that a key points to. A table with rows twice would multiply ours: not joined. */
function joinOf(key: ForeignKey, tables: RelatedTable[], taken: Set<string>): JoinedName[] {
  const other = tables.find(({ table }) => table === key.table)!
  if (other.keyNeedsDistinct) return []
  const texts = other.columns.filter(
    column => column.type === 'varchar' && column.name !== key.key && column.values > 0,
  )
  const column = texts.find(({ name }) => /(^|_)(name|title|label|description)$/.test(name)) ?? texts[0]
  if (column === undefined) return []
  const role = key.column.replace(/_(id|key|code|no|nr|number)$/, '')
  return [{ key, alias: alias(`${role}_lookup`), column, name: unique(joined(role, column.name), taken) }]
}

/** `start_station` and `station_name` make `start_station_name`. */
function joined(role: string, name: string): string {
  const words = role.split('_')
  const overlap = words.findIndex((_, index) => name.startsWith(`${words.slice(index).join('_')}_`))
  return [...words.slice(0, overlap < 0 ? undefined : overlap), name].join('_')
}

function withoutDuplicates({ table, key, duplicates }: RelatedTable, self: string): string {
  const rows = duplicates === 1 ? '1 row was' : `${duplicates} rows were`
  return [
    `-- ${rows} delivered twice: one of each is kept`,
    `with ${self} as (`,
    `    select *, row_number() over (partition by ${key} order by ${key}) as copy_number`,
    `    from {{ ref('stg_${table}') }}`,
    ')\n\n',
  ].join('\n')
}

function castOf(column: ProfiledColumn): string {
  const text = `{{ text_or_null('${rawColumn(column.header)}') }}`
  const { forms, type } = column
  const first = forms[0]
  if (first === undefined) return text
  if (first.kind === 'date') {
    const tries = forms.map(form => form.athena(text))
    const plain = forms.length === 1 && first.id === 'iso-date'
    if (plain) return `try_cast(${text} as date)`
    return `cast(${tries.length === 1 ? tries[0] : `coalesce(\n        ${tries.join(',\n        ')}\n    )`} as date)`
  }
  if (first.id === 'instant') return first.athena(text)
  return `try_cast(${first.athena(text)} as ${type})`
}

/** Iceberg stores microseconds, and stg's views have the milliseconds of Athena's text casts. */
function icebergValue(value: string, { type }: ProfiledColumn, name?: string): string {
  if (type === 'timestamp(3)') return `cast(${value} as timestamp(6)) as ${name ?? value.split('.').at(-1)}`
  return name === undefined ? value : `${value} as ${name}`
}

function relationship(model: string, key: ForeignKey): ColumnTest {
  return { relationship: model, field: key.key, warn: key.orphans > 0 }
}

/** Table names are free of reserved words as relations; as aliases they need to be too. */
function alias(name: string): string {
  return rawColumn(name).startsWith('"') ? `${name}_rows` : name
}

export function describe({ original, name, note }: ProfiledColumn): string {
  // dbt renders descriptions: braces of a header are no Jinja
  const header = original.replace(/[{}%#]+/g, ' ').trim()
  const from = header === '' ? 'A column without a name in the file' : `Column ${header} of the file`
  return `${original === name ? title(name) : from}${note === undefined ? '' : ` (${note})`}.`
}

export function title(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
