import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { GetTableCommand } from '@aws-sdk/client-glue'
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { resultLocation } from '../../src/lib/project/environment.js'
import { childEnvironment } from '../../src/lib/toolchain/dbt/environment.js'
import type { NodeResult } from '../../src/lib/toolchain/dbt/events.js'
import { runDbt } from '../../src/lib/toolchain/dbt/run.js'
import { runQuery } from '../../src/lib/warehouse/query.js'
import { dbtVenv } from '../support/dbt-python.js'
import { type TestLakehouse, testLakehouse } from '../support/lakehouse.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let lake: TestLakehouse
let venv: string
let folder: string

beforeAll(async () => {
  ;[lake, venv] = await Promise.all([testLakehouse(), dbtVenv()])
  await lake.clients.s3.send(new CreateBucketCommand({ Bucket: lake.environment.bucket }))
  // A work group that enforces its location takes external_location away from Hive tables.
  const Configuration = {
    EnforceWorkGroupConfiguration: false,
    ResultConfiguration: { OutputLocation: resultLocation(lake.environment) },
  }
  await lake.clients.athena.send(new CreateWorkGroupCommand({ Name: lake.environment.workgroup, Configuration }))
  folder = mkdtempSync(join(tmpdir(), 'mdw-dbt-options-'))
  cpSync(join(import.meta.dirname, 'project'), folder, { recursive: true })
})
afterAll(async () => {
  await lake?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

async function dbt(...args: string[]): Promise<NodeResult[]> {
  const { nodes } = await runDbt({
    args: [...args, '--no-version-check'],
    projectFolder: folder,
    venv,
    env: childEnvironment(lake.environment, 4, venv),
    onEvent: () => {},
  })
  return nodes
}

async function rows(sql: string): Promise<(string | null)[][]> {
  return (await runQuery(lake.clients, lake.environment, { sql })).rows
}

const options = (table: string, columns = '*', schema = 'options') =>
  rows(`select ${columns} from ${schema}.${table} order by 1, 2`)

const failures = (nodes: NodeResult[]) =>
  Object.fromEntries(nodes.filter(({ status }) => status === 'error').map(({ name, message }) => [name, message]))

const REFUSED = {
  contract_broken: expect.stringContaining('data type mismatch'),
  granted: expect.stringContaining("mismatched input 'grant'"),
  lake_formation: expect.stringContaining('lakeformation operation GetResourceLFTags is not supported'),
}

const metadata = async (name: string, database = 'options') =>
  (await lake.clients.glue.send(new GetTableCommand({ DatabaseName: database, Name: name }))).Table!

describe('the first build', () => {
  let nodes: NodeResult[]
  beforeAll(async () => {
    nodes = await dbt('build', '--event-time-start', '2024-01-01', '--event-time-end', '2024-01-04')
  })

  test('makes all but what is refused by name', () => {
    expect(failures(nodes)).toEqual(REFUSED)
    const counted = (type: string) => nodes.filter(({ resourceType }) => resourceType === type).length
    expect({ models: counted('model'), seeds: counted('seed'), snapshots: counted('snapshot') }).toEqual({
      models: 36,
      seeds: 3,
      snapshots: 4,
    })
    expect(nodes.filter(({ resourceType }) => resourceType === 'unit_test').map(({ status }) => status)).toEqual([
      'pass',
      'pass',
    ])
  })

  test('seeds are uploaded or inserted, with their types', async () => {
    expect(await options('by_upload')).toEqual([
      ['1', 'Smith, "Joe"', '1.50', '2024-01-01', '2024-01-01 10:00:00.000', 'true'],
      ['2', 'Zoë', null, '2024-02-29', '2024-02-29 23:59:59.000', 'false'],
      ['3', null, '1000.01', null, null, null],
    ])
    expect(await options('by_insert')).toEqual([
      ['1', "it's"],
      ['2', 'b'],
      ['3', 'c'],
    ])
    expect(await options('on_iceberg')).toEqual([
      ['1', 'one'],
      ['2', 'two'],
    ])
    expect((await metadata('on_iceberg')).Parameters).toMatchObject({ table_type: 'ICEBERG' })
    const { Contents = [] } = await lake.clients.s3.send(
      new ListObjectsV2Command({ Bucket: lake.environment.bucket, Prefix: 'options/by_upload__dbt_tmp' }),
    )
    expect(Contents).toEqual([])
  })

  test('tables in Hive’s formats, partitioned and in batches of partitions', async () => {
    expect(await options('hive_table', 'id, name, nothing, p, day')).toEqual([
      ['1', 'Smith, "Joe"', null, 'p1', '2024-01-01'],
      ['2', 'Zoë', null, 'p0', '2024-02-29'],
      ['3', null, null, 'p1', '2000-01-01'],
    ])
    const table = await metadata('hive_table')
    expect(table.PartitionKeys!.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['p', 'string'],
      ['day', 'date'],
    ])
    expect(table.Parameters).toMatchObject({ classification: 'parquet', 'parquet.compression': 'GZIP' })
    expect(await options('hive_text')).toEqual([
      ['1', 'Smith, "Joe"', 'true'],
      ['2', 'Zoë', 'false'],
      ['3', null, null],
    ])
    expect(await options('hive_json', 'id, numbers')).toEqual([
      ['1', '[1, 1]'],
      ['2', '[1, 2]'],
      ['3', '[1, 3]'],
    ])
    for (const name of ['hive_batches', 'iceberg_batches']) {
      expect(await rows(`select count(*), sum(twice), count(distinct p) from options.${name}`), name).toEqual([
        ['130', '17030', '130'],
      ])
    }
  })

  test('locations and properties are those of the configuration', async () => {
    expect((await metadata('renamed', 'options_other')).StorageDescriptor!.Location).toBe(
      `s3://${lake.environment.bucket}/elsewhere/here/`,
    )
    const location = (await metadata('hive_json')).StorageDescriptor!.Location
    expect(location).toMatch(/^s3:\/\/[^/]+\/options\/hive_json\/?$/)
    const create = (await rows('show create table options.iceberg_table')).map(([line]) => line!.trim()).join(' ')
    expect(create).toContain('PARTITIONED BY (day(`at`), bucket(4, `id`))')
    expect(create).toContain("'write_compression'='zstd'")
    expect(create).toContain("'vacuum_max_snapshot_age_seconds'='60'")
  })

  test('descriptions reach the catalog', async () => {
    for (const name of ['docs_hive', 'docs_iceberg', 'docs_view']) {
      const table = await metadata(name)
      expect({ name, comment: table.Parameters!.comment ?? table.Description }).toEqual({
        name,
        comment: 'It\'s a "table", é',
      })
      const comments = table.StorageDescriptor!.Columns!.map(column => column.Comment)
      expect({ name, comments }).toEqual({ name, comments: ['the key', 'who'] })
    }
  })

  test('failures are stored as tables and as views', async () => {
    expect(await rows('select id, name from options_failures.not_null_plain_view_name')).toEqual([['3', null]])
    expect(await options('accepted_values_plain_view_name__a__b', '*', 'options_failures')).toHaveLength(2)
  })
})

describe('the second build', () => {
  let nodes: NodeResult[]
  beforeAll(async () => {
    const days = ['--event-time-start', '2024-01-03', '--event-time-end', '2024-01-04']
    nodes = await dbt('build', '--vars', '{step: 2}', ...days)
  })

  test('fails only where it must', () => {
    expect(failures(nodes)).toEqual({ ...REFUSED, fail_iceberg: expect.stringContaining('out of sync') })
  })

  test('views and tables are replaced', async () => {
    expect(await options('plain_view', 'id, price')).toEqual([
      ['1', '3.00'],
      ['2', null],
      ['3', '2000.02'],
    ])
    expect(await options('hive_ha', 'id, p')).toEqual([
      ['21', '1'],
      ['22', '0'],
      ['23', '1'],
    ])
    expect(await rows('select distinct step from options.iceberg_table')).toEqual([['2']])
    expect(await rows('select * from options.iceberg_native_drop')).toEqual([['2']])
    expect(await rows('select * from options_hooked.seen')).toEqual([['2']])
  })

  test('incremental models append and overwrite', async () => {
    expect(await options('append_hive')).toEqual([
      ['1', '0'],
      ['2', '1'],
    ])
    expect(await rows('select step from options.append_iceberg order by 1')).toEqual([['1'], ['2']])
    expect(await options('overwrite_hive')).toEqual([
      ['1', '2024-01-01', '1'],
      ['1', '2024-01-02', '2'],
      ['2', '2024-01-02', '1'],
      ['2', '2024-01-02', '1'],
      ['2', '2024-01-03', '1'],
    ])
  })

  test('merges follow predicates, conditions, rules and batches', async () => {
    expect(await options('merge_conditions', 'id, kind, version, state')).toEqual([
      ['1', 'a', '2', 'changed'],
      ['1', 'b', '1', 'added'],
      ['3', 'a', '5', 'new'],
      ['4', 'a', '1', 'old'],
    ])
    expect(await options('merge_rules')).toEqual([
      ['1', '15', '[b, c, a]', '[y, x]', 'kept', '7', 'first', '{k=3, l=3}'],
    ])
    expect(
      await rows('select step, min(id), max(id), count(*) from options.merge_batches group by 1 order by 1'),
    ).toEqual([
      ['1', '1', '1', '1'],
      ['2', '2', '12', '11'],
    ])
  })

  test('a changed schema is ignored, appended, synchronized or refused', async () => {
    for (const type of ['hive', 'iceberg']) {
      expect(await options(`ignore_${type}`), type).toEqual([
        ['1', 'old', '10'],
        ['2', 'old', '10'],
      ])
      expect(await options(`append_new_columns_${type}`, 'id, dropped, changed, added'), type).toEqual([
        ['1', 'old', '10', null],
        ['2', 'old', '10', '2024-01-01'],
      ])
    }
    expect(await options('sync_all_columns_hive')).toEqual([
      ['1', '10', null],
      ['2', '20', '2024-01-01'],
    ])
    expect(await options('sync_all_columns_iceberg', 'id, changed, added')).toEqual([
      ['1', '10', null],
      ['2', 'text', '2024-01-01'],
    ])
    expect(await options('fail_iceberg')).toEqual([['1', 'old', '10']])
  })

  test('microbatches replace their own day', async () => {
    const expected = [
      ['0', '1'],
      ['1', '1'],
      ['2', '1'],
      ['3', '1'],
      ['4', '2'],
      ['5', '2'],
    ]
    expect(await options('microbatch_iceberg', 'id, step')).toEqual(expected)
    expect(await options('microbatch_hive', 'id, step')).toEqual(expected)
  })

  test('snapshots keep what was, and treat what is gone as told', async () => {
    const history = (name: string, more = '') =>
      rows(`select id, name, dbt_valid_to is null${more} from options_snapshots.${name} order by 1, dbt_valid_from`)
    const common = [
      ['1', 'a', 'true'],
      ['2', 'b', 'false'],
      ['2', 'changed', 'true'],
    ]
    expect(await history('by_time_hive')).toEqual([...common, ['3', 'c', 'true'], ['4', 'new', 'true']])
    expect(await history('by_time_iceberg')).toEqual([...common, ['3', 'c', 'false'], ['4', 'new', 'true']])
    expect(await history('by_check_hive')).toEqual([...common, ['3', 'c', 'false'], ['4', 'new', 'true']])
    expect(await history('by_check_iceberg', ', dbt_is_deleted')).toEqual([
      ...common.map(row => [...row, 'False']),
      ['3', 'c', 'false', 'False'],
      ['3', 'c', 'true', 'True'],
      ['4', 'new', 'true', 'False'],
    ])
    expect(await rows("select dbt_valid_to from options_snapshots.by_time_hive where name = 'b'")).toEqual([
      ['2024-02-02 00:00:00.000'],
    ])
  })
})

describe('after it', () => {
  test('a full refresh has the second day’s rows only, and leaves no temporary table', async () => {
    const days = ['--event-time-start', '2024-01-01', '--event-time-end', '2024-01-04']
    const kinds = ['--resource-type', 'model', '--resource-type', 'seed']
    const nodes = await dbt('build', '--full-refresh', '--vars', '{step: 2}', ...kinds, ...days)
    expect(failures(nodes)).toEqual(REFUSED)
    expect(await options('append_hive')).toEqual([['2', '0']])
    expect(await rows('select step from options.append_iceberg')).toEqual([['2']])
    expect(await options('overwrite_hive', 'step, day')).toHaveLength(3)
    expect(await options('fail_iceberg', 'id, changed')).toEqual([['2', 'text']])
    expect(await options('merge_rules', 'total, first')).toEqual([['5', 'second']])
    expect(await rows('select distinct step from options.microbatch_iceberg')).toEqual([['2']])
    const left = await rows(`select table_name from information_schema.tables
      where table_schema like 'options%' and table_name like '%\\_\\_%' escape '\\' and table_schema <> 'options_failures'`)
    expect(left).toEqual([])
  })

  test('docs describe every relation, freshness is measured, and a clone is a view', async () => {
    await dbt('docs', 'generate', '--vars', '{step: 2}')
    const catalog = JSON.parse(readFileSync(join(folder, 'target', 'catalog.json'), 'utf8'))
    expect(Object.keys(catalog.sources).sort()).toEqual(['source.options.own.by_insert', 'source.options.own.events'])
    expect(catalog.nodes['model.options.docs_iceberg'].columns).toMatchObject({
      id: { type: 'int', comment: 'the key' },
      name: { type: 'string', comment: 'who' },
    })
    expect(Object.keys(catalog.nodes)).toContain('snapshot.options.by_check_iceberg')

    await dbt('source', 'freshness', '--vars', '{step: 2}')
    const { results } = JSON.parse(readFileSync(join(folder, 'target', 'sources.json'), 'utf8'))
    expect(results).toEqual([expect.objectContaining({ unique_id: 'source.options.own.events', status: 'warn' })])

    cpSync(join(folder, 'target'), join(folder, 'state'), { recursive: true })
    await dbt('clone', '--target', 'other', '--state', 'state', '--select', 'merge_rules', '--vars', '{step: 2}')
    expect(await options('merge_rules', 'total, first', 'options_clone')).toEqual([['5', 'second']])
    expect((await metadata('merge_rules', 'options_clone')).TableType).toBe('VIRTUAL_VIEW')
  })
})
