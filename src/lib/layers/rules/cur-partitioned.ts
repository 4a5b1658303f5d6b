import { typeName } from '../../lakehouse/sql/types/names.js'
import { isStored, partitionColumns } from '../lint-model.js'
import { analyzeModel } from '../offline-analysis.js'
import { outputColumns } from '../output-columns.js'
import type { Rule, Subject, Violation } from '../rule.js'

export const curPartitioned: Rule = {
  id: 'cur-partitioned',
  layers: ['cur'],
  severity: 'error',
  summary: 'A cur table is partitioned by its column `partition`, a text YYYYMMDD.',
  why: 'Queries of a day then read that day’s files alone, and a day can be replaced without touching the others.',
  fix: "Select the day as date_format(<date>, '%Y%m%d') as partition and set partitioned_by=['partition'].",
  check: subject => {
    const { model } = subject
    if (!isStored(model)) return []
    const columns = partitionColumns(model)
    if (!columns.includes('partition')) {
      const now = columns.length === 0 ? 'is not partitioned' : `is partitioned by ${columns.join(', ')}`
      return [{ message: `${now}; cur tables are partitioned by partition` }]
    }
    return checkColumn(subject)
  },
}

function checkColumn({ model, query, project }: Subject): Violation[] {
  if (query === undefined) return []
  const { columns, complete } = outputColumns(query)
  const column = columns.find(({ name }) => name === 'partition')
  if (column === undefined) {
    return complete
      ? [{ message: 'is partitioned by partition, and its query has no column of that name', at: query.loc }]
      : []
  }
  const type = analyzeModel(model, project).columns?.find(({ name }) => name === 'partition')?.type
  const typed =
    type === undefined || type.kind === 'varchar' || type.kind === 'char' ? undefined : `a ${typeName(type)}`
  const wrong = wrongForm(column.value) ?? typed
  return wrong === undefined
    ? []
    : [{ message: `partition must be a text YYYYMMDD and is ${wrong}`, at: column.value.loc }]
}

/** What the value is when it is surely no YYYYMMDD. */
function wrongForm(value: ReturnType<typeof outputColumns>['columns'][number]['value']): string | undefined {
  if (value.kind === 'cast' && /^(date|timestamp|double|real|boolean)/.test(value.type.name))
    return `a ${value.type.name}`
  if (value.kind === 'current') return `a ${value.what}`
  if (value.kind === 'typed-literal' && /^(date|timestamp)/.test(value.type.name)) return `a ${value.type.name}`
  if (value.kind !== 'call') return undefined
  const name = value.name.parts.at(-1)!.name.toLowerCase()
  if (['date', 'date_trunc', 'now', 'date_add', 'date_parse'].includes(name)) return `the date of ${name}()`
  const format = value.args[1]
  if (name === 'date_format' && format?.kind === 'string' && format.value !== '%Y%m%d')
    return `in the form ${format.value}`
  return undefined
}
