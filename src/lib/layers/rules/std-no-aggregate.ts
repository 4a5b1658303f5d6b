import { aggregations, violationsOf } from '../aggregations.js'
import type { Rule } from '../rule.js'

export const stdNoAggregate: Rule = {
  id: 'std-no-aggregate',
  layers: ['std'],
  severity: 'error',
  summary: 'A std model has no metrics: no GROUP BY, aggregates (with OVER either), DISTINCT or UNION without ALL.',
  why: 'std holds the business’s things at their own grain, so that every metric of cur can be made from them. Ranking windows (row_number, rank, lag, first_value, …) pick rows and are allowed; sum() over (…) is a metric.',
  fix: 'Move the metric to a cur model. To remove duplicates, keep the rows where row_number() over (partition by <key> order by …) = 1.',
  check: ({ query }) =>
    query === undefined
      ? []
      : violationsOf(
          aggregations(query).filter(({ kind }) => kind !== 'window'),
          texts => `aggregates rows: ${texts}`,
        ),
}
