import { quoted, versionName } from '../iceberg/sql-names.js'
import type { ComparedColumn, Comparison } from './compared-columns.js'

export interface DiffSource {
  table: { database: string; name: string }
  from: string
  to: string
  comparison: Comparison
}

const named = (prefix: string, index: number) => `${prefix}${index}`

/**
 * Both snapshots' rows under common names: `k0…` the key, `c0…` the other columns, `side` 0 or 1. Grouping a union, unlike
 * a full join, treats NULL keys as equal and shows keys that are there twice.
 */
function bothSides({ table, from, to, comparison }: DiffSource): string {
  const side = (number: 0 | 1, snapshot: string, pick: (column: ComparedColumn) => string) => {
    const columns = [
      ...comparison.key.map((column, index) => `${quoted(pick(column))} AS ${named('k', index)}`),
      ...comparison.columns.map((column, index) => `${quoted(pick(column))} AS ${named('c', index)}`),
    ]
    return `SELECT ${[`${number} AS side`, ...columns].join(', ')} FROM ${versionName(table, snapshot)}`
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

/**
 * One row of counts: `added`, `removed`, and with a key `changed`, `same`, `repeated` (keys that are there twice), then for
 * every column in how many rows it changed.
 */
export function countSql(source: DiffSource): string {
  if (source.comparison.key.length === 0) {
    const more = 'coalesce(sum(greatest(n1 - n0, 0)), 0) AS added, coalesce(sum(greatest(n0 - n1, 0)), 0) AS removed'
    return `SELECT ${more} FROM (${byRow(source)})`
  }
  const indexes = source.comparison.columns.map((_, index) => index)
  const anyChange = indexes.length === 0 ? 'false' : `(${indexes.map(changed).join(' OR ')})`
  const counts = [
    'count_if(n0 = 0) AS added',
    'count_if(n1 = 0) AS removed',
    `count_if(${PAIR} AND ${anyChange}) AS changed`,
    `count_if(${PAIR} AND NOT ${anyChange}) AS same`,
    'count_if(n0 > 1 OR n1 > 1) AS repeated',
    ...indexes.map(index => `count_if(${PAIR} AND ${changed(index)}) AS ${named('x', index)}`),
  ]
  return `SELECT ${counts.join(', ')} FROM (${byKey(source)})`
}

/**
 * A few rows of each kind of difference, up to `limit` of a kind: `kind` first, then the key, then `a` and `b` of each
 * column. Without a key: `kind`, how often, and the columns.
 */
export function sampleSql(source: DiffSource, limit: number): string {
  const { key, columns } = source.comparison
  const kind = "CASE WHEN n0 = 0 THEN 'added' WHEN n1 = 0 THEN 'removed' ELSE 'changed' END"
  const indexes = columns.map((_, index) => index)
  if (key.length === 0) {
    const shown = indexes.map(index => named('c', index))
    const direction = "CASE WHEN n1 > n0 THEN 'added' ELSE 'removed' END"
    const inner = `SELECT ${[`${direction} AS kind`, 'abs(n1 - n0) AS times', ...shown].join(', ')} FROM (${byRow(source)})`
    return firstOfKind(inner, ['kind', 'times', ...shown], 'times DESC', limit)
  }
  const keys = key.map((_, index) => named('k', index))
  const shown = indexes.flatMap(index => [named('a', index), named('b', index)])
  const anyChange = indexes.map(changed).join(' OR ') || 'false'
  const differs = `n0 = 0 OR n1 = 0 OR (${PAIR} AND (${anyChange}))`
  const inner = `SELECT ${[`${kind} AS kind`, ...keys, ...shown].join(', ')} FROM (${byKey(source)}) WHERE ${differs}`
  return firstOfKind(inner, ['kind', ...keys, ...shown], keys.join(', '), limit)
}

function firstOfKind(inner: string, columns: string[], order: string, limit: number): string {
  const ranked = `SELECT *, row_number() OVER (PARTITION BY kind ORDER BY ${order}) AS place FROM (${inner})`
  return `SELECT ${columns.join(', ')} FROM (${ranked}) WHERE place <= ${limit} ORDER BY kind, place`
}
