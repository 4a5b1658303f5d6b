import type { Location } from './ast.js'

/** Trino's error names as Athena shows them, plus Athena's own. */
export type TrinoErrorName = string

/**
 * An error with Trino's name and text. `message` has no name and no position in it;
 * `reason` is the whole text as Athena's StateChangeReason has it: `TYPE_MISMATCH: line 1:8: …`.
 */
export class TrinoError extends Error {
  constructor(
    readonly errorName: TrinoErrorName,
    message: string,
    readonly location?: Pick<Location, 'line' | 'column'>,
  ) {
    super(message)
  }

  get reason(): string {
    const at = this.location ? `line ${this.location.line}:${this.location.column}: ` : ''
    return `${this.errorName}: ${at}${this.message}`
  }
}
