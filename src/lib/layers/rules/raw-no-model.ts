import type { Rule } from '../rule.js'

export const rawNoModel: Rule = {
  id: 'raw-no-model',
  layers: ['raw'],
  severity: 'error',
  summary: 'The raw layer has sources, and no models or snapshots.',
  why: 'Raw is what was delivered, immutable: whatever SQL writes there could not be told from it.',
  fix: 'Move the model to stg (set schema: stg, and its file to models/stg). Declare delivered files as a source.',
  check: ({ model }) => [{ message: `is a ${model.kind} in the raw layer` }],
}
