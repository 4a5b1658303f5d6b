import { analyzeModel } from '../offline-analysis.js'
import type { Rule } from '../rule.js'

export const athenaTypes: Rule = {
  id: 'athena-types',
  layers: ['raw', 'stg', 'std', 'cur', null],
  severity: 'error',
  summary: 'Columns exist, and operators and functions get types that they take.',
  why: 'Athena would refuse the model when it is built. The types are those of the raw tables and of the models in between.',
  fix: 'Cast the value (try_cast for text from files), or name a column that there is.',
  check: ({ model, project }) => {
    const { refused } = analyzeModel(model, project)
    return refused === undefined ? [] : [{ message: `is refused: ${refused.name}: ${refused.message}`, at: refused.at }]
  },
}
