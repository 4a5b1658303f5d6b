import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isScalar, parseDocument, type Scalar, type YAMLMap } from 'yaml'
import { packageRoot } from '../project/paths.js'
import { NULL_WORDS } from './value-forms.js'

const sample = (path: string) => readFileSync(join(packageRoot, 'dbt', path), 'utf8')

/** dbt_project.yml with the sample's settings of the layers, so that there is one definition of them. */
function dbtProjectYaml(dbtName: string): string {
  const document = parseDocument(sample('dbt_project.yml'))
  const entries = document.contents as YAMLMap<Scalar>
  document.commentBefore = ` The dbt project ${dbtName}: raw sources, stg views, std and cur Iceberg tables.`
  entries.commentBefore = undefined
  entries.items[0]!.key.commentBefore = undefined
  const from = document.get('name')
  document.set('name', dbtName)
  // dbt warns of settings for what a project does not have
  for (const section of ['dispatch', 'snapshots', 'seeds']) document.delete(section)
  for (const section of ['models', 'data_tests']) {
    const { items } = document.get(section) as YAMLMap
    for (const { key } of items) if (isScalar(key) && key.value === from) key.value = dbtName
  }
  const vars = document.get('vars') as YAMLMap
  for (const name of vars.items.map(item => String(item.key))) if (name !== 'unknown_date') vars.delete(name)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** The files of the dbt project that do not depend on its tables, by path below the dbt folder. */
export function dbtProjectFiles(dbtName: string): Record<string, string> {
  return {
    'dbt_project.yml': dbtProjectYaml(dbtName),
    'profiles.yml': sample('profiles.yml'),
    'macros/generate_schema_name.sql': sample('macros/generate_schema_name.sql'),
    'macros/date_key.sql': sample('macros/date_key.sql'),
    'macros/text_or_null.sql': textOrNull(),
  }
}

/** A generic test that the project has only where a key has several columns; dbt_utils would be a package to install. */
export function uniqueTogetherTest(): Record<string, string> {
  return {
    'tests/generic/unique_together.sql': `{#- The columns are a key together: no two rows have the same values. -#}
{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
`,
  }
}

function textOrNull(): string {
  const words = NULL_WORDS.map(word => `'${word}'`).join(', ')
  return `{#- Raw columns are text, and files write a missing value in many ways: these words mean NULL. -#}
{% macro text_or_null(column) -%}
    case when lower(trim({{ column }})) in (${words}) then null else trim({{ column }}) end
{%- endmacro %}
`
}
