import { z } from 'zod'
import { RULE_IDS, SEVERITIES } from './rule-ids.js'

const pattern = z.string().refine(isRegExp, 'must be a regular expression')
const materializations = z.array(z.enum(['view', 'table', 'incremental', 'ephemeral'])).min(1)

/** The `lint:` block of mdw.yml. */
export const lintConfig = z
  .strictObject({
    /** Severity by rule, where it is not the rule's own. */
    rules: z.partialRecord(z.enum(RULE_IDS), z.enum(SEVERITIES)).default({}),
    /** Models that may break a rule. Whoever reads the file must learn why. */
    exceptions: z
      .array(
        z.strictObject({
          rule: z.enum(RULE_IDS),
          model: z.string().min(1),
          reason: z.string().trim().min(1, 'must say why this model may break the rule'),
        }),
      )
      .default([]),
    /** Patterns of model names by layer. */
    naming: z
      .strictObject({
        stg: pattern.default('^stg_[a-z0-9_]+$'),
        std: pattern.default('^(std|dim|fct|bridge|map)_[a-z0-9_]+$'),
        // Marts are called by what they tell; only the names of other layers would mislead.
        cur: pattern.default('^(?!raw_|stg_|std_)[a-z][a-z0-9_]*$'),
      })
      .prefault({}),
    /** Materializations by layer: the first is what --fix writes. */
    materializations: z
      .strictObject({
        stg: materializations.default(['view']),
        std: materializations.default(['table']),
        cur: materializations.default(['table', 'incremental']),
      })
      .prefault({}),
  })
  .prefault({})

export type LintSettings = z.infer<typeof lintConfig>

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}
