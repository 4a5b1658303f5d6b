import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastLines, runProcess } from '../../src/lib/toolchain/process.js'
import { dbtPython } from '../support/dbt-python.js'
import { type SampleProject, sampleProject } from '../support/sample-project.js'

interface Node {
  name: string
  resource_type: string
  schema: string
  description: string
  columns: Record<string, { name: string; description: string }>
  config: Record<string, unknown>
  attached_node?: string
  column_name?: string
  test_metadata?: { name: string; namespace: string | null }
}

let project: SampleProject
let nodes: [id: string, node: Node][]
let sources: Node[]
let unitTests: { model: string }[]

beforeAll(async () => {
  project = sampleProject()
  const result = await runProcess({
    command: await dbtPython(),
    args: ['-c', 'from dbt.cli.main import cli; cli()', '--warn-error', 'parse', '--no-version-check'],
    cwd: project.dbtFolder,
    env: { ...process.env, MDW_SCHEMA_PREFIX: 'dev_', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
  })
  if (result.exitCode !== 0) throw new Error(lastLines(result))
  const manifest = JSON.parse(readFileSync(join(project.dbtFolder, 'target', 'manifest.json'), 'utf8'))
  const own = (entries: Record<string, Node & { package_name: string }>) =>
    Object.entries(entries).filter(([, node]) => node.package_name === 'grocery')
  nodes = own(manifest.nodes)
  sources = own(manifest.sources).map(([, node]) => node)
  unitTests = Object.values(manifest.unit_tests)
})
afterAll(() => project?.remove())

const ofType = (...types: string[]) => nodes.filter(([, node]) => types.includes(node.resource_type))

it('has the four layers, prefixed as the environment says', () => {
  const count = (schema: string) =>
    ofType('model', 'snapshot', 'seed').filter(([, node]) => node.schema === schema).length
  expect(sources.map(source => source.schema)).toEqual(Array(7).fill('dev_raw'))
  expect({ stg: count('dev_stg'), std: count('dev_std'), cur: count('dev_cur') }).toEqual({ stg: 7, std: 9, cur: 4 })
})

it('keeps to the layers’ settings', () => {
  for (const [, node] of ofType('model', 'snapshot', 'seed')) {
    const { materialized, table_type, format, write_compression, partitioned_by } = node.config
    const storage = { table_type, format, write_compression }
    if (node.schema === 'dev_stg') expect(materialized, node.name).toBe('view')
    else {
      const iceberg = { table_type: 'iceberg', format: 'parquet', write_compression: 'snappy' }
      expect(storage, node.name).toEqual(iceberg)
      expect(partitioned_by, node.name).toEqual(node.schema === 'dev_cur' ? ['partition'] : undefined)
    }
  }
  const fact = nodes.find(([id]) => id === 'model.grocery.fct_daily_sales')![1]
  expect(fact.config).toMatchObject({ materialized: 'incremental', incremental_strategy: 'merge' })
})

describe('every model, seed and snapshot', () => {
  it('is described, with each of its columns', () => {
    for (const [, node] of ofType('model', 'snapshot', 'seed')) {
      expect(node.description, node.name).not.toBe('')
      expect(Object.keys(node.columns).length, node.name).toBeGreaterThan(1)
      for (const column of Object.values(node.columns))
        expect(column.description, `${node.name}.${column.name}`).not.toBe('')
    }
  })

  it('has its key tested', () => {
    const tests = ofType('test').map(([, node]) => node)
    for (const [id, node] of ofType('model', 'snapshot', 'seed')) {
      const unique = tests.filter(
        test =>
          test.attached_node === id &&
          ['unique', 'unique_combination_of_columns'].includes(test.test_metadata?.name ?? ''),
      )
      expect(unique.length, node.name).toBeGreaterThan(0)
    }
  })
})

it('tests relations, uses both packages, has two tests and several unit tests of its own', () => {
  const tests = ofType('test').map(([, node]) => node)
  const named = (name: string) => tests.filter(test => test.test_metadata?.name === name).length
  expect(named('relationships')).toBeGreaterThanOrEqual(15)
  for (const name of ['dbt_utils', 'dbt_expectations']) {
    expect(tests.filter(test => test.test_metadata?.namespace === name).length, name).toBeGreaterThan(5)
  }
  expect(
    tests
      .filter(test => test.test_metadata === undefined)
      .map(test => test.name)
      .sort(),
  ).toEqual(['assert_daily_sales_reconcile', 'assert_product_history_has_no_overlap'])
  expect(new Set(unitTests.map(test => test.model))).toEqual(
    new Set(['std_sales', 'dim_product', 'dim_customer', 'fct_daily_sales']),
  )
})
