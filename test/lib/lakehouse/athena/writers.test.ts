import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { TestLakehouse } from '../../../lakehouse.js'
import { execute, query, select, startAthena } from './query.js'

/** MDW_WRITER_COMMITS=50 is the long form. */
const COMMITS = Number(process.env.MDW_WRITER_COMMITS ?? 2)
const WRITERS = 8

vi.setConfig({ testTimeout: 1_200_000 })

let lake: TestLakehouse
beforeAll(async () => {
  lake = await startAthena()
})
afterAll(() => lake.stop())

let conflicts = 0

/** Until it is committed, as clients do; only a conflict is tried again. */
async function commit(sql: string): Promise<void> {
  for (;;) {
    const { State, StateChangeReason } = (await execute(lake, sql)).Status!
    if (State === 'SUCCEEDED') return
    if (!StateChangeReason!.startsWith('ICEBERG_COMMIT_ERROR')) throw new Error(StateChangeReason)
    conflicts++
    await new Promise(resolve => setTimeout(resolve, Math.random() * 100))
  }
}

const writing = (work: (writer: number, commit: number) => string) =>
  Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let i = 0; i < COMMITS; i++) await commit(work(writer, i))
    }),
  )

const create = (table: string, body: string) =>
  query(
    lake,
    `create table db.${table} with (table_type = 'ICEBERG', is_external = false, location = 's3://lake/${table}/') as ${body}`,
  )

/** One line of snapshots, each on top of the last and later than it. */
function checkHistory(table: string, commits: number): void {
  const { snapshots } = lake.iceberg.load({ database: 'db', name: table }).metadata
  expect(snapshots).toHaveLength(commits + 1)
  for (const [i, snapshot] of snapshots.entries()) {
    if (i === 0) continue
    expect(snapshot['parent-snapshot-id']).toBe(snapshots[i - 1]!['snapshot-id'])
    expect(snapshot['sequence-number']).toBe(snapshots[i - 1]!['sequence-number'] + 1)
    expect(snapshot['timestamp-ms']).toBeGreaterThan(snapshots[i - 1]!['timestamp-ms'])
  }
}

describe(`${WRITERS} writers, ${COMMITS} commits each`, () => {
  test('count one row of one table up: no update is lost', async () => {
    await create('counter', 'select 1 as id, 0 as n')
    await writing(() => 'update counter set n = n + 1 where id = 1')
    expect(await select(lake, 'select n from counter')).toEqual([[String(WRITERS * COMMITS)]])
    checkHistory('counter', WRITERS * COMMITS)
  })

  test('insert and merge into one table: as if one after the other', async () => {
    await create('shared', 'select 0 as id, 0 as writer, 0 as n')
    await writing((writer, i) =>
      writer % 2 === 0
        ? `insert into shared values (${1 + writer * COMMITS + i}, ${writer}, 0)`
        : `merge into shared t using (values (0, 1), (${1 + writer * COMMITS + i}, 0)) s (id, n) on t.id = s.id
           when matched then update set n = t.n + s.n when not matched then insert values (s.id, ${writer}, s.n)`,
    )
    expect(await select(lake, 'select count(*), count(distinct id), max(n), min(n) from shared')).toEqual([
      [String(WRITERS * COMMITS + 1), String(WRITERS * COMMITS + 1), String((WRITERS / 2) * COMMITS), '0'],
    ])
    checkHistory('shared', WRITERS * COMMITS)
  })

  test('write to a table each: none waits for another, none conflicts', async () => {
    for (let writer = 0; writer < WRITERS; writer++) await create(`own_${writer}`, 'select 1 as id, 0 as n')
    const before = conflicts
    await writing((writer, i) =>
      i % 2 === 0
        ? `update own_${writer} set n = n + 1 where id = 1`
        : `insert into own_${writer} values (${i + 1}, 0)`,
    )
    expect(conflicts).toBe(before)
    for (let writer = 0; writer < WRITERS; writer++) {
      const [row] = await select(lake, `select count(*), max(n) from own_${writer}`)
      expect(row).toEqual([String(1 + Math.floor(COMMITS / 2)), String(Math.ceil(COMMITS / 2))])
      checkHistory(`own_${writer}`, COMMITS)
    }
  })
})
