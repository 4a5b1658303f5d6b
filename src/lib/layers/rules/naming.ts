import type { Rule } from '../rule.js'

export const naming: Rule = {
  id: 'naming',
  layers: ['stg', 'std', 'cur'],
  severity: 'warning',
  summary: 'Names tell the layer: stg_…; std_…, dim_…, fct_…, bridge_… or map_…; in cur no name of another layer.',
  why: 'Readers of a query see the name alone. Athena folds names to lower case, so others would not be found as written.',
  fix: 'Rename the model’s file, or set the layer’s pattern under lint: naming: in mdw.yml.',
  check: ({ model, settings }) => {
    if (model.kind === 'snapshot') return []
    const pattern = settings.naming[model.layer as 'stg' | 'std' | 'cur']
    if (new RegExp(pattern).test(model.name)) return []
    return [{ message: `is called ${model.name}; names of ${model.layer} match ${pattern}` }]
  },
}
