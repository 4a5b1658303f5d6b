import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/lib/project/paths.js'

/** A dbt project of four small models: a table, a view and an incremental model that read it, and a table below those. */
export function writeSmallProject(dbtFolder: string): { save(file: string, text: string): void } {
  const save = (file: string, text: string) => writeFileSync(join(dbtFolder, file), text)
  mkdirSync(join(dbtFolder, 'models', 'raw'), { recursive: true })
  copyFileSync(join(packageRoot, 'dbt', 'profiles.yml'), join(dbtFolder, 'profiles.yml'))
  save('dbt_project.yml', 'name: shop\nprofile: mdw\nflags: {send_anonymous_usage_stats: false}\n')
  save('models/dim_a.sql', dimA("(1, 'a'), (2, 'b')"))
  save('models/dim_v.sql', "{{ config(materialized='view') }}\nselect * from {{ ref('dim_a') }}\n")
  const merge = "materialized='incremental', table_type='iceberg', incremental_strategy='merge', unique_key='id'"
  save('models/fct_i.sql', `{{ config(${merge}) }}\nselect id, name from {{ ref('dim_a') }}\n`)
  save(
    'models/fct_t.sql',
    "{{ config(materialized='table', table_type='iceberg') }}\nselect count(*) as n from {{ ref('fct_i') }}\n",
  )
  save('models/shop.yml', schema())
  return { save }
}

export function dimA(rows: string): string {
  return `{{ config(materialized='table', table_type='iceberg') }}\nselect * from (values ${rows}) as t (id, name)\n`
}

export function schema(tests = '[unique, not_null]'): string {
  return `models:\n  - name: dim_a\n    columns:\n      - name: id\n        data_tests: ${tests}\n`
}

/** The source `raw.cities` with these columns. */
export function rawSource(columns: string[]): string {
  return `sources:
  - name: raw
    database: awsdatacatalog
    schema: raw
    tables:
      - name: cities
        config: {meta: {location: raw/cities/}}
        columns: [${columns.map(name => `{name: ${name}, data_type: string}`).join(', ')}]
`
}
