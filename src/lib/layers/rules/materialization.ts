import { isStored, tableType } from '../lint-model.js'
import type { Rule } from '../rule.js'

export const materialization: Rule = {
  id: 'materialization',
  layers: ['stg', 'std', 'cur'],
  severity: 'error',
  summary: 'stg models are views, std models Iceberg tables, cur models Iceberg tables or incremental ones.',
  why: 'A stg table is a second copy of raw that grows stale; a std or cur view computes its joins again in every query; Hive tables know no MERGE, snapshots or time travel.',
  fix: "Set materialized (and table_type='iceberg' for std and cur); `mdw lint --fix` writes it into the model’s config().",
  check: ({ model, settings }) => {
    const layer = model.layer as 'stg' | 'std' | 'cur'
    if (model.kind === 'snapshot') {
      return tableType(model) === 'iceberg' ? [] : [{ message: `is a snapshot in a ${tableType(model)} table` }]
    }
    const allowed = settings.materializations[layer] as readonly string[]
    const set: Record<string, string> = {}
    const messages: string[] = []
    if (!allowed.includes(model.materialized ?? '')) {
      set.materialized = `'${allowed[0]}'`
      messages.push(`is materialized as ${model.materialized}; ${layer} takes ${allowed.join(' or ')}`)
    }
    const becomesTable = set.materialized === "'table'" || set.materialized === "'incremental'"
    if (layer !== 'stg' && (isStored(model) || becomesTable) && tableType(model) !== 'iceberg') {
      set.table_type = "'iceberg'"
      messages.push(`has table_type ${tableType(model)}; ${layer} takes iceberg`)
    }
    return messages.length === 0 ? [] : [{ message: messages.join(', and '), set }]
  },
}
