import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEnvironmentConfig } from '../../src/lib/project/config.js'
import { openProject } from '../../src/lib/project/project.js'
import { awsClients } from '../../src/lib/warehouse/clients.js'
import { runningLocal } from '../../src/lib/warehouse/connection.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { mdw, writeProject } from '../support/cli.js'
import { freePort } from '../support/cli-project.js'
import { dbtVenv } from '../support/dbt-python.js'
import { createIceberg } from '../support/iceberg-warehouse.js'

const MINUTES = 60_000
let folder: string

/** A warehouse without dbt: one Iceberg table that was written three times, and a view. */
beforeAll(async () => {
  await dbtVenv()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-iceberg-')))
  const port = await freePort()
  writeProject(folder, `name: shop\nenvironments:\n  local:\n    port: ${port}\n`)
  await run('local', 'start')
  const unprovisioned = await mdw(['query', 'select 1'], folder)
  expect(unprovisioned).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('mdw up') })
  const project = openProject(folder)
  const environment = await runningLocal(project, 'local', project.config.environments.local as LocalEnvironmentConfig)
  await provision({ environment: environment!, clients: awsClients(environment!), sources: [] })
  const rows = `select * from (values (1, 'pear', 1.5), (2, 'fig', 2.5)) as t (id, name, price)`
  await run('query', createIceberg('cur.fct_fruit', rows))
  await run('query', `insert into cur.fct_fruit values (3, 'kiwi', 0.5)`)
  await run('query', `update cur.fct_fruit set price = 9.5 where name = 'fig'`)
  await run('query', 'create view stg.stg_fruit as select 1 as id')
}, 5 * MINUTES)

afterAll(async () => {
  await mdw(['down'], folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Runs a command that is to succeed; its standard output. */
async function run(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await mdw(args, folder)
  expect(exitCode, stdout + stderr).toBe(0)
  return stdout
}

const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'))
const count = async () => (await json('query', 'select count(*) from cur.fct_fruit')).rows[0][0]

describe('mdw history and mdw travel', () => {
  it('show the states, and the rows of each', async () => {
    const { entries } = await json('history', 'fruit')
    expect(entries.map((entry: { operation: string; rows: number }) => [entry.operation, entry.rows])).toEqual([
      ['overwrite', 3],
      ['append', 3],
      ['append', 2],
    ])
    expect(await run('history', 'fruit')).toContain(entries[0].id)
    expect(await run('travel', 'fruit', '--version', '-2', '-o', 'csv', '--columns', 'id,name')).toBe(
      '"id","name"\n"1","pear"\n"2","fig"\n',
    )
    const then = await json(
      'travel',
      'fruit',
      '--as-of',
      entries[1].at,
      '--where',
      "name = 'fig'",
      '--columns',
      'price',
    )
    expect(then).toMatchObject({ rows: [['2.5']], snapshot: { id: entries[1].id } })
  })

  it('say on standard error which snapshot it is, and keep standard output for the rows', async () => {
    const { stdout, stderr } = await mdw(['travel', 'fruit', '--version', '-1', '--count', '-o', 'json'], folder)
    expect(JSON.parse(stdout)).toEqual([{ rows: '3' }])
    expect(stderr).toMatch(/cur\.fct_fruit\nSnapshot \d+ \(append\), committed /)
  })

  it.each([
    [['travel', 'stg_fruit', '--version', '-1'], 2, 'NOT_ICEBERG'],
    [['travel', 'fruit', '--as-of', 'tomorrow'], 2, 'TIME_NOT_UNDERSTOOD'],
    [['travel', 'fruit', '--as-of', '2018-03-01'], 1, 'BEFORE_FIRST_SNAPSHOT'],
    [['travel', 'fruit'], 2, 'USAGE'],
    [['history', 'nothing'], 2, 'TABLE_NOT_FOUND'],
    [['compact', '--retain', 'soon'], 2, 'USAGE'],
  ])('refuse %j', async (args, exitCode, code) => {
    const result = await mdw([...args, '--json'], folder)
    expect(JSON.parse(result.stdout).error).toMatchObject({ code, exitCode })
    expect(result).toMatchObject({ exitCode, stderr: '' })
  })
})

describe('mdw diff', () => {
  it('ends with 3 only where it finds differences and is asked to say so', async () => {
    const text = await run('diff', 'fruit', '--from', '-1', '--key', 'id')
    expect(text).toContain('~ 1 changed')
    expect(text).toContain('id=2: price 2.5 → 9.5')
    const args = ['diff', 'fruit', '--from', '-1', '--key', 'id', '--exit-code']
    expect((await mdw(args, folder)).exitCode).toBe(3)
    expect((await mdw([...args, '--to', '-1'], folder)).exitCode).toBe(0)
  })
})

describe('mdw restore', () => {
  it('changes nothing unasked, restores with --yes, and is undone the way it says', async () => {
    const asked = await mdw(['restore', 'fruit', '--to', '-2'], folder)
    expect(asked).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('No longer seen: 2 changes') })
    expect((await json('restore', 'fruit', '--to', '-2', '--dry-run')).outcome).toBe('dry run')
    expect(await count()).toBe('3')
    const said = await run('restore', 'fruit', '--to', '-2', '--yes')
    expect(await count()).toBe('2')
    const undo = /To take it back: mdw (.*)\n/.exec(said)![1]!.split(' ')
    await run(...undo, '--yes')
    expect(await count()).toBe('3')
  })
})

describe('mdw compact and mdw gc', () => {
  it('report, compact, expire after asking, and find nothing the next time', async () => {
    const report = await json('compact', '--dry-run')
    expect(report.tables).toMatchObject([{ table: 'cur.fct_fruit', before: { snapshots: 3 } }])
    const asked = await mdw(['compact', 'cur', '--all', '--retain', '0s'], folder)
    expect(asked, asked.stderr).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('2 snapshots older') })
    const done = await json('compact', 'fruit', '--all', '--retain', '0s', '--yes')
    expect(done.tables).toMatchObject([{ outcome: 'compacted', after: { snapshots: 1 } }])
    expect(await count()).toBe('3')
    expect(await run('compact')).toContain('Nothing to do')
  })

  it('delete what a build left, and nothing else', async () => {
    await run('query', createIceberg('cur.fct_fruit__dbt_tmp', 'select 1 as id'))
    expect(await run('gc', '--dry-run')).toContain('1 young one left alone')
    const found = await json('gc', '--older-than', '0s', '--yes')
    expect(found).toMatchObject({ tables: ['cur.fct_fruit__dbt_tmp'], failed: [] })
    expect(existsSync(join(folder, '.mdw', 's3', 'mdw-local', 'cur', 'fct_fruit__dbt_tmp'))).toBe(false)
    expect(await count()).toBe('3')
    expect(await run('gc', '--older-than', '0s')).toBe('No leftovers.\n')
  })
})
