/** What became of one thing that was to exist. */
export type Outcome = 'created' | 'updated' | 'unchanged'

export interface Change {
  /** `database std`, `table raw.sales`, … */
  what: string
  outcome: Outcome
}
