import type { Model } from './models.js'
import { stdName, title } from './models.js'
import { singular, unique } from './names.js'
import type { ProfiledColumn } from './profile-table.js'
import type { RelatedTable } from './relations.js'

/** An example of a metric: a table by day, from the largest table that has a date and a number. */
export function dailyModel(tables: RelatedTable[]): Model | undefined {
  const candidates = tables
    .map(table => ({ table, day: dayOf(table), numbers: numbersOf(table) }))
    .filter(({ day, numbers, table }) => day !== undefined && numbers.length > 0 && table.rows > 0)
    .sort((a, b) => b.table.foreignKeys.length - a.table.foreignKeys.length || b.table.rows - a.table.rows)
  const best = candidates[0]
  if (best === undefined) return undefined
  const { table, numbers } = best
  const day = best.day!
  const taken = new Set(['partition'])
  const dayName = unique(day.type === 'date' ? day.name : `${day.name.replace(/_(at|time|ts)$/, '')}_day`, taken)
  const count = unique(`${singular(table.table)}_count`, taken)
  const sums = numbers.map(column => ({ column, name: unique(`total_${column.name}`, taken) }))
  const value = day.type === 'date' ? day.name : `cast(${day.name} as date)`
  const lines = [
    `day_of_row as ${dayName}`,
    `count(*) as ${count}`,
    ...sums.map(({ column, name }) => `cast(sum(${column.name}) as ${sumType(column)}) as ${name}`),
    "{{ date_key('day_of_row') }} as partition",
  ]
  const source = stdName(table, tables)
  return {
    name: `daily_${table.table}`,
    layer: 'cur',
    description: `${title(table.table)} per day: an example of a metric. Rows without a day are in the partition of unknown_date.`,
    sql: `{#- Athena writes at most 100 partitions in a statement: force_batch writes them 100 at a time. -#}
{{ config(force_batch=true) }}

with dated as (
    select *, coalesce(${value}, {{ unknown_date() }}) as day_of_row
    from {{ ref('${source}') }}
)

select
    ${lines.join(',\n    ')}
from dated
group by day_of_row
`,
    columns: [
      { name: dayName, description: 'The day.', tests: ['unique', 'not_null'] },
      { name: count, description: `Number of ${table.table.replaceAll('_', ' ')}.`, tests: ['not_null'] },
      ...sums.map(({ column, name }) => ({ name, description: `Sum of ${column.name}.`, tests: [] })),
      { name: 'partition', description: 'The day as YYYYMMDD.', tests: ['not_null'] },
    ],
  }
}

/** An example where no table has both: how many rows there are. */
export function rowCounts(tables: RelatedTable[]): Model {
  const counts = tables.map(table => {
    const name = stdName(table, tables)
    return `select '${name}' as table_name, count(*) as row_count from {{ ref('${name}') }}`
  })
  return {
    name: 'row_counts',
    layer: 'cur',
    description: 'Rows of each table on the day of the build: an example of a metric.',
    sql: `with counts as (
    ${counts.join('\n    union all\n    ')}
)

select
    table_name,
    row_count,
    {{ date_key('current_date') }} as partition
from counts
`,
    columns: [
      { name: 'table_name', description: 'The table.', tests: ['unique', 'not_null'] },
      { name: 'row_count', description: 'Its rows.', tests: ['not_null'] },
      { name: 'partition', description: 'The day of the build as YYYYMMDD.', tests: ['not_null'] },
    ],
  }
}

function dayOf({ columns }: RelatedTable): ProfiledColumn | undefined {
  const days = columns.filter(({ type }) => type === 'date' || type === 'timestamp(3)')
  return days.sort((a, b) => b.values - a.values)[0]
}

/** Keys, years and codes are numbers too, and adding them up says nothing. */
function numbersOf({ columns, key, compositeKey, foreignKeys }: RelatedTable): ProfiledColumn[] {
  return columns.filter(
    ({ name, type, values }) =>
      /^(integer|bigint|decimal|double)/.test(type) &&
      values > 0 &&
      name !== key &&
      !compositeKey?.includes(name) &&
      !foreignKeys.some(({ column }) => column === name) &&
      !/(^|_)(id|key|code|no|nr|number|year|month|day|zip|phone|lat|lon|latitude|longitude|line)$/.test(name),
  )
}

function sumType({ type }: ProfiledColumn): string {
  if (type === 'double') return 'double'
  return /^(integer|bigint)$/.test(type) ? 'bigint' : type.replace(/\(\d+/, '(38')
}
