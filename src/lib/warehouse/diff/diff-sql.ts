import { quoted } from '../iceberg/sql-names.js'
import type { ComparedColumn, Comparison } from './compared-columns.js'

/** Two states of a table, as a query names them: snapshots of one table, or two tables. */
export interface DiffSource {
  from: string
  to: string
  comparison: Comparison
}

const named = (prefix: string, index: number) => `${prefix}${index}`

/**
 * Both states' rows under common names: `k0…` the key, `c0…` the other columns, `side` 0 or 1. Grouping a union, unlike
 * a full join, treats NULL keys as equal and shows keys that are there twice.
 */
function bothSides({ from, to, comparison }: DiffSource): string {
  const side = (number: 0 | 1, table: string, pick: (column: ComparedColumn) => string) => {
    const columns = [
      ...comparison.key.map((column, index) => `${quoted(pick(column))} AS ${named('k', index)}`),
      ...comparison.columns.map((column, index) => `${quoted(pick(column))} AS ${named('c', index)}`),
    ]
    return `SELECT ${[`${number} AS side`, ...columns].join(', ')} FROM ${table}`
  }
  return `${side(0, from, column => column.from)} UNION ALL ${side(1, to, column => column.to)}`
}

/** One row per key: how often it is on each side, and both sides' values (`a0…`, `b0…`). */
function byKey(source: DiffSource): string {
  const keys = source.comparison.key.map((_, index) => named('k', index))
  const values = source.comparison.columns.flatMap((_, index) => [
    `arbitrary(${named('c', index)}) FILTER (WHERE side = 0) AS ${named('a', index)}`,
    `arbitrary(${named('c', index)}) FILTER (WHERE side = 1) AS ${named('b', index)}`,
  ])
  const counts = ['count_if(side = 0) AS n0', 'count_if(side = 1) AS n1']
  const group = keys.map((_, index) => index + 1).join(', ')
  return `SELECT ${[...keys, ...counts, ...values].join(', ')} FROM (${bothSides(source)}) GROUP BY ${group}`
}

/** The whole rows that are not equally often on both sides. */
function byRow(source: DiffSource): string {
  const columns = source.comparison.columns.map((_, index) => named('c', index))
  const group = columns.map((_, index) => index + 1).join(', ')
  return (
    `SELECT ${[...columns, 'count_if(side = 0) AS n0', 'count_if(side = 1) AS n1'].join(', ')} FROM (${bothSides(source)}) ` +
    `GROUP BY ${group} HAVING count_if(side = 0) <> count_if(side = 1)`
  )
}

const changed = (index: number) => `${named('a', index)} IS DISTINCT FROM ${named('b', index)}`
const PAIR = 'n0 = 1 AND n1 = 1'
const MORE_OR_FEWER = [
  'coalesce(sum(greatest(n1 - n0, 0)), 0) AS added',
  'coalesce(sum(greatest(n0 - n1, 0)), 0) AS removed',
]

/**
 * One row of counts: `added`, `removed`, and with a key `changed`, `same`, `repeated` (keys that are there twice), then for
 * every column in how many rows it changed.
 */
export function countSql(source: DiffSource): string {
  if (source.comparison.key.length === 0) {
    return `SELECT ${MORE_OR_FEWER.join(', ')} FROM (${byRow(source)})`
  }
  const indexes = source.comparison.columns.map((_, index) => index)
  const anyChange = indexes.length === 0 ? 'false' : `(${indexes.map(changed).join(' OR ')})`
  const counts = [
    ...MORE_OR_FEWER,
    `count_if(${PAIR} AND ${anyChange}) AS changed`,
    `count_if(${PAIR} AND NOT ${anyChange}) AS same`,
    'count_if(n0 > 1 OR n1 > 1) AS repeated',
    ...indexes.map(index => `count_if(${PAIR} AND ${changed(index)}) AS ${named('x', index)}`),
  ]
  return `SELECT ${counts.join(', ')} FROM (${byKey(source)})`
}

/**
 * A few rows of each kind of difference, up to `limit` of a kind: `kind`, how many rows it stands for, the key, and for every
 * column both sides (with a key) or the value. Of rows with a repeated key only their number is compared.
 */
export function sampleSql(source: DiffSource, limit: number): string {
  const { key, columns } = source.comparison
  const indexes = columns.map((_, index) => index)
  const keys = key.map((_, index) => named('k', index))
  const values =
    key.length === 0
      ? indexes.map(index => named('c', index))
      : indexes.flatMap(index => [named('a', index), named('b', index)])
  const kind = "CASE WHEN n1 > n0 THEN 'added' WHEN n1 < n0 THEN 'removed' ELSE 'changed' END"
  const anyChange = indexes.map(changed).join(' OR ') || 'false'
  const rows = key.length === 0 ? byRow(source) : byKey(source)
  const where = key.length === 0 ? '' : ` WHERE n0 <> n1 OR (${PAIR} AND (${anyChange}))`
  const shown = [`${kind} AS kind`, 'greatest(abs(n1 - n0), 1) AS times', ...keys, ...values]
  const inner = `SELECT ${shown.join(', ')} FROM (${rows})${where}`
  const order = key.length === 0 ? 'times DESC' : keys.join(', ')
  return firstOfKind(inner, ['kind', 'times', ...keys, ...values], order, limit)
}

function firstOfKind(inner: string, columns: string[], order: string, limit: number): string {
  const ranked = `SELECT *, row_number() OVER (PARTITION BY kind ORDER BY ${order}) AS place FROM (${inner})`
  return `SELECT ${columns.join(', ')} FROM (${ranked}) WHERE place <= ${limit} ORDER BY kind, place`
}
