import type { Layer } from '../project/environment.js'
import type { LintSettings } from './lint-config.js'
import type { LintModel, LintProject } from './lint-model.js'
import type { RuleId, Severity } from './rule-ids.js'
import type { Query } from './syntax.js'

/** A place in the compiled SQL, 1-based. */
export interface Place {
  line: number
  column: number
}

export interface Violation {
  message: string
  /** In the compiled SQL; without it the model as a whole is meant. */
  at?: Place
  /** Settings of the model's config() that put it right, for --fix: Jinja literals by name. */
  set?: Record<string, string>
}

/** What a rule looks at. */
export interface Subject {
  model: LintModel
  /** The compiled SQL's tree; undefined where there is none or it has a syntax error. */
  query?: Query
  /** Why there is no tree, in Trino's words. */
  syntaxError?: Violation
  project: LintProject
  settings: LintSettings
}

/** One rule: plain facts for the reader, and a check without side effects. */
export interface Rule {
  id: RuleId
  /** Layers whose models it checks; null stands for models outside of every layer. */
  layers: readonly (Layer | null)[]
  severity: Severity
  summary: string
  why: string
  fix: string
  check(subject: Subject): Violation[]
}
