import type { QueryResult } from '../query.js'
import type { Comparison } from './compared-columns.js'

export interface RowCounts {
  added: number
  removed: number
  /** Always 0 without a key: a changed row is one removed and one added. */
  changed: number
  /** Null where it was not counted. */
  same: number | null
  /** Keys that one side has more than once: of their rows only the number is compared. */
  repeated: number
}

/** A row that is different. `values` has, by column, what it is (added, removed) or both sides (changed). */
export interface SampleRow {
  kind: 'added' | 'removed' | 'changed'
  /** How many rows it stands for: equal rows, or rows of a repeated key. */
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
    const times = Number(row[1])
    const first = 2 + key.length
    const values =
      key.length === 0
        ? columns.map(({ to }, index): Value => [to, row[first + index] ?? null])
        : columns.flatMap(({ to }, index) => valuesOf(kind, to, row[first + 2 * index], row[first + 2 * index + 1]))
    const keys = key.map(({ to }, index): [string, string | null] => [to, row[2 + index] ?? null])
    return { kind, times, key: Object.fromEntries(keys), values: Object.fromEntries(values) }
  })
}

type Value = [column: string, value: SampleRow['values'][string]]

/** Of a changed row only the columns that changed. */
function valuesOf(
  kind: SampleRow['kind'],
  name: string,
  before: string | null = null,
  after: string | null = null,
): Value[] {
  if (kind === 'added') return [[name, after]]
  if (kind === 'removed') return [[name, before]]
  return before === after ? [] : [[name, { from: before, to: after }]]
}
