import { isStored, tableType } from '../lint-model.js'
import { outputColumns } from '../output-columns.js'
import type { Rule, Violation } from '../rule.js'
import { timestampOf } from '../timestamp-precision.js'

export const athenaTimestampPrecision: Rule = {
  id: 'athena-timestamp-precision',
  layers: ['stg', 'std', 'cur', null],
  severity: 'error',
  summary: 'Timestamps of a table have the precision that its format stores: 6 for Iceberg, 3 at most for Hive.',
  why: 'Athena’s CREATE TABLE AS refuses others: “Timestamp precision (3) not supported for Iceberg”, “Incorrect timestamp precision for timestamp(6)”.',
  fix: 'Cast the column: cast(x as timestamp(6)) for Iceberg, cast(x as timestamp(3)) for Hive.',
  check: ({ model, query }) => {
    const found: Violation[] = []
    if (query === undefined || !isStored(model)) return found
    const iceberg = tableType(model) === 'iceberg'
    for (const column of outputColumns(query).columns) {
      const type = timestampOf(column.value, column)
      if (type === undefined) continue
      const name = `timestamp(${type.precision})${type.withTimeZone ? ' with time zone' : ''}`
      const refused = iceberg ? type.precision !== 6 : type.precision > 3 || type.withTimeZone
      if (!refused) continue
      const { line, column: at } = column.value.loc
      const label = column.name === undefined ? 'has a column' : `has column ${column.name}`
      found.push({
        message: `${label} of type ${name}; ${iceberg ? 'Iceberg stores timestamp(6)' : 'Hive tables store timestamp(3)'}`,
        at: { line, column: at },
      })
    }
    return found
  },
}
