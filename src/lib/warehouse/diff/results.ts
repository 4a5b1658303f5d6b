import type { QueryResult } from '../query.js'
import type { Comparison } from './compared-columns.js'

export interface RowCounts {
  added: number
  removed: number
  /** Always 0 without a key: a changed row is one removed and one added. */
  changed: number
  /** Null where it was not counted. */
  same: number | null
  /** Keys that one side has more than once. */
  repeated: number
}

/** A row that is different. `values` has, by column, what it is (added, removed) or both sides (changed). */
export interface SampleRow {
  kind: 'added' | 'removed' | 'changed'
  /** How often the whole row was added or removed; 1 with a key. */
  times: number
  key: Record<string, string | null>
  values: Record<string, string | null | { from: string | null; to: string | null }>
}

/** The one row of `countSql`. */
export function readCounts(
  result: Pick<QueryResult, 'rows'>,
  comparison: Comparison,
): { rows: RowCounts; columns: { column: string; changed: number }[] } {
  const [added = 0, removed = 0, changed = 0, same = 0, repeated = 0, ...columns] = (result.rows[0] ?? []).map(Number)
  if (comparison.key.length === 0) return { rows: { added, removed, changed: 0, same: null, repeated: 0 }, columns: [] }
  return {
    rows: { added, removed, changed, same, repeated },
    columns: comparison.columns
      .map(({ to }, index) => ({ column: to, changed: columns[index] ?? 0 }))
      .filter(column => column.changed > 0)
      .sort((a, b) => b.changed - a.changed),
  }
}

/** The rows of `sampleSql`. */
export function readSample(result: Pick<QueryResult, 'rows'>, { key, columns }: Comparison): SampleRow[] {
  return result.rows.map(row => {
    const kind = row[0] as SampleRow['kind']
    if (key.length === 0) {
      return {
        kind,
        times: Number(row[1]),
        key: {},
        values: objectOf(columns.map(({ to }, i) => [to, row[i + 2] ?? null])),
      }
    }
    const sides = columns.map(({ to }, index) => {
      const at = 1 + key.length + 2 * index
      return { name: to, from: row[at] ?? null, to: row[at + 1] ?? null }
    })
    const values = sides
      .filter(side => kind !== 'changed' || side.from !== side.to)
      .map(({ name, from, to }): [string, SampleRow['values'][string]] => [
        name,
        kind === 'changed' ? { from, to } : kind === 'added' ? to : from,
      ])
    return { kind, times: 1, key: objectOf(key.map(({ to }, i) => [to, row[i + 1] ?? null])), values: objectOf(values) }
  })
}

function objectOf<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries)
}
