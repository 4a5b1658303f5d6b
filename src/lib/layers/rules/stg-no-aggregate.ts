import { aggregations, violationsOf } from '../aggregations.js'
import type { Rule } from '../rule.js'

export const stgNoAggregate: Rule = {
  id: 'stg-no-aggregate',
  layers: ['stg'],
  severity: 'error',
  summary: 'A stg model keeps every row: no GROUP BY, aggregates, DISTINCT, UNION without ALL or window functions.',
  why: 'A stg view shows what the files say, row for row. Dropping, counting or comparing rows is business logic, and hides bad data from the tests.',
  fix: 'Remove duplicates (row_number) in a std model; count and sum in a cur model.',
  check: ({ query }) =>
    query === undefined ? [] : violationsOf(aggregations(query), texts => `does more than rename and cast: ${texts}`),
}
