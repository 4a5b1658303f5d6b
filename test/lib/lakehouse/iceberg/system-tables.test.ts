import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemTableSql } from '../../../../src/lib/lakehouse/iceberg/system/relation-sql.js'
import { systemTable } from '../../../../src/lib/lakehouse/iceberg/system-tables.js'
import { typeName } from '../../../../src/lib/lakehouse/sql/types/names.js'
import { types } from './column-types.js'
import { type IcebergLake, startIcebergLake } from './iceberg-lake.js'

let lake: IcebergLake
beforeAll(async () => {
  lake = await startIcebergLake()
  await lake.table(
    't',
    [
      ['id', types.int],
      ['name', types.text],
      ['ts', types.timestamp],
      ['d', types.decimal],
    ],
    ['month(ts)', 'bucket(id, 4)'],
  )
  await lake.rows(
    `INSERT INTO lake.db.t VALUES (1, 'a''b', '2020-01-01', 1.5), (2, NULL, '2020-02-01 01:02:03.5', -2.5)`,
  )
  await lake.rows('UPDATE lake.db.t SET name = NULL WHERE id = 1')
})
afterAll(() => lake.stop())

const read = (kind: string, name = 't') =>
  systemTable(lake.catalog.manifests, lake.catalog.load({ database: 'db', name }), kind)!
const columns = (kind: string, name = 't') =>
  read(kind, name).columns.map(column => `${column.name} ${typeName(column.type)}`)
const query = (kind: string, select = '*', name = 't') =>
  lake.rows(`SELECT ${select} FROM ${systemTableSql(read(kind, name))}`)

test('columns are Trino’s', () => {
  expect(columns('snapshots')).toEqual([
    'committed_at timestamp(3) with time zone',
    'snapshot_id bigint',
    'parent_id bigint',
    'operation varchar',
    'manifest_list varchar',
    'summary map(varchar, varchar)',
  ])
  expect(columns('history')).toEqual([
    'made_current_at timestamp(3) with time zone',
    'snapshot_id bigint',
    'parent_id bigint',
    'is_current_ancestor boolean',
  ])
  expect(columns('refs')).toEqual([
    'name varchar',
    'type varchar',
    'snapshot_id bigint',
    'max_reference_age_in_ms bigint',
    'min_snapshots_to_keep integer',
    'max_snapshot_age_in_ms bigint',
  ])
  expect(columns('files').slice(0, 7)).toEqual([
    'content integer',
    'file_path varchar',
    'file_format varchar',
    'spec_id integer',
    'partition row(ts_month integer, id_bucket integer)',
    'record_count bigint',
    'file_size_in_bytes bigint',
  ])
  expect(columns('manifests').at(-1)).toBe(
    'partition_summaries array(row(contains_null boolean, contains_nan boolean, lower_bound varchar, upper_bound varchar))',
  )
  expect(read('partitions').columns.map(column => column.name)).toEqual([
    'partition',
    'record_count',
    'file_count',
    'total_size',
    'data',
  ])
  expect(read('entries').columns.map(column => column.name)).toEqual([
    'status',
    'snapshot_id',
    'sequence_number',
    'file_sequence_number',
    'data_file',
    'readable_metrics',
  ])
})

test('snapshots and history', async () => {
  expect(await query('snapshots', `operation, summary['added-records'], parent_id IS NULL`)).toEqual([
    ['append', '2', true],
    ['overwrite', '1', false],
  ])
  expect(await query('history', 'count(*), bool_and(is_current_ancestor)')).toEqual([['2', true]])
  expect(await query('refs', 'name, type')).toEqual([['main', 'BRANCH']])
  expect(await query('metadata_log_entries', 'latest_sequence_number')).toEqual([[null], ['1'], ['2']])
  expect(await query('properties', 'value', 't')).toContainEqual(['s3://warehouse/db/t'])
})

test('files with partition values and bounds as text', async () => {
  const files = await query(
    'files',
    `content, file_format, partition.ts_month, record_count, lower_bounds[3], upper_bounds[4], readable_metrics->>'$.id.lower_bound'`,
  )
  expect(files).toContainEqual([0, 'PARQUET', 600, '1', '2020-01-01T00:00:00', '1.50', '1'])
  expect(files).toContainEqual([0, 'PARQUET', 601, '1', '2020-02-01T01:02:03.500', '-2.50', '2'])
  expect(files.filter(file => file[0] === 1)).toHaveLength(1)
})

test('partitions', async () => {
  expect(
    await query(
      'partitions',
      'partition.ts_month, record_count, file_count, data.d.min, data.name.max, data.name.null_count',
    ),
  ).toEqual([
    [600, '2', '2', '1.50', "a'b", '1'],
    [601, '1', '1', '-2.50', null, '1'],
  ])
})

test('manifests', async () => {
  expect(
    await query(
      'manifests',
      'added_data_files_count, partition_summaries[1].lower_bound, partition_summaries[1].upper_bound',
    ),
  ).toContainEqual([2, '2020-01', '2020-02'])
  expect(await query('all_manifests', 'count(*)')).toEqual([['4']])
  expect(await query('all_entries', 'count(*), max(sequence_number)')).toEqual([['4', '2']])
})

test('of an empty, unpartitioned table', async () => {
  await lake.table('bare', [['id', types.int]])
  for (const kind of [
    'snapshots',
    'history',
    'refs',
    'files',
    'manifests',
    'partitions',
    'entries',
    'all_entries',
    'all_manifests',
  ])
    expect(await query(kind, 'count(*)', 'bare')).toEqual([['0']])
  expect(columns('files', 'bare').some(column => column.startsWith('partition'))).toBe(false)
})

test('there is no other', () => {
  expect(systemTable(lake.catalog.manifests, lake.catalog.load({ database: 'db', name: 't' }), 'nope')).toBeUndefined()
  expect(
    systemTable(lake.catalog.manifests, lake.catalog.load({ database: 'db', name: 't' }), 'constructor'),
  ).toBeUndefined()
})
