import type { Rule } from '../rule.js'

export const layerKnown: Rule = {
  id: 'layer-known',
  layers: [null],
  severity: 'warning',
  summary: 'Every model is in a layer: its schema, or else its folder, is stg, std or cur.',
  why: 'No other rule can say anything about a model outside of the layers.',
  fix: 'Set schema: stg, std or cur for it, or move its file to that layer’s folder.',
  check: ({ model }) => [{ message: `is in no layer (database ${model.database})` }],
}
