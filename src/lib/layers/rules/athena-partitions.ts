import { manyDays } from '../day-values.js'
import { isStored, partitionColumns } from '../lint-model.js'
import { outputColumns } from '../output-columns.js'
import type { Rule } from '../rule.js'

/** Athena docs, "Service quotas": a CTAS or INSERT writes to at most 100 partitions. */
const LIMIT = 100
/** What a column of days is called; other columns may hold anything. */
const DAY = /^partition$|(^|_)(date|day|dt)(_|$)/
const TRANSFORM = /^(year|month|day|hour|date|bucket|truncate)\s*\(\s*([^,)]+?)\s*(?:,\s*(\d+)\s*)?\)$/

export const athenaPartitions: Rule = {
  id: 'athena-partitions',
  layers: ['stg', 'std', 'cur', null],
  severity: 'warning',
  summary: 'A table with a partition per day sets force_batch, since one statement writes at most 100 partitions.',
  why: 'A first build of more than 100 days fails with TOO_MANY_OPEN_PARTITIONS, and dbt-athena does the whole statement again in batches.',
  fix: 'Set force_batch=true in the model’s config(); `mdw lint --fix` does it.',
  check: ({ model, query }) => {
    if (query === undefined || !isStored(model) || model.settings.force_batch === true) return []
    const outputs = outputColumns(query).columns
    for (const text of partitionColumns(model)) {
      const [, transform, name = text, buckets] = TRANSFORM.exec(text) ?? []
      if (transform === 'bucket') {
        if (Number(buckets) <= LIMIT) continue
        return [{ message: `writes ${buckets} buckets at once; Athena writes ${LIMIT} partitions in a statement` }]
      }
      if (transform === 'year' || transform === 'month' || transform === 'truncate') continue
      const column = outputs.find(output => output.name === name)
      if (column === undefined || !(transform !== undefined || DAY.test(name))) continue
      if (!manyDays(column.value, column)) continue
      return [
        {
          message: `is partitioned by day (${text}): more than ${LIMIT} partitions in one statement are likely`,
          at: { line: column.value.loc.line, column: column.value.loc.column },
          set: { force_batch: 'true' },
        },
      ]
    }
    return []
  },
}
