import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeOf, writeAvro } from '../../../../src/lib/lakehouse/iceberg/avro/container.js'
import { manifestListSchema, manifestRecord } from '../../../../src/lib/lakehouse/iceberg/avro/manifest-list.js'
import type { TableName } from '../../../../src/lib/lakehouse/iceberg/iceberg-catalog.js'
import { currentSnapshot, type Snapshot } from '../../../../src/lib/lakehouse/iceberg/metadata/model.js'
import { newSnapshotId } from '../../../../src/lib/lakehouse/iceberg/snapshot/empty-snapshot.js'
import { addToMain } from '../../../../src/lib/lakehouse/iceberg/snapshot/prepare-commit.js'
import { types } from './column-types.js'
import { type IcebergLake, startIcebergLake } from './iceberg-lake.js'

let lake: IcebergLake
beforeAll(async () => {
  lake = await startIcebergLake()
})
afterAll(() => lake.stop())

const writers = 8
const commits = 15

/** The commit that DuckDB would send for an INSERT of one file, made on the snapshot the writer saw. */
async function append(name: TableName, path: string, context: { rebase: boolean }): Promise<void> {
  const { metadata } = lake.catalog.load(name)
  const { manifests } = lake.catalog
  const head = currentSnapshot(metadata)!
  const [pattern] = manifests.list(head)
  const raw = manifests.raw(pattern!)
  const record = raw.records[0]!
  const id = newSnapshotId()
  const manifest = `${metadata.location}/metadata/${id}-m0.avro`
  const bytes = writeAvro(raw, [{ ...record, f2: { ...record.f2, f100: path } }])
  await manifests.write(manifest, bytes)
  const snapshot: Snapshot = {
    'snapshot-id': id,
    'parent-snapshot-id': head['snapshot-id'],
    'sequence-number': metadata['last-sequence-number'] + 1,
    'timestamp-ms': Date.now(),
    'manifest-list': `${metadata.location}/metadata/snap-${id}.avro`,
    summary: { operation: 'append' },
  }
  const added = {
    ...pattern!,
    path: manifest,
    length: bytes.length,
    addedSnapshotId: id,
    sequenceNumber: snapshot['sequence-number'],
    minSequenceNumber: snapshot['sequence-number'],
  }
  const meta = { 'avro.schema': Buffer.from(manifestListSchema) }
  const list = [...manifests.list(head), added].map(manifestRecord)
  await manifests.write(snapshot['manifest-list'], writeAvro({ meta, type: typeOf(manifestListSchema) }, list))
  const requirements = [{ type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': head['snapshot-id'] }]
  await lake.catalog.commit(name, { requirements, updates: addToMain(snapshot) }, { oneSnapshot: true, ...context })
}

const paths = (name: string) => {
  const { manifests } = lake.catalog
  const listed = manifests.list(currentSnapshot(lake.metadata(name)))
  return listed.flatMap(manifest => manifests.entries(manifest).map(entry => entry.file.path))
}

describe('eight writers', () => {
  test('append to one table: every commit is there once, in one line of snapshots', async () => {
    const name = await lake.table('one', [['id', types.int]])
    await lake.rows('INSERT INTO lake.db.one VALUES (0)')
    const before = paths('one')
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let i = 0; i < commits; i++) await append(name, `s3://warehouse/w${writer}/${i}.parquet`, { rebase: true })
      }),
    )
    const expected = Array.from(
      { length: writers * commits },
      (_, i) => `s3://warehouse/w${i % writers}/${Math.floor(i / writers)}.parquet`,
    )
    expect(paths('one').sort()).toEqual([...before, ...expected].sort())
    const { snapshots } = lake.metadata('one')
    expect(snapshots).toHaveLength(1 + writers * commits)
    for (const [i, snapshot] of snapshots.entries()) {
      expect(snapshot['sequence-number']).toBe(i + 1)
      expect(snapshot['parent-snapshot-id']).toBe(snapshots[i - 1]?.['snapshot-id'])
      expect(snapshot.summary['total-records']).toBe(String(i + 1))
    }
    expect(
      snapshots.every((snapshot, i) => i === 0 || snapshot['timestamp-ms'] > snapshots[i - 1]!['timestamp-ms']),
    ).toBe(true)
  })

  test('without the right to rebase all but one of a round fail with a conflict and change nothing', async () => {
    const name = await lake.table('strict', [['id', types.int]])
    await lake.rows('INSERT INTO lake.db.strict VALUES (0)')
    const round = Array.from({ length: writers }, (_, i) =>
      append(name, `s3://warehouse/s${i}.parquet`, { rebase: false }),
    )
    const results = await Promise.allSettled(round)
    const failures = results.filter(result => result.status === 'rejected')
    expect(failures).toHaveLength(writers - 1)
    for (const { reason } of failures) expect(reason).toMatchObject({ type: 'CommitFailedException', status: 409 })
    expect(paths('strict')).toHaveLength(2)
  })

  test('of the engine itself: appends are merged, updates of the same rows conflict', async () => {
    await lake.table('engine', [
      ['id', types.int],
      ['n', types.int],
    ])
    await lake.rows('INSERT INTO lake.db.engine VALUES (0, 0)')
    // A DuckDB call holds a thread of the pool that the S3 door needs too: two at a time.
    const work = (sql: (i: number) => string) =>
      Promise.allSettled(
        [0, 1].map(async writer => {
          const connection = await lake.connect()
          const outcomes: boolean[] = []
          for (let i = 0; i < 10; i++)
            outcomes.push(
              await connection.run(sql(writer * 10 + i)).then(
                () => true,
                () => false,
              ),
            )
          connection.closeSync()
          return outcomes
        }),
      )
    await work(i => `INSERT INTO lake.db.engine VALUES (${i + 1}, 0)`)
    expect(await lake.rows('SELECT count(*), count(DISTINCT id) FROM lake.db.engine')).toEqual([['21', '21']])
    const updates = await work(() => 'UPDATE lake.db.engine SET n = n + 1 WHERE id = 0')
    const done = updates.flatMap(result => (result.status === 'fulfilled' ? result.value : [])).filter(Boolean).length
    expect(await lake.rows('SELECT n FROM lake.db.engine WHERE id = 0')).toEqual([[done]])
    expect(done).toBeGreaterThan(0)
  })
})

test('a pointer moved past the catalog (Glue UpdateTable) is a conflict, not a lost update', async () => {
  const name = await lake.table('moved', [['id', types.int]])
  const table = lake.store.table('db', 'moved')!
  const change = lake.catalog.change(name, () => {
    const { createTime: _c, updateTime: _u, versionId: _v, ...input } = lake.store.table('db', 'moved')!
    if (input.description === undefined) lake.store.updateTable({ ...input, description: 'by Glue' })
    return [{ action: 'set-properties', updates: { a: '1' } }]
  })
  await change
  expect(lake.store.table('db', 'moved')).toMatchObject({ description: 'by Glue' })
  expect(lake.metadata('moved').properties).toEqual({ a: '1' })
  expect(lake.store.table('db', 'moved')!.parameters.metadata_location).not.toBe(table.parameters.metadata_location)
})
