import { dependencyLayers } from '../dependencies.js'
import type { Rule } from '../rule.js'

export const curNoRawRef: Rule = {
  id: 'cur-no-raw-ref',
  layers: ['cur'],
  severity: 'error',
  summary:
    'A cur model never reads raw, neither by itself nor through a view or ephemeral model outside of the layers.',
  why: 'Raw is text as it came: types, missing values and business rules are settled in stg and std, once for all metrics.',
  fix: 'Read the std model that holds this data; add a stg view and a std model where there is none yet.',
  check: subject =>
    dependencyLayers(subject)
      .filter(({ layer }) => layer === 'raw')
      .map(({ name, at, through }) => ({
        message: `reads raw table ${name}${through === undefined ? '' : ` through ${through}`}`,
        at,
      })),
}
