import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import type { CliResult } from './cli.js'
import { freePort } from './cli-project.js'
import { mdwInProcess as mdw } from './in-process.js'

export const ORDERS = 1000

/** Orders of 30 days and 10 customers: two views, two tables, and one that is merged by day. dbt is through in a second. */
const FILES: Record<string, string> = {
  'dbt/dbt_project.yml': `
name: shop
version: 1.0.0
config-version: 2
profile: mdw
flags: {send_anonymous_usage_stats: false}
models:
  shop:
    stg: {+schema: stg, +materialized: view}
    std: {+schema: std, +materialized: table, +table_type: iceberg}
    cur: {+schema: cur, +materialized: table, +table_type: iceberg, +partitioned_by: [partition]}
`,
  'dbt/macros/cents.sql': '{% macro cents(column) %}cast({{ column }} as decimal(10, 2)){% endmacro %}\n',
  'dbt/models/raw/shop.yml': `
version: 2
sources:
  - name: raw
    database: awsdatacatalog
    schema: raw
    config: {meta: {serde: opencsv, separator: ",", quote: '"', skip_header_lines: 1}}
    tables:
      - name: orders
        config: {meta: {location: raw/orders/}}
        columns: [{name: id, data_type: string}, {name: customer, data_type: string}, {name: day, data_type: string}, {name: amount, data_type: string}]
      - name: customers
        config: {meta: {location: raw/customers/}}
        columns: [{name: id, data_type: string}, {name: name, data_type: string}]
`,
  'dbt/models/stg/stg_orders.sql':
    "select try_cast(id as bigint) as order_id, try_cast(customer as bigint) as customer_id, try_cast(day as date) as day,\n  try_cast(amount as double) as amount\nfrom {{ source('raw', 'orders') }}\n",
  'dbt/models/stg/stg_customers.sql':
    "select try_cast(id as bigint) as customer_id, name from {{ source('raw', 'customers') }}\n",
  'dbt/models/std/std_orders.sql':
    "select order_id, customer_id, day, {{ cents('amount') }} as amount\nfrom {{ ref('stg_orders') }}\n",
  'dbt/models/std/dim_customer.sql': "select customer_id, name\nfrom {{ ref('stg_customers') }}\n",
  'dbt/models/std/std.yml': `
version: 2
models:
  - {name: std_orders, columns: [{name: order_id, data_tests: [unique]}]}
  - {name: dim_customer, columns: [{name: customer_id, data_tests: [unique]}]}
`,
  'dbt/models/cur/daily_orders.sql': `
{{ config(materialized='incremental', incremental_strategy='merge', unique_key='partition', force_batch=true) }}
select count(*) as orders, sum(amount) as amount, date_format(day, '%Y%m%d') as partition
from {{ ref('std_orders') }}
{% if is_incremental() %}where day >= (select date_add('day', -1, max(date_parse(partition, '%Y%m%d'))) from {{ this }}){% endif %}
group by 3
`,
  'data/raw/customers.csv': `id,name\n${Array.from({ length: 10 }, (_, at) => `${at},Customer ${at}\n`).join('')}`,
  'data/raw/orders.csv': `id,customer,day,amount\n${Array.from({ length: ORDERS }, orderLine).join('')}`,
}

function orderLine(_: unknown, at: number): string {
  return `${at},${at % 10},2018-04-${String((at % 30) + 1).padStart(2, '0')},${(at % 7) + 0.25}\n`
}

export interface OrdersProject {
  folder: string
  /** Runs the command line, which must end with this code. */
  run(args: string[], exitCode?: number): Promise<CliResult>
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  json(args: string[], exitCode?: number): Promise<any>
  read(path: string): string
  write(path: string, text: string): void
  /** Writes mdw.yml anew, with this below the name. */
  configure(more?: string): void
  remove(): Promise<void>
}

/** A project that `mdw up` brings up in a few seconds; nothing runs yet. */
export async function ordersProject(): Promise<OrdersProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-orders-')))
  const port = await freePort()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const configure = (more = '') => write('mdw.yml', `name: shop\nenvironments: {local: {port: ${port}}}\n${more}`)
  for (const [path, text] of Object.entries(FILES)) write(path, text.trimStart())
  for (const path of ['dbt/profiles.yml', 'dbt/macros/generate_schema_name.sql']) {
    cpSync(join(packageRoot, path), join(folder, path))
  }
  configure()
  const run = async (args: string[], exitCode = 0) => {
    const result = await mdw(args, folder)
    expect(result.exitCode, `mdw ${args.join(' ')}\n${result.stdout.slice(-3000)}${result.stderr.slice(-3000)}`).toBe(
      exitCode,
    )
    return result
  }
  return {
    ...{ folder, run, write, configure },
    json: async (args, exitCode) => JSON.parse((await run([...args, '--json'], exitCode)).stdout),
    read: path => readFileSync(join(folder, path), 'utf8'),
    async remove() {
      await mdw(['down'], folder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
