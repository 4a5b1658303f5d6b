import type { RuleId, Severity } from './rule-ids.js'

/** Rules that are not asked of a model's text: what Athena and dbt said, and what mdw.yml has for nothing. */
export type FindingRule = RuleId | 'athena-refused' | 'dbt-compile' | 'unused-exception'

/** One thing that lint found. */
export interface Finding {
  rule: FindingRule
  severity: Severity
  /** The model's name; null where mdw.yml is meant. */
  model: string | null
  layer: string | null
  /** Relative to the project's root. */
  file: string
  line: number
  column: number
  message: string
  why: string
  fix: string
  /** The place in the compiled SQL, where the finding has one. */
  compiled?: { line: number; column: number }
  /** config() settings that --fix would write. */
  set?: Record<string, string>
}

export interface AllowedFinding extends Finding {
  /** The exception's, from mdw.yml. */
  reason: string
}
