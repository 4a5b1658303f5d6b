import type { BadInput } from './bad-input.js'

function settings(input: string, text: string, ...says: string[]): BadInput {
  return { input, args: ['status'], files: { 'mdw.yml': text }, exitCode: 2, code: 'CONFIG_INVALID', says }
}

export const MDW_YML: BadInput[] = [
  settings('a bracket that is never closed', 'name: shop\nenvironments: {local: {port: 1\n', 'mdw.yml:3:1'),
  settings('a tab for indentation', 'name: shop\nenvironments:\n\tlocal: {}\n', 'mdw.yml:3:1', 'tab'),
  settings('a setting twice', 'name: shop\nthreads: 2\nthreads: 3\n', 'mdw.yml:3:1 threads is given twice'),
  settings('nothing in the file', '', 'has no settings; name: my-project is the least'),
  settings('a list', '- name: shop\n', 'mdw.yml:1:1 is a list'),
  settings('a setting that does not exist', 'name: shop\nthraeds: 8\n', 'mdw.yml:2:1 thraeds', 'did you mean threads?'),
  settings('text where a number belongs', 'name: shop\nthreads: many\n', 'mdw.yml:2:1 threads: must be a number'),
  settings('a port out of range', 'name: shop\nenvironments:\n  local: {port: 99999}\n', 'local.port', 'at most 65535'),
  settings('a bucket name that S3 refuses', 'name: shop\nenvironments:\n  local: {bucket: My_Bucket}\n', 'a-z, 0-9'),
  settings('an environment without a kind', 'name: shop\nenvironments:\n  dev: {region: x}\n', 'dev.kind: is missing'),
  settings('a lint rule that does not exist', 'name: shop\nlint: {rules: {no-such: off}}\n', 'lint.rules.no-such'),
  settings('a default environment that does not exist', 'name: shop\ndefault_environment: prod\n', 'mdw.yml:2:1'),
]

function raw(input: string, text: string | null, code: string, ...says: string[]): BadInput {
  return { input, args: ['upload'], files: { 'dbt/models/raw/shop.yml': text }, exitCode: 2, code, says }
}

/** dbt names the file and says what is wrong there; nothing is built. */
function model(input: string, file: string, sql: string, ...says: string[]): BadInput {
  return { input, args: ['build'], files: { [`dbt/models/${file}`]: sql }, exitCode: 1, code: 'DBT_FAILED', says }
}

const UNTYPED = 'sources:\n  - name: raw\n    tables:\n      - name: orders\n        columns: [{name: order_id}]\n'

export const DBT_FILES: BadInput[] = [
  raw('a source definition that is no YAML', 'sources: [\n', 'RAW_SOURCES_INVALID', 'dbt/models/raw/shop.yml:2:1'),
  raw('a raw column without a type', UNTYPED, 'RAW_SOURCES_INVALID', 'shop.yml:5:19', 'data_type'),
  model('Jinja that is never closed', 'std/more.sql', "select * from {{ ref('stg_orders' }}\n", 'models/std/more.sql'),
  model(
    'a model that does not exist',
    'std/more.sql',
    "select * from {{ ref('stg_ordres') }}\n",
    "'stg_ordres'",
    'more.sql',
  ),
  model(
    'a source that does not exist',
    'stg/more.sql',
    "select * from {{ source('raw', 'x') }}\n",
    'raw.x',
    'more.sql',
  ),
  model('two models that need each other', 'std/std_orders.sql', "select * from {{ ref('daily_orders') }}\n", 'cycle'),
  model('a schema file that is no YAML', 'std/more.yml', 'models: [\n', 'std/more.yml', 'line 2'),
  {
    input: 'a column that does not exist',
    args: ['build', '--select', 'more'],
    files: { 'dbt/models/cur/more.sql': "select nope from {{ ref('std_orders') }}\n" },
    exitCode: 1,
    code: 'NODES_FAILED',
    says: ['model more', "Column 'nope' cannot be resolved", '--retry'],
  },
]
