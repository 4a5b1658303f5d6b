import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tableFiles } from '../../../../src/lib/lakehouse/iceberg/maintenance/reachable-files.js'
import { planRewrite } from '../../../../src/lib/lakehouse/iceberg/maintenance/rewrite.js'
import { vacuum } from '../../../../src/lib/lakehouse/iceberg/maintenance/vacuum.js'
import { currentSnapshot } from '../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { types } from './column-types.js'
import { type IcebergLake, startIcebergLake } from './iceberg-lake.js'

let lake: IcebergLake
beforeAll(async () => {
  lake = await startIcebergLake()
})
afterAll(() => lake.stop())

const named = (name: string) => ({ database: 'db', name })
const head = (name: string) => currentSnapshot(lake.metadata(name))!
const content = (name: string) =>
  lake.rows(`SELECT count(*), sum(id), string_agg(id || coalesce(p, '-') || v, ',' ORDER BY id) FROM lake.db.${name}`)

async function fragmented(name: string, partitioning: string[] = []) {
  await lake.table(
    name,
    [
      ['id', types.int],
      ['p', types.text],
      ['v', types.int],
    ],
    partitioning,
  )
  for (let i = 0; i < 6; i++)
    await lake.rows(`INSERT INTO lake.db.${name} SELECT range, CASE range % 3 WHEN 0 THEN 'x' WHEN 1 THEN 'é/=' END, 0
      FROM range(${i * 12}, ${i * 12 + 12})`)
  await lake.rows(`UPDATE lake.db.${name} SET v = 1 WHERE id % 5 = 0`)
  await lake.rows(`DELETE FROM lake.db.${name} WHERE id % 7 = 0`)
}

async function rewrite(name: string, selection = {}) {
  const plan = await planRewrite(lake.catalog, named(name), selection)
  if (!plan) return undefined
  try {
    await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName}`)
    return await plan.commit()
  } finally {
    await plan.close()
  }
}

describe('OPTIMIZE', () => {
  test('makes one file of many, merges the deletes, and keeps old snapshots', async () => {
    await fragmented('plain')
    const [before, old] = [await content('plain'), head('plain')['snapshot-id']]
    await rewrite('plain')
    expect(await content('plain')).toEqual(before)
    expect(head('plain')).toMatchObject({
      'parent-snapshot-id': old,
      summary: {
        operation: 'replace',
        'added-data-files': '1',
        'deleted-data-files': '7',
        'total-data-files': '1',
        'total-delete-files': '0',
        'total-position-deletes': '0',
        'total-records': '61',
      },
    })
    expect(await lake.rows(`SELECT count(*) FROM lake.db.plain AT (VERSION => ${old})`)).toEqual([['61']])
    await lake.rows('DELETE FROM lake.db.plain WHERE id = 1')
    await lake.rows(`INSERT INTO lake.db.plain VALUES (1000, 'x', 0)`)
    expect(await lake.rows('SELECT count(*) FROM lake.db.plain')).toEqual([['61']])
  })

  test('a second run finds nothing worth it', async () => {
    await fragmented('twice', ['p'])
    await rewrite('twice')
    expect(await planRewrite(lake.catalog, named('twice'))).toBeUndefined()
  })

  test('of some files leaves the others, their deletes and their partitions alone', async () => {
    await fragmented('some', ['p'])
    const before = await content('some')
    const paths = new Set(
      (await lake.rows(`SELECT DISTINCT filename FROM lake.db.some WHERE p = 'x'`)).map(row => String(row[0])),
    )
    await rewrite('some', { paths, all: true })
    expect(await content('some')).toEqual(before)
    expect(await lake.rows(`SELECT count(DISTINCT filename) FROM lake.db.some WHERE p = 'x'`)).toEqual([['1']])
    expect(
      Number((await lake.rows('SELECT count(DISTINCT filename) FROM lake.db.some WHERE p IS NULL'))[0]![0]),
    ).toBeGreaterThan(5)
    expect(Number(head('some').summary['total-delete-files'])).toBeGreaterThan(0)
    await lake.rows('UPDATE lake.db.some SET v = 2 WHERE id % 2 = 0')
    expect(await lake.rows('SELECT count(*) FILTER (v = 2), count(*) FROM lake.db.some')).toEqual([['30', '61']])
  })

  test('goes on top of an append that came meanwhile', async () => {
    await fragmented('beside')
    const plan = (await planRewrite(lake.catalog, named('beside')))!
    await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName}`)
    await lake.rows(`INSERT INTO lake.db.beside VALUES (5000, 'new', 0)`)
    await plan.commit()
    await plan.close()
    expect(await lake.rows('SELECT count(*), max(id) FROM lake.db.beside')).toEqual([['62', 5000]])
    expect(head('beside').summary.operation).toBe('replace')
  })

  test('conflicts with deletes of the rows it copied, and leaves no file then', async () => {
    await fragmented('against')
    const plan = (await planRewrite(lake.catalog, named('against')))!
    await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName}`)
    await lake.rows('DELETE FROM lake.db.against WHERE id = 1')
    const after = await content('against')
    await expect(plan.commit()).rejects.toMatchObject({ type: 'CommitFailedException' })
    await plan.close()
    expect(await content('against')).toEqual(after)
    const { metadata, location } = lake.catalog.load(named('against'))
    const reachable = tableFiles(lake.catalog.manifests, metadata, location)
    const orphans = (await lake.files(metadata.location)).filter(
      key => key.includes('/data/') && !reachable.has(`s3://warehouse/${key}`),
    )
    expect(orphans).toEqual([])
  })

  test('is refused where the copy is not complete', async () => {
    await fragmented('short')
    const before = await content('short')
    const plan = (await planRewrite(lake.catalog, named('short')))!
    await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName} LIMIT 10`)
    await expect(plan.commit()).rejects.toThrow('holds 10 rows')
    await plan.close()
    expect(await content('short')).toEqual(before)
  })

  test('brings files of an old partition spec under the current one', async () => {
    await fragmented('respecced')
    const before = await content('respecced')
    await lake.catalog.change(named('respecced'), () => [
      { action: 'add-spec', spec: { fields: [{ 'source-id': 2, transform: 'identity', name: 'p' }] } },
      { action: 'set-default-spec', 'spec-id': -1 },
    ])
    await rewrite('respecced')
    expect(await content('respecced')).toEqual(before)
    const specs = lake.catalog.manifests
      .list(head('respecced'))
      .filter(manifest => manifest.addedFiles > 0)
      .map(manifest => manifest.specId)
    expect(new Set(specs)).toEqual(new Set([1]))
    expect(head('respecced').summary['total-data-files']).toBe('3')
  })

  test('follows the table’s thresholds', async () => {
    const properties = { optimize_rewrite_data_file_threshold: '10' }
    await lake.table('lazy', [['id', types.int]], [], properties)
    for (let i = 0; i < 6; i++) await lake.rows(`INSERT INTO lake.db.lazy VALUES (${i})`)
    expect(await planRewrite(lake.catalog, named('lazy'))).toBeUndefined()
    await lake.catalog.change(named('lazy'), () => [
      {
        action: 'set-properties',
        updates: { optimize_rewrite_data_file_threshold: '6', optimize_rewrite_min_data_file_size_bytes: '1' },
      },
    ])
    expect(await planRewrite(lake.catalog, named('lazy'))).toBeUndefined()
    await lake.catalog.change(named('lazy'), () => [
      { action: 'remove-properties', removals: ['optimize_rewrite_min_data_file_size_bytes'] },
    ])
    const plan = await planRewrite(lake.catalog, named('lazy'))
    expect(plan?.selected).toHaveLength(6)
    await plan?.close()
  })
})

describe('VACUUM', () => {
  const expireAll = { vacuum_max_snapshot_age_seconds: '0', vacuum_max_metadata_files_to_keep: '2' }

  test('keeps exactly what the table still reaches', async () => {
    await fragmented('clean')
    await rewrite('clean')
    const before = await content('clean')
    await lake.catalog.change(named('clean'), () => [{ action: 'set-properties', updates: expireAll }])
    const result = await vacuum(lake.catalog, named('clean'), { now: Date.now() + 1000 })
    expect(result.expiredSnapshots).toBe(8)
    const { metadata, location } = lake.catalog.load(named('clean'))
    const reachable = [...tableFiles(lake.catalog.manifests, metadata, location)].map(file =>
      file.replace('s3://warehouse/', ''),
    )
    expect(await lake.files(metadata.location)).toEqual(reachable.sort())
    expect(metadata['metadata-log']).toHaveLength(2)
    expect(metadata['snapshot-log']).toHaveLength(1)
    expect(await content('clean')).toEqual(before)
    await lake.rows(`INSERT INTO lake.db.clean VALUES (9999, 'x', 0)`)
    expect(await lake.rows('SELECT count(*) FROM lake.db.clean')).toEqual([['62']])
  })

  test('with nothing to do commits nothing', async () => {
    await lake.table('fresh', [['id', types.int]])
    const { location } = lake.catalog.load(named('fresh'))
    expect(await vacuum(lake.catalog, named('fresh'))).toEqual({ expiredSnapshots: 0, deletedFiles: 0 })
    expect(lake.catalog.load(named('fresh')).location).toBe(location)
  })

  test('a snapshot that a query reads stays until the query ends', async () => {
    await lake.table('busy', [['id', types.int]], [], expireAll)
    await lake.rows('INSERT INTO lake.db.busy VALUES (1)')
    const old = head('busy')['snapshot-id']
    const unpin = lake.catalog.pins.pin(lake.metadata('busy'))
    await lake.rows('DELETE FROM lake.db.busy')
    await vacuum(lake.catalog, named('busy'), { now: Date.now() + 1000 })
    expect(await lake.rows(`SELECT id FROM lake.db.busy AT (VERSION => ${old})`)).toEqual([[1]])
    unpin()
    expect((await vacuum(lake.catalog, named('busy'), { now: Date.now() + 1000 })).expiredSnapshots).toBe(1)
  })

  test('files of a failed writer go, but not those of one that is still writing', async () => {
    await lake.table('litter', [['id', types.int]], [], expireAll)
    await lake.rows('INSERT INTO lake.db.litter VALUES (1)')
    const write = lake.catalog.openWrite(named('litter'))
    await lake.objects.put('warehouse', 'db/litter/data/half.parquet', 'x')
    await vacuum(lake.catalog, named('litter'), { now: Date.now() + 1000 })
    expect(await lake.files('s3://warehouse/db/litter')).toContain('db/litter/data/half.parquet')
    write.close()
    await vacuum(lake.catalog, named('litter'), { now: Date.now() + 1000 })
    expect(await lake.files('s3://warehouse/db/litter')).not.toContain('db/litter/data/half.parquet')
    expect(await lake.rows('FROM lake.db.litter')).toEqual([[1]])
  })

  test('a tag keeps its snapshot readable', async () => {
    await lake.table('tagged', [['id', types.int]], [], expireAll)
    await lake.rows('INSERT INTO lake.db.tagged VALUES (1)')
    const id = head('tagged')['snapshot-id']
    await lake.catalog.change(named('tagged'), () => [
      { action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': id },
    ])
    await lake.rows('DELETE FROM lake.db.tagged')
    await vacuum(lake.catalog, named('tagged'), { now: Date.now() + 1000 })
    expect(await lake.rows(`SELECT id FROM lake.db.tagged AT (VERSION => ${id})`)).toEqual([[1]])
  })
})

test('dropping with purge deletes the table’s folders, not a neighbour inside its location', async () => {
  await fragmented('doomed')
  await lake.objects.put('warehouse', 'db/doomed/other__dbt_tmp/data/a.parquet', 'x')
  await lake.catalog.drop(named('doomed'), { purge: true })
  expect(await lake.files('s3://warehouse/db/doomed')).toEqual(['db/doomed/other__dbt_tmp/data/a.parquet'])
  expect(lake.store.table('db', 'doomed')).toBeUndefined()
})
