import { z } from 'zod'
import { RULE_IDS, SEVERITIES } from './rule-ids.js'

const pattern = z.string().refine(isRegExp, 'must be a regular expression')
const materializations = z.array(z.enum(['view', 'table', 'incremental', 'ephemeral'])).min(1)

const named = (layer: string) => `Regular expression that names of ${layer} models match.`
const built = (layer: string) => `Materializations that ${layer} models may have; the first is what --fix writes.`

/** The `lint:` block of mdw.yml. */
export const lintConfig = z
  .strictObject({
    rules: z
      .partialRecord(z.enum(RULE_IDS), z.enum(SEVERITIES))
      .default({})
      .describe('Severity by rule, where it is not the rule’s own.'),
    exceptions: z
      .array(
        z.strictObject({
          rule: z.enum(RULE_IDS).describe('The rule’s id.'),
          model: z.string().min(1).describe('The model’s name.'),
          reason: z
            .string()
            .trim()
            .min(1, 'must say why this model may break the rule')
            .describe('Why it may: whoever reads the file must learn it.'),
        }),
      )
      .default([])
      .describe('Models that may break a rule.'),
    naming: z
      .strictObject({
        stg: pattern.default('^stg_[a-z0-9_]+$').describe(named('stg')),
        std: pattern.default('^(std|dim|fct|bridge|map)_[a-z0-9_]+$').describe(named('std')),
        // Marts are called by what they tell; only the names of other layers would mislead.
        cur: pattern.default('^(?!raw_|stg_|std_)[a-z][a-z0-9_]*$').describe(named('cur')),
      })
      .prefault({})
      .describe('Patterns of model names by layer.'),
    materializations: z
      .strictObject({
        stg: materializations.default(['view']).describe(built('stg')),
        std: materializations.default(['table']).describe(built('std')),
        cur: materializations.default(['table', 'incremental']).describe(built('cur')),
      })
      .prefault({})
      .describe('Materializations by layer: the first is what --fix writes.'),
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
