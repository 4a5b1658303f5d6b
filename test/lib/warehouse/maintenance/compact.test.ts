import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeRecord } from '../../../../src/lib/project/step-record.js'
import { openIcebergTable } from '../../../../src/lib/warehouse/iceberg/open-table.js'
import { type CompactRequest, compact } from '../../../../src/lib/warehouse/maintenance/compact.js'
import { agreeing, createIceberg, type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'

let warehouse: IcebergWarehouse

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  await warehouse.query(createIceberg('std.quiet', 'select 1 as id'))
})
afterAll(() => warehouse.stop())

let name: string
let count = 0

/** A table of small files in two partitions, with a delete file in one. */
beforeEach(async () => {
  name = `busy_${++count}`
  const more =
    ", partitioning = array['part'], vacuum_max_snapshot_age_seconds = 604800, optimize_rewrite_data_file_threshold = 2"
  await warehouse.query(createIceberg(`cur.${name}`, `select 0 as id, 'a' as part union all select 1, 'a'`, more))
  for (let id = 2; id < 5; id++) {
    await warehouse.query(`insert into cur.${name} values (${id}, '${id % 2 ? 'a' : "b''"}')`)
  }
  await warehouse.query(`delete from cur.${name} where id = 1`)
})

const run = (request: Partial<CompactRequest>, reporter = agreeing().reporter) =>
  compact(
    warehouse.connection,
    { tables: [name], all: false, vacuum: true, jobs: 2, dryRun: false, ...request },
    reporter,
  )
const metadata = async () => (await openIcebergTable(warehouse.clients, { database: 'cur', name })).metadata
const ids = async () => (await warehouse.rows(`select id from cur.${name} order by id`)).flat()

describe('compaction', () => {
  it('reports without changing anything in a dry run, table by table', async () => {
    const before = await metadata()
    const { tables, dryRun } = await run({ tables: ['std', 'cur'], dryRun: true })
    const busy = tables.find(({ table }) => table === `cur.${name}`)
    expect(dryRun).toBe(true)
    expect(busy).toMatchObject({
      outcome: 'dry run',
      before: { dataFiles: 4, smallFiles: 4, rewritableFiles: 4, filesAfter: 2, deleteFiles: 1, partitions: 2 },
    })
    expect(tables.find(({ table }) => table === 'std.quiet')).toMatchObject({ outcome: 'not needed' })
    expect(await metadata()).toEqual(before)
  })

  it('makes few files of many, merges deletes, keeps the rows and the table’s own retention', async () => {
    const { tables, approximateDollars } = await run({})
    expect(tables[0]).toMatchObject({ outcome: 'compacted', after: { dataFiles: 2, deleteFiles: 0 } })
    expect(approximateDollars).toBeGreaterThan(0)
    expect(await ids()).toEqual(['0', '2', '3', '4'])
    expect((await metadata()).snapshots).toHaveLength(6)
    expect((await run({})).tables[0]).toMatchObject({ outcome: 'not needed' })
  })

  it('expires snapshots by another retention after asking, and gives the table its own back', async () => {
    const { reporter, questions } = agreeing()
    await run({ retainSeconds: 0 }, reporter)
    expect(questions[0]?.consequences.join('\n')).toContain(`cur.${name}: 4 snapshots older than 0 s`)
    const after = await metadata()
    expect(after.snapshots).toHaveLength(1)
    expect(after.properties.vacuum_max_snapshot_age_seconds).toBe('604800')
    expect(await ids()).toHaveLength(4)
  })

  it('takes the retention away again from a table that had none', async () => {
    await warehouse.query(createIceberg(`std.plain_${name}`, 'select 1 as id'))
    await warehouse.query(`insert into std.plain_${name} values (2)`)
    await run({ tables: [`std.plain_${name}`], all: true, retainSeconds: 0 })
    const plain = await openIcebergTable(warehouse.clients, { database: 'std', name: `plain_${name}` })
    expect(plain.metadata.properties).not.toHaveProperty('vacuum_max_snapshot_age_seconds')
    expect(plain.metadata.snapshots).toHaveLength(1)
  })
})

it('gives a table its own retention back that a run which was killed had changed', async () => {
  const { paths } = warehouse.connection.project
  await warehouse.query(`alter table cur.${name} set tblproperties ('vacuum_max_snapshot_age_seconds' = '1')`)
  writeRecord(paths, `retention-local-cur.${name}`, { database: 'cur', name, value: '604800' })
  writeRecord(paths, 'retention-local-cur.gone', { database: 'cur', name: 'gone', value: null })
  await run({ tables: ['quiet'] })
  expect((await metadata()).properties.vacuum_max_snapshot_age_seconds).toBe('604800')
  expect(readdirSync(paths.steps)).toEqual([])
})

describe('Athena’s refusals', () => {
  it('are answered by running again: more runs needed, and commits that another writer won', async () => {
    for (const kind of [
      'ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED',
      'ICEBERG_VACUUM_MORE_RUNS_NEEDED',
      'ICEBERG_COMMIT_ERROR',
    ] as const) {
      warehouse.lakehouse.faults.add({ kind, times: 2, match: name })
    }
    const { reporter, said } = agreeing()
    const { tables } = await run({}, reporter)
    expect(tables[0]).toMatchObject({ outcome: 'compacted', after: { dataFiles: 2 } })
    expect(said.some(text => text.includes('optimize, run 3'))).toBe(true)
  })

  it('go partition by partition where the table is too much at once', async () => {
    // The statement for the whole table fails with the words of one that opens too many partitions.
    warehouse.clients.athena.middlewareStack.add(
      next => async args => {
        const input = args.input as { QueryString?: string }
        if (input.QueryString?.endsWith('BIN_PACK')) {
          input.QueryString = `select cast('TOO_MANY_OPEN_PARTITIONS' as integer)`
        }
        return next(args)
      },
      { step: 'initialize', name: 'tooMany' },
    )
    const { reporter, said } = agreeing()
    const { tables } = await run({}, reporter)
    warehouse.clients.athena.middlewareStack.remove('tooMany')
    expect(said.some(text => text.includes('partition 2 of 2'))).toBe(true)
    expect(tables[0]).toMatchObject({ outcome: 'compacted', runs: 3, after: { dataFiles: 2, deleteFiles: 0 } })
    expect(await ids()).toHaveLength(4)
  })

  it('make one table fail, and the others go on', async () => {
    const fault = warehouse.lakehouse.faults.add({ kind: 'ICEBERG_COMMIT_ERROR', match: `${name} REWRITE` })
    const { tables } = await run({ tables: [name, 'quiet'], all: true })
    expect(tables.map(({ outcome }) => outcome)).toEqual(['failed', 'nothing to rewrite'])
    expect(tables[0]?.error).toContain('ICEBERG_COMMIT_ERROR')
    warehouse.lakehouse.faults.remove(fault.id)
  })
})

it('stops between tables, and says which were not reached', async () => {
  const stop = new AbortController()
  stop.abort()
  const request = { tables: [name], all: true, vacuum: true, jobs: 1, dryRun: false }
  const result = await compact(warehouse.connection, request, agreeing().reporter, stop.signal)
  expect(result).toMatchObject({ interrupted: true, tables: [{ outcome: 'not reached' }] })
})
