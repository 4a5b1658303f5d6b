import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type InitResult, initProject } from '../../../src/lib/init/init.js'
import { readConfig } from '../../../src/lib/project/load-config.js'
import { readRawSources } from '../../../src/lib/project/raw-sources.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

interface Made extends InitResult {
  read(path: string): string
}

async function initFrom(files: Record<string, string>, options: { dryRun?: boolean } = {}): Promise<Made> {
  const root = temporaryFolder()
  const from = join(root, 'delivered')
  mkdirSync(from)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), content)
  const folder = join(root, 'shop')
  const result = await initProject({ folder, from, port: 7480, dryRun: options.dryRun ?? false })
  for (const [name, content] of Object.entries(files)) expect(readFileSync(join(from, name), 'utf8')).toBe(content)
  return { ...result, read: path => readFileSync(join(folder, path), 'utf8') }
}

/** The stg view's expression of one column with these values. */
async function castOf(values: string[]): Promise<string> {
  const rows = values.map(value => `"${value}",x`)
  const { read } = await initFrom({ 'items.csv': `value,other\n${rows.join('\n')}\n` })
  const text = "{{ text_or_null('value') }}"
  const sql = read('dbt/models/stg/stg_items.sql')
  return sql
    .slice(sql.indexOf('\n') + 1, sql.indexOf(' as value'))
    .trim()
    .replaceAll(text, 'x')
}

test.each<[string, string[], string]>([
  ['whole numbers', ['1', '-20', '', 'NULL', ' 3 '], 'try_cast(x as integer)'],
  ['large whole numbers', ['1', '3000000000'], 'try_cast(x as bigint)'],
  ['numbers too large for any integer', ['1', '12345678901234567890'], 'x'],
  ['leading zeros', ['007', '123'], 'x'],
  ['leading zeros everywhere', ['01234', '05678'], 'x'],
  ['decimals', ['1.5', '20', 'N/A', '-0.125'], 'try_cast(x as decimal(18, 3))'],
  ['decimals with thousands', ['1,234.50', '2.00'], "try_cast(replace(x, ',', '') as decimal(18, 2))"],
  ['decimal commas', ['1.234,50', '2,5'], "try_cast(replace(replace(x, '.', ''), ',', '.') as decimal(18, 2))"],
  ['floating-point numbers', ['1e-3', '2'], 'try_cast(x as double)'],
  ['truth values', ['true', 'FALSE', ''], 'try_cast(x as boolean)'],
  ['days', ['2024-02-29', '1999-12-31'], 'try_cast(x as date)'],
  ['a day that does not exist', ['2023-02-29', '1999-12-31'], 'x'],
  ['days with the day first', ['31/12/2024', '01/02/2024'], "cast(try(date_parse(x, '%d/%m/%Y')) as date)"],
  ['days with the month first', ['12/31/2024', '01/02/2024'], "cast(try(date_parse(x, '%m/%d/%Y')) as date)"],
  ['days in unclear order', ['01/02/2024', '03/04/2024'], 'x'],
  ['both orders', ['31/12/2024', '12/31/2024'], 'x'],
  [
    'days of two forms',
    ['2024-12-31', '31.12.2024'],
    "cast(coalesce(\n        try(date_parse(x, '%Y-%m-%d')),\n        try(date_parse(x, '%d.%m.%Y'))\n    ) as date)",
  ],
  ['days of two forms, one unclear', ['2024-12-31', '01/02/2024'], 'x'],
  ['times', ['2024-12-31T23:59:59', '2024-12-31 10:00'], "try_cast(replace(x, 'T', ' ') as timestamp(3))"],
  ['a number and a word', ['1', 'two'], 'x'],
  ['nothing', ['', 'NULL'], 'x'],
])('a column of %s', async (_, values, expected) => {
  expect(await castOf(values)).toBe(expected)
})

const SHOP = {
  'customers.csv': 'id;name;age\n1;Ada;36\n2;José;41\n3;Zoë;29\n',
  'orders.csv':
    'order_id,customer_id,ordered_at,amount\n1,1,2024-01-02,9.50\n2,2,2024-01-03,1.00\n2,2,2024-01-03,1.00\n3,8,2024-01-03,2.25\n4,1,,1\n',
  'empty.csv': '',
  'notes.pdf': 'x',
}

test('a project is consistent: settings, sources and raw files are what mdw reads', async () => {
  const { folder, files, read, unused, tables } = await initFrom(SHOP)
  expect(readConfig(join(folder, 'mdw.yml')).config).toMatchObject({ name: 'shop', dbt: 'dbt' })
  expect(read('mdw.yml')).toMatch(/^# yaml-language-server: \$schema=mdw\.schema\.json\n/)
  expect(JSON.parse(read('mdw.schema.json'))).toHaveProperty('properties.environments')
  const sources = readRawSources(join(folder, 'dbt'))
  // rows of orders are there twice
  expect(sources.map(({ name, csv, key }) => [name, csv.separator, key])).toEqual([
    ['customers', ';', ['id']],
    ['orders', ',', undefined],
  ])
  for (const { name, csv, columns } of sources) {
    const header = read(`data/raw/${name}.csv`).split('\n')[0]
    expect(header).toBe(columns.map(column => column.name).join(csv.separator))
  }
  expect(files).toEqual(
    (
      readdirSync(folder, { recursive: true, withFileTypes: true }) as {
        isFile(): boolean
        name: string
        parentPath: string
      }[]
    )
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort(),
  )
  expect(unused).toEqual([
    { name: 'notes.pdf', why: 'is no CSV file' },
    { name: 'empty.csv', why: 'is empty' },
  ])
  expect(tables.map(({ table, key }) => [table, key])).toEqual([
    ['customers', 'id'],
    ['orders', 'order_id'],
  ])
})

test('keys are tested and joined, rows that are there twice are told apart in std', async () => {
  const { read } = await initFrom(SHOP)
  expect(read('dbt/models/std/std_orders.sql')).toContain('row_number() over (partition by order_id order by order_id)')
  expect(read('dbt/models/std/std_orders.sql')).toContain(
    "left join {{ ref('stg_customers') }} as customer_lookup on orders.customer_id = customer_lookup.id",
  )
  expect(read('dbt/models/std/dim_customers.sql')).toContain("from {{ ref('stg_customers') }} as customers")
  const stg = read('dbt/models/stg/stg.yml')
  expect(stg).toContain("to: ref('stg_customers')")
  // customer 8 is not delivered
  expect(stg).toContain('severity: warn')
  expect(read('dbt/models/cur/daily_orders.sql')).toContain('cast(sum(amount) as decimal(38, 2)) as total_amount')
})

test('columns that are a key together are found, declared for uploads and tested', async () => {
  const rows = [1, 2, 3, 4].flatMap(order => [1, 2, 3].map(line => `${order},${line},${order * line},x`))
  const { folder, read, tables } = await initFrom({
    'lines.csv': `Order ID,line_no,quantity,note\n${rows.join('\n')}\n`,
  })
  expect(tables).toMatchObject([{ key: 'order_id, line_no', findings: expect.arrayContaining([expect.any(String)]) }])
  expect(tables[0]!.findings.join()).toContain('Key: `order_id`, `line_no` together.')
  expect(readRawSources(join(folder, 'dbt'))[0]!.key).toEqual(['order_id', 'line_no'])
  expect(read('dbt/models/std/std.yml')).toContain('unique_together:')
  expect(read('dbt/tests/generic/unique_together.sql')).toContain('having count(*) > 1')
  const measured = await initFrom({ 'lines.csv': `a,b\n${rows.map((_, n) => `${n % 4},${n % 3}`).join('\n')}\n` })
  expect(measured.tables[0]!.key).toBeNull()
})

test('a column called as its table is the key, also where its name is reserved', async () => {
  const { folder, tables } = await initFrom({
    'order.csv': 'order,select\n1,a\n2,b\n',
    'lines.csv': 'id,order_id\n1,1\n2,1\n',
  })
  expect(tables.map(({ table, key }) => [table, key])).toEqual([
    ['lines', 'id'],
    ['order', 'order_order'],
  ])
  expect(readRawSources(join(folder, 'dbt')).map(({ key }) => key)).toEqual([['id'], ['order']])
})

test('one wrong value of a small column has a word', async () => {
  const { tables } = await initFrom({ 'items.csv': 'id,size\n1,7\n2,8\n3,oops\n' })
  expect(tables[0]!.findings).toContain('`size`: has whole numbers but for 1 value, such as "oops": text.')
})

test('every layer has a model, also without a day or a number', async () => {
  const { read } = await initFrom({ 'codes.csv': 'code,label\nA,alpha\nB,beta\n' })
  expect(read('dbt/models/cur/row_counts.sql')).toContain("select 'std_codes' as table_name")
})

test('no header becomes Jinja, whatever it holds', async () => {
  const { read } = await initFrom({ 'items.csv': 'id,{{ evil() }},"{% if %}, it\'s"\n1,a,b\n' })
  for (const path of ['raw/shop.yml', 'stg/stg.yml', 'std/std.yml'])
    expect(read(`dbt/models/${path}`)).not.toMatch(/\{%|\{\{ evil/)
  expect(read('dbt/models/stg/stg_items.sql')).toContain("{{ text_or_null('evil') }} as evil")
})

test('nothing is written where a file is there, or with dryRun', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'README.md'), 'mine')
  await expect(initProject({ folder, name: 'shop', port: 7480, dryRun: false })).rejects.toMatchObject({
    code: 'FILES_EXIST',
    exitCode: 2,
    data: { files: ['README.md'] },
  })
  expect(readdirSync(folder)).toEqual(['README.md'])
  const dry = await initFrom(SHOP, { dryRun: true })
  expect(dry.written).toBe(false)
  expect(() => readdirSync(dry.folder)).toThrow()
})

test('files that are in data/raw already are used where they are', async () => {
  const folder = temporaryFolder()
  const from = join(folder, 'data', 'raw')
  mkdirSync(from, { recursive: true })
  writeFileSync(join(from, 'orders.csv'), SHOP['orders.csv'])
  const { written } = await initProject({ folder, name: 'shop', from, port: 7480, dryRun: false })
  expect(written).toBe(true)
  expect(readFileSync(join(from, 'orders.csv'), 'utf8')).toBe(SHOP['orders.csv'])
})

test.each([
  ['NO_SUCH_FOLDER', 'nowhere', 'shop'],
  ['NO_CSV_FILES', '.', 'shop'],
  ['BAD_PROJECT_NAME', '.', 'My Shop'],
])('%s is told before anything is written', async (code, from, name) => {
  const folder = temporaryFolder()
  const request = { folder: join(folder, 'new'), from: join(folder, from), name, port: 7480, dryRun: false }
  await expect(initProject(request)).rejects.toMatchObject({ code, exitCode: 2 })
  expect(readdirSync(folder)).toEqual([])
})
