import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readRawSources } from '../../src/lib/project/raw-sources.js'
import { childEnvironment } from '../../src/lib/toolchain/dbt/environment.js'
import { FAILED } from '../../src/lib/toolchain/dbt/events.js'
import { type DbtResult, runDbt } from '../../src/lib/toolchain/dbt/run.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { runQuery } from '../../src/lib/warehouse/query.js'
import { generateSample } from '../../src/lib/warehouse/sample/generate.js'
import { upload } from '../../src/lib/warehouse/upload/upload.js'
import { dbtVenv } from '../support/dbt-python.js'
import { type TestLakehouse, testLakehouse } from '../support/lakehouse.js'
import { type SampleProject, sampleProject } from '../support/sample-project.js'
import { type Answer, answerOf } from './answers.js'

const SALES = 2000
/** Made by running the compiled models on Trino 476 over the same files. */
const answers: Record<string, Answer> = JSON.parse(readFileSync(new URL('trino-answers.json', import.meta.url), 'utf8'))

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 })

let lake: TestLakehouse
let project: SampleProject
let folder: string
let venv: string

beforeAll(async () => {
  ;[lake, venv] = await Promise.all([testLakehouse(), dbtVenv()])
  project = sampleProject()
  folder = join(project.root, 'data')
  await generateSample({ folder, rows: SALES })
  await load()
})
afterAll(async () => {
  await lake?.stop()
  project?.remove()
})

async function load(): Promise<void> {
  const sources = readRawSources(project.dbtFolder)
  await provision({ ...lake, sources })
  await upload({ ...lake, sources, folder })
}

async function dbt(...args: string[]): Promise<DbtResult> {
  const words: string[] = []
  const result = await runDbt({
    args: [...args, '--no-version-check'],
    projectFolder: project.dbtFolder,
    venv,
    env: childEnvironment(lake.environment, 4, venv),
    onEvent: event => {
      if (event.type === 'error') words.push(event.text)
    },
  })
  const failed = result.nodes.filter(node => FAILED.has(node.status)).map(node => `${node.name}: ${node.message}`)
  if (!result.success) throw new Error([...failed, ...words].join('\n'))
  return result
}

async function rows(sql: string): Promise<(string | null)[][]> {
  return (await runQuery(lake.clients, lake.environment, { sql })).rows
}

/** Compares every table with what Trino made of it; a table that differs is shown by its columns. */
async function expectTrinosAnswers(): Promise<void> {
  for (const [table, answer] of Object.entries(answers)) {
    const found = answerOf(await runQuery(lake.clients, lake.environment, { sql: `select * from ${table}` }))
    const withoutParameters = Object.entries(answer.columns).map(([name, column]) => [
      name,
      { ...column, type: column.type.replace(/\(.*/, '') },
    ])
    expect({ table, ...found }).toEqual({ table, ...answer, columns: Object.fromEntries(withoutParameters) })
  }
}

describe('the sample warehouse', () => {
  it('builds and passes all its tests', async () => {
    const result = await dbt('build')
    const kinds = result.nodes.map(node => node.resourceType)
    const count = (kind: string) => kinds.filter(one => one === kind).length
    expect({ models: count('model'), seeds: count('seed'), snapshots: count('snapshot') }).toEqual({
      models: 17,
      seeds: 2,
      snapshots: 1,
    })
    expect(count('test')).toBeGreaterThan(90)
    expect(count('unit_test')).toBe(7)
  })

  it('has the rows that a real Trino makes of the same files', expectTrinosAnswers)

  it('is the same after a second build and after a full refresh', async () => {
    await dbt('build', '--exclude-resource-type', 'test', 'unit_test')
    await expectTrinosAnswers()
    await dbt('build', '--exclude-resource-type', 'test', 'unit_test', '--full-refresh')
    await expectTrinosAnswers()
    expect(await rows('select count(*), count(dbt_valid_to) from std.product_history')).toEqual([['452', '0']])
  })

  it('leaves nothing of dbt’s temporary tables behind', async () => {
    const found = await rows(`select table_name from information_schema.tables
      where table_schema in ('stg', 'std', 'cur') and table_name like '%\\_\\_%' escape '\\'`)
    expect(found).toEqual([])
  })

  it('merges late sales into the daily fact, and keeps the old version of a changed product', async () => {
    const line = (id: number, day: string) => `${id},1,1,1,2,0.00,0.00,${day},LATE${id}\n`
    appendFileSync(join(folder, 'sales.csv'), line(900_001, '2018-05-08 10:00:00.000') + line(900_002, ''))
    const products = readFileSync(join(folder, 'products.csv'), 'utf8')
    writeFileSync(join(folder, 'products.csv'), products.replace(/^1,([^,]*),[^,]*/m, '1,$1,99.9900'))
    await load()
    await dbt('build', '--exclude-resource-type', 'test', 'unit_test')
    expect(await rows('select count(*) from std.std_sales')).toEqual([[`${SALES + 2}`]])
    expect(await rows('select sum(sales_count) from cur.fct_daily_sales')).toEqual([[`${SALES + 2}`]])
    const history = await rows(`select price, dbt_valid_to is null from std.product_history
      where product_id = 1 order by dbt_valid_from`)
    expect(history).toEqual([
      [expect.stringMatching(/^\d+\.\d{4}$/), 'false'],
      ['99.9900', 'true'],
    ])
  })

  it('stores failures, measures freshness and writes docs', async () => {
    await dbt(
      'test',
      '--store-failures',
      '--select',
      'stg_sales',
      'dim_product',
      'fct_daily_sales',
      '--exclude',
      'assert_daily_sales_reconcile',
    )
    await dbt('source', 'freshness')
    const freshness = JSON.parse(readFileSync(join(project.dbtFolder, 'target', 'sources.json'), 'utf8'))
    expect(freshness.results).toEqual([
      expect.objectContaining({ unique_id: 'source.grocery.raw.sales', status: 'pass' }),
    ])
    await dbt('docs', 'generate')
    const catalog = JSON.parse(readFileSync(join(project.dbtFolder, 'target', 'catalog.json'), 'utf8'))
    expect(Object.keys(catalog.nodes)).toHaveLength(20)
    expect(Object.keys(catalog.sources)).toHaveLength(7)
  })
})
