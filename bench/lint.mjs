// `mdw lint` on a project of many models, and `mdw show` on the sample: nothing changed, one model changed, a properties
// file changed; against plain `dbt compile` after the same change. Run: node bench/lint.mjs [models] [rounds]
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { mdw, median, newProject, print, root, timed } from './support.mjs'

const models = Number(process.argv[2] ?? 300)
const rounds = Number(process.argv[3] ?? 3)
process.env.MDW_VENV ??= join(root, '.mdw', 'venv')

const { childEnvironment } = await import(join(root, 'dist', 'lib', 'toolchain', 'dbt', 'environment.js'))
const { openProject, selectEnvironment } = await import(join(root, 'dist', 'lib', 'project', 'project.js'))
const { runningLocal } = await import(join(root, 'dist', 'lib', 'warehouse', 'connection.js'))

/** Raw tables, a stg view for each, twice as many std models that join two of those, and as many marts that read them. */
function writeProject(folder) {
  const write = (path, lines) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`)
  }
  write('mdw.yml', ['name: many', 'environments: {local: {port: 7495}}', 'lint: {rules: {athena-partitions: off}}'])
  for (const name of ['dbt_project.yml', 'profiles.yml', 'packages.yml', 'macros']) {
    cpSync(join(root, 'dbt', name), join(folder, 'dbt', name), { recursive: true })
  }
  const [raw, std] = [Math.round(models / 5), Math.round((models * 2) / 5)]
  const columns = ['id', 'name', 'amount', 'sold_at'].map(name => `{name: ${name}, data_type: string}`)
  const tables = Array.from({ length: raw }, (_, at) => `  - {name: t${at}, columns: [${columns}]}`)
  write('dbt/models/raw/raw.yml', ['version: 2', 'sources:', '- name: raw', '  schema: raw', '  tables:', ...tables])
  const described = { stg: [], std: [], cur: [] }
  const model = (layer, name, key, sql) => {
    write(`dbt/models/${layer}/${name}.sql`, sql)
    described[layer].push(`  - {name: ${name}, columns: [{name: ${key}, data_tests: [unique, not_null]}]}`)
  }
  for (let at = 0; at < raw; at++) {
    model('stg', `stg_t${at}`, 'item_id', [
      "select try_cast(id as bigint) as item_id, {{ text_or_null('name') }} as name,",
      '    try_cast(amount as decimal(18, 4)) as amount, try_cast(sold_at as timestamp) as sold_at',
      `from {{ source('raw', 't${at}') }}`,
    ])
  }
  for (let at = 0; at < std; at++) {
    model('std', `std_m${at}`, 'item_key', [
      `with base as (select * from {{ ref('stg_t${at % raw}') }})`,
      "select {{ dbt_utils.generate_surrogate_key(['base.item_id', 'base.sold_at']) }} as item_key, base.item_id, base.name,",
      "    base.amount, {{ date_key('cast(base.sold_at as date)') }} as date_key, other.name as other_name,",
      "    cast(base.sold_at as {{ var('timestamp_type') }}) as sold_at,",
      '    row_number() over (partition by base.item_id order by base.sold_at desc) as version',
      `from base left join {{ ref('stg_t${(at * 7 + 1) % raw}') }} as other on base.item_id = other.item_id`,
    ])
  }
  for (let at = 0; at < models - raw - std; at++) {
    model('cur', `mart_${at}`, 'day_key', [
      at % 4 === 0
        ? "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='day_key', force_batch=true) }}"
        : '',
      `with daily as (select date_key, item_id, count(*) as lines, sum(amount) as amount from {{ ref('std_m${at % std}') }}`,
      '    {% if is_incremental() %}where date_key >= (select max(partition) from {{ this }}){% endif %} group by 1, 2)',
      "select {{ dbt_utils.generate_surrogate_key(['date_key', 'item_id']) }} as day_key, item_id, lines,",
      "    cast(amount as decimal(18, 4)) as amount, {{ safe_ratio('amount', 'lines') }} as average,",
      '    rank() over (partition by date_key order by amount desc) as rank_in_day, date_key as partition from daily',
    ])
  }
  for (const [layer, lines] of Object.entries(described)) {
    write(`dbt/models/${layer}/${layer}.yml`, ['version: 2', 'models:', ...lines])
  }
}

async function dbtCompile(folder) {
  const project = openProject(folder)
  const { name, config } = selectEnvironment(project.config, 'local')
  const environment = await runningLocal(project, name, config)
  const env = childEnvironment(environment, project.config.threads, project.paths.venv)
  return () => timed(join(project.paths.venv, 'bin', 'dbt'), ['compile'], project.dbtFolder, env).seconds
}

const times = new Map()
const take = (what, seconds) => times.set(what, [...(times.get(what) ?? []), seconds])
const edit = (folder, file) =>
  appendFileSync(join(folder, 'dbt', 'models', file), file.endsWith('.sql') ? '\n-- x\n' : '# x\n')

const many = mkdtempSync(join(tmpdir(), 'mdw-bench-lint-'))
const sample = newProject()
try {
  writeProject(many)
  mdw(many, ['deps'])
  take('lint, first', mdw(many, ['lint']).seconds)
  const compile = await dbtCompile(many)
  compile()
  for (let round = 0; round < rounds; round++) {
    edit(many, 'std/std_m1.sql')
    take('dbt compile after an edit', compile())
    take('lint after an edit', mdw(many, ['lint']).seconds)
    const { seconds, document } = mdw(many, ['lint'])
    take('lint, nothing changed', seconds)
    take('  its rules alone', document.seconds)
    if (document.models !== models || document.errors > 0) throw new Error(JSON.stringify(document.findings[0]))
    edit(many, 'std/std.yml')
    take('lint after an edit of properties', mdw(many, ['lint']).seconds)
  }
  mdw(sample.folder, ['up'])
  mdw(sample.folder, ['show', 'customer_rfm'])
  for (let round = 0; round < rounds; round++) {
    take('show, nothing changed', mdw(sample.folder, ['show', 'customer_rfm']).seconds)
    edit(sample.folder, 'cur/customer_rfm.sql')
    take('show after an edit', mdw(sample.folder, ['show', 'customer_rfm']).seconds)
  }
  print(`${models} models; seconds, median of ${rounds}; load ${loadavg()[0].toFixed(1)}`)
  for (const [what, all] of times) {
    print(
      `${what.padEnd(34)} ${median(all).toFixed(2).padStart(6)}   (${all.map(value => value.toFixed(2)).join(' ')})`,
    )
  }
  const ratio = median(times.get('lint after an edit')) / median(times.get('dbt compile after an edit'))
  print(`lint after an edit / dbt compile: ${ratio.toFixed(2)}`)
} finally {
  mdw(many, ['down'])
  rmSync(many, { recursive: true, force: true })
  sample.remove()
}
