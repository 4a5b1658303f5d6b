import { isStored, type LintModel, type LintProject, tableType } from '../lint-model.js'
import { analyzeModel } from '../offline-analysis.js'
import { outputColumns } from '../output-columns.js'
import type { Rule } from '../rule.js'
import type { Query } from '../syntax.js'
import { type TimestampType, timestampOf } from '../timestamp-precision.js'

export const athenaTimestampPrecision: Rule = {
  id: 'athena-timestamp-precision',
  layers: ['stg', 'std', 'cur', null],
  severity: 'error',
  summary: 'Timestamps of a table have the precision that its format stores: 6 for Iceberg, 3 at most for Hive.',
  why: 'Athena’s CREATE TABLE AS refuses others: “Timestamp precision (3) not supported for Iceberg”, “Incorrect timestamp precision for timestamp(6)”.',
  fix: 'Cast the column: cast(x as timestamp(6)) for Iceberg, cast(x as timestamp(3)) for Hive.',
  check: ({ model, query, project }) => {
    if (query === undefined || !isStored(model)) return []
    const iceberg = tableType(model) === 'iceberg'
    const stored = iceberg ? 'Iceberg stores timestamp(6)' : 'Hive tables store timestamp(3)'
    return timestamps(model, query, project).flatMap(({ name, type, at }) => {
      const refused = iceberg ? type.precision !== 6 : type.precision > 3 || type.withTimeZone
      if (!refused) return []
      const label = name === undefined ? 'has a column' : `has column ${name}`
      const written = `timestamp(${type.precision})${type.withTimeZone ? ' with time zone' : ''}`
      return [{ message: `${label} of type ${written}; ${stored}`, at: { line: at.line, column: at.column } }]
    })
  },
}

interface TimestampColumn {
  name: string | undefined
  type: TimestampType
  at: { line: number; column: number }
}

/** From the types of what the model reads, where all of them are known; else as far as the text says. */
function timestamps(model: LintModel, query: Query, project: LintProject): TimestampColumn[] {
  const { columns: written, complete } = outputColumns(query)
  const types = analyzeModel(model, project).columns
  if (types === undefined) {
    return written.flatMap(column => {
      const type = timestampOf(column.value, column)
      return type === undefined ? [] : [{ name: column.name, type, at: column.value.loc }]
    })
  }
  const places = complete && written.length === types.length ? written.map(({ value }) => value.loc) : []
  return types.flatMap(({ name, type }, index) =>
    type.kind === 'timestamp' ? [{ name, type, at: places[index] ?? query.loc }] : [],
  )
}
