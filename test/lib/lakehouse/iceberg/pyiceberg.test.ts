import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { planRewrite } from '../../../../src/lib/lakehouse/iceberg/maintenance/rewrite.js'
import { runPyIceberg } from '../../../support/pyiceberg.js'
import { types } from './column-types.js'
import { type IcebergLake, startIcebergLake } from './iceberg-lake.js'

// Python starts slowly on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let lake: IcebergLake
beforeAll(async () => {
  lake = await startIcebergLake()
}, 300_000)
afterAll(() => lake.stop())

test('PyIceberg reads what the engine wrote: merged snapshots, deletes, transforms, a rewrite, old snapshots', async () => {
  await lake.table(
    't',
    [
      ['id', types.int],
      ['name', types.text],
      ['ts', types.timestamp],
    ],
    ['name', 'month(ts)', 'bucket(id, 3)'],
  )
  for (let i = 0; i < 5; i++)
    await lake.rows(`INSERT INTO lake.db.t SELECT range, CASE range % 3 WHEN 0 THEN 'é /=%' WHEN 1 THEN '' END, TIMESTAMP '2020-01-20' + INTERVAL (range) DAY
      FROM range(${i * 5}, ${i * 5 + 5})`)
  await lake.rows(`MERGE INTO lake.db.t t USING (SELECT range::INTEGER AS id FROM range(20, 30)) s ON t.id = s.id
    WHEN MATCHED THEN UPDATE SET name = 'm' WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'new', '2021-01-01')`)
  await lake.rows('DELETE FROM lake.db.t WHERE id % 7 = 0')
  const before = lake.metadata('t').snapshots.map(snapshot => String(snapshot['snapshot-id']))
  const plan = (await planRewrite(lake.catalog, { database: 'db', name: 't' }, { all: true }))!
  await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName}`)
  await plan.commit()
  await plan.close()
  const answer = await runPyIceberg<{ rows: unknown[]; old: unknown[][]; filtered: number[]; operations: string[] }>(
    lake,
    `
t = catalog.load_table('db.t')
rows = lambda s: sorted(([r['id'], r['name'], str(r['ts'])] for r in s.to_arrow().to_pylist()))
answer({
  'rows': rows(t.scan()),
  'old': [rows(t.scan(snapshot_id=i)) for i in [${before.join(', ')}]],
  'filtered': sorted(r['id'] for r in t.scan(row_filter="name is null and id < 10").to_arrow().to_pylist()),
  'operations': [s.summary.operation.value for s in t.snapshots()],
})`,
  )
  const sorted = `SELECT id, name, CAST(ts AS VARCHAR) FROM lake.db.t`
  expect(answer.rows).toEqual(await lake.rows(`${sorted} ORDER BY id`))
  for (const [i, id] of before.entries())
    expect(answer.old[i]).toEqual(await lake.rows(`${sorted} AT (VERSION => ${id}) ORDER BY id`))
  expect(answer.filtered).toEqual([2, 5, 8])
  expect(answer.operations).toEqual([
    'append',
    'append',
    'append',
    'append',
    'append',
    'overwrite',
    'delete',
    'replace',
  ])
})

test('the engine reads and changes what PyIceberg wrote', async () => {
  const answer = await runPyIceberg<{ location: string; tables: string[][]; error: string }>(
    lake,
    `
schema = Schema(NestedField(1, 'id', LongType(), required=False), NestedField(2, 's', StringType()), NestedField(3, 'ts', TimestamptzType()), NestedField(4, 'l', ListType(5, StringType(), element_required=False)))
t = catalog.create_table('db.py', schema, partition_spec=PartitionSpec(PartitionField(2, 1000, IdentityTransform(), 's')))
at = lambda d: datetime.datetime(2020, 1, d, tzinfo=datetime.timezone.utc)
table = lambda rows: pa.Table.from_pylist(rows, schema=t.schema().as_arrow())
t.append(table([{'id': 1, 's': 'a', 'ts': at(1), 'l': ['x']}, {'id': 2, 's': 'b', 'ts': at(2), 'l': None}]))
t.append(table([{'id': 3, 's': 'ü', 'ts': at(3), 'l': []}]))
t.delete('id = 2')
t.overwrite(table([{'id': 9, 's': 'z', 'ts': at(9), 'l': []}]), overwrite_filter='id = 3')
with t.update_schema() as update:
    update.add_column('extra', IntegerType())
with t.transaction() as tx:
    tx.set_properties(owner='me')
with t.manage_snapshots() as snapshots:
    snapshots.create_tag(t.current_snapshot().snapshot_id, 'v1')
catalog.rename_table('db.py', 'db.py2')
try:
    catalog.load_table('db.py')
except Exception as e:
    error = type(e).__name__
answer({'location': t.location(), 'tables': [list(i) for i in catalog.list_tables('db')], 'error': error})`,
  )
  expect(answer.location).toMatch(/^s3:\/\/warehouse\/db\/py-[0-9a-f]{8}$/)
  expect(answer.tables).toContainEqual(['db', 'py2'])
  expect(answer.error).toBe('NoSuchTableError')
  expect(await lake.rows('SELECT id, s, l, extra FROM lake.db.py2 ORDER BY id')).toEqual([
    ['1', 'a', ['x'], null],
    ['9', 'z', [], null],
  ])
  expect(lake.metadata('py2').properties).toMatchObject({ owner: 'me' })
  await lake.rows(`UPDATE lake.db.py2 SET extra = 5 WHERE id = 9`)
  await lake.rows(`INSERT INTO lake.db.py2 VALUES (20, 'q', '2021-05-05', NULL, 6)`)
  const plan = (await planRewrite(lake.catalog, { database: 'db', name: 'py2' }, { all: true }))!
  await lake.rows(`INSERT INTO lake.${plan.targetSqlName} SELECT * FROM lake.${plan.sourceSqlName}`)
  await plan.commit()
  await plan.close()
  const rows = await runPyIceberg(
    lake,
    `answer(sorted([r['id'], r['extra']] for r in catalog.load_table('db.py2').scan().to_arrow().to_pylist()))`,
  )
  expect(rows).toEqual([
    [1, null],
    [9, 5],
    [20, 6],
  ])
})

test('a table made in a transaction, namespaces, purge', async () => {
  const answer = await runPyIceberg<{ rows: number; namespaces: string[][]; errors: string[]; properties: object }>(
    lake,
    `
errors = []
def fails(work):
    try:
        work()
    except Exception as e:
        errors.append(type(e).__name__)
catalog.create_namespace('py', {'comment': 'mine', 'location': 's3://warehouse/py', 'k': 'v'})
fails(lambda: catalog.create_namespace('py'))
schema = Schema(NestedField(1, 'id', LongType(), required=False))
with catalog.create_table_transaction('py.made', schema) as tx:
    tx.append(pa.table({'id': pa.array([1, 2], pa.int64())}))
fails(lambda: catalog.drop_namespace('py'))
rows = catalog.load_table('py.made').scan().to_arrow().num_rows
catalog.update_namespace_properties('py', removals={'k'}, updates={'n': '1'})
properties = catalog.load_namespace_properties('py')
catalog.purge_table('py.made')
catalog.drop_namespace('py')
fails(lambda: catalog.list_tables('py'))
fails(lambda: catalog.create_namespace(('a', 'b')))
answer({'rows': rows, 'namespaces': [list(n) for n in catalog.list_namespaces()], 'errors': errors, 'properties': properties})`,
  )
  expect(answer).toEqual({
    rows: 2,
    namespaces: [['db']],
    errors: ['NamespaceAlreadyExistsError', 'NamespaceNotEmptyError', 'NoSuchNamespaceError', 'BadRequestError'],
    properties: { comment: 'mine', location: 's3://warehouse/py', n: '1' },
  })
  expect(await lake.files('s3://warehouse/py')).toEqual([])
})
