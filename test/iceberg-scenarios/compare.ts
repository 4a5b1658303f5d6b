import { expectedText, trinoType } from '../dialect/athena-text.js'
import type { Answer } from './scenario.js'

/** The rows of an answer of Trino's, or of rows in the same form, as a sorted list of texts. */
export function comparableRows(columns: NonNullable<Answer['columns']>, rows: unknown[][]): string[] {
  const types = columns.map(column => trinoType(column.type))
  return rows.map(row => row.map((value, i) => expectedText(value, types[i]!)).join(' | ')).sort()
}
