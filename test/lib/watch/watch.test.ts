import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archivedRuns } from '../../../src/lib/toolchain/dbt/run-archive.js'
import { listTables } from '../../../src/lib/warehouse/tables.js'
import { renderRound, renderTables } from '../../../src/lib/watch/render.js'
import { dbtVenv } from '../../support/dbt-python.js'
import { type IcebergWarehouse, icebergWarehouse } from '../../support/iceberg-warehouse.js'
import { dimA, rawSource, schema, writeSmallProject } from '../../support/small-project.js'
import { type Watching, watching } from '../../support/watching.js'

let warehouse: IcebergWarehouse
let project: ReturnType<typeof writeSmallProject>
let session: Watching

const tables = async () => (await listTables(warehouse.clients.glue, 'std')).map(table => table.Name)
const built = (nodes: { name: string; resourceType: string }[]) =>
  nodes.filter(({ resourceType }) => resourceType === 'model').map(({ name }) => name)

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  warehouse.connection.project.paths.venv = await dbtVenv()
  project = writeSmallProject(warehouse.connection.project.dbtFolder)
  session = await watching(warehouse.connection)
})
afterAll(async () => {
  await session?.stop()
  await warehouse.stop()
})

/** The process that this one started for dbt. */
function killDbt(): void {
  const { stdout } = execaSync('pgrep', ['-P', String(process.pid), '-f', 'resident_dbt.py'])
  for (const pid of stdout.split('\n')) process.kill(Number(pid), 'SIGKILL')
}

/** The rounds build on one another, as a day's do: they are one story, in order. */
describe('mdw watch, save by save', { timeout: 120_000 }, () => {
  it('builds the saved model and what reads it, lints, tests, and tells what it left out', async () => {
    project.save('models/dim_a.sql', `${dimA("(1, 'a'), (2, 'b')")}-- saved`)
    const round = await session.round()
    expect(round).toMatchObject({ outcome: 'succeeded', files: ['dbt/models/dim_a.sql'], changed: ['dim_a'] })
    expect(built(round.nodes)).toEqual(expect.arrayContaining(['dim_a', 'dim_v', 'fct_i']))
    expect(round.notBuilt).toEqual(['fct_t'])
    expect(round.nodes.filter(({ status }) => status === 'pass')).toHaveLength(2)
    expect(round.tables).toEqual(
      expect.arrayContaining([
        { table: 'std.dim_a', outcome: 'new', rows: 2 },
        { table: 'std.dim_v', outcome: 'skipped', reason: 'a view stores no rows' },
        { table: 'std.fct_i', outcome: 'new', rows: 2 },
      ]),
    )
    expect(renderRound(round)).toMatch(/succeeded: 3 built, 2 tests passed, no findings, in \d+\.\d\d s\n$/)
  })

  it('shows the rows that changed: of a replaced table, and of an incremental model', async () => {
    project.save('models/dim_a.sql', dimA("(1, 'a'), (2, 'x'), (3, 'c')"))
    const { tables: changes } = await session.round()
    const of = (table: string) => changes.find(change => change.table === table)
    expect(of('std.dim_a')).toMatchObject({
      outcome: 'compared',
      differences: { key: ['id'], rows: { added: 1, removed: 0, changed: 1, same: 1 }, different: true },
    })
    expect(of('std.fct_i')).toMatchObject({
      outcome: 'compared',
      differences: { keySource: 'dbt unique_key', rows: { added: 1, removed: 0, changed: 1, same: 1 } },
    })
    const text = renderTables({ tables: changes })
    expect(text).toContain('std.dim_a: + 1 added   - 0 removed   ~ 1 changed   1 the same')
    expect(text).toContain('~ id=2: name b → x')
    expect((await tables()).filter(name => name?.includes('__'))).toEqual([])
  })

  it('takes a new column for a change of schema', async () => {
    project.save('models/dim_a.sql', dimA("(1, 'a'), (2, 'x')").replace('select *', "select 'n' as extra, *"))
    const { tables: changes } = await session.round()
    const differences = changes.find(({ table }) => table === 'std.dim_a')
    expect(differences).toMatchObject({
      differences: {
        rows: { added: 0, removed: 1, changed: 0, same: 2 },
        schemaChanges: [{ change: 'added', column: 'extra' }],
      },
    })
  })

  it('shows Athena’s words for broken SQL, and builds again what was skipped', async () => {
    project.save('models/dim_a.sql', dimA('(1, nope)'))
    const broken = await session.round()
    expect(broken.outcome).toBe('failed')
    expect(renderRound(broken)).toMatch(/✗ std\.dim_a\n.*COLUMN_NOT_FOUND[\s\S]*failed: 0 built, 0 of 2 tests passed/)
    expect(await warehouse.rows('select count(*) from std.dim_a')).toEqual([['2']])
    project.save('models/dim_a.sql', dimA("(1, 'a'), (2, 'x')"))
    const mended = await session.round()
    expect(mended.outcome).toBe('succeeded')
    expect(mended.changed.sort()).toEqual(['dim_a', 'dim_v', 'fct_i'])
  })

  it('shows what dbt can’t read, and watches on', async () => {
    project.save('models/dim_a.sql', '{{ nope( }}')
    const refused = await session.round()
    expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'DBT_FAILED' }, nodes: [] })
    expect(renderRound(refused)).toMatch(/dim_a\.sql[\s\S]*still watching/)
    project.save('models/dim_a.sql', dimA("(1, 'a'), (null, 'b')"))
    const failing = await session.round()
    expect(failing.outcome).toBe('failed')
    expect(renderRound(failing)).toMatch(/✗ test not_null_dim_a_id\n.*Got 1 result[\s\S]*1 of 2 tests passed/)
  })

  it('runs a failed test again with the next save, and a changed one though its model is not built', async () => {
    project.save('models/shop.yml', schema('[unique]'))
    const round = await session.round()
    expect(round.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['dim_v', 'fct_i']))
    expect(round.outcome).toBe('succeeded')
    project.save('models/shop.yml', schema('[unique, {accepted_values: {arguments: {values: [1], quote: false}}}]'))
    const added = await session.round()
    expect(added.nodes).toMatchObject([{ status: 'pass', resourceType: 'test' }])
  })

  it('knows files that are new and gone, and keeps the runs', async () => {
    project.save('models/fct_n.sql', "{{ config(materialized='view') }} select 1 as one")
    expect(await session.round()).toMatchObject({ changed: ['fct_n'], outcome: 'succeeded' })
    rmSync(join(warehouse.connection.project.dbtFolder, 'models', 'fct_n.sql'))
    project.save('models/dim_v.sql', "{{ config(materialized='view') }}\nselect id from {{ ref('dim_a') }}\n")
    const { removed, changed } = await session.round()
    expect([removed, changed]).toEqual([['fct_n'], ['dim_v']])
    const [last] = archivedRuns(warehouse.connection.project.paths.runs)
    expect(last?.mdw).toMatchObject({ command: 'watch', success: true })
  })

  it('makes a raw table anew that is defined otherwise, and builds what reads it', async () => {
    project.save('models/raw/raw.yml', rawSource(['id']))
    project.save('models/stg_c.sql', "{{ config(materialized='view') }} select * from {{ source('raw', 'cities') }}")
    expect(await session.round()).toMatchObject({ changed: ['stg_c'], outcome: 'succeeded' })
    project.save('models/raw/raw.yml', rawSource(['id', 'name']))
    expect(await session.round()).toMatchObject({ changed: ['stg_c'], outcome: 'succeeded' })
    const { rows } = await warehouse.query('describe std.stg_c')
    expect(JSON.stringify(rows)).toContain('name')
  })

  it('starts dbt again when it died', async () => {
    killDbt()
    project.save('models/dim_a.sql', dimA("(7, 'g')"))
    const round = await session.round()
    expect(round).toMatchObject({ changed: ['dim_a'] })
    expect(await warehouse.rows('select id from std.dim_a')).toEqual([['7']])
  })

  it('says that other settings want another start', async () => {
    const { root } = warehouse.connection.project.paths
    writeFileSync(join(root, 'mdw.yml'), 'name: shop\n')
    await session.saying('mdw.yml changed')
  })

  it('ends in order: its result has the rounds, and no table is left behind', async () => {
    const result = await session.stop()
    expect(result.environment).toBe('local')
    expect(result.rounds.length).toBe(result.total)
    expect((await tables()).filter(name => name?.includes('__'))).toEqual([])
  })
})
