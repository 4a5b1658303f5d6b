import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { childEnvironment } from '../../../../src/lib/toolchain/dbt/environment.js'
import { ResidentDbt } from '../../../../src/lib/toolchain/dbt/resident.js'
import { openIcebergTable } from '../../../../src/lib/warehouse/iceberg/open-table.js'
import { dbtVenv } from '../../../support/dbt-python.js'
import { type IcebergWarehouse, icebergWarehouse } from '../../../support/iceberg-warehouse.js'

let warehouse: IcebergWarehouse
let dbt: ResidentDbt
let folder: string

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
const model = (rows: string) =>
  `{{ config(materialized='table', table_type='iceberg') }}\nselect * from (values ${rows}) t (id, name)`
const ignore = () => {}
const metadataOf = async (name: string) =>
  (await openIcebergTable(warehouse.clients, { database: 'std', name })).metadataLocation

beforeAll(async () => {
  warehouse = await icebergWarehouse()
  folder = warehouse.connection.project.dbtFolder
  mkdirSync(join(folder, 'models'), { recursive: true })
  write('dbt_project.yml', 'name: shop\nprofile: mdw\n')
  copyFileSync(join(packageRoot, 'dbt', 'profiles.yml'), join(folder, 'profiles.yml'))
  write('models/dim_a.sql', model("(1, 'a')"))
  write('models/dim_b.sql', "{{ config(materialized='view') }} select * from {{ ref('dim_a') }}")
  const venv = await dbtVenv()
  dbt = await ResidentDbt.start({ projectFolder: folder, venv, env: childEnvironment(warehouse.environment, 2, venv) })
})
afterAll(async () => {
  await dbt?.stop()
  await warehouse.stop()
})

describe('a dbt that stays', () => {
  it('knows the project, and what changes in it', async () => {
    const first = await dbt.parse(ignore)
    expect(Object.keys(first.nodes).sort()).toEqual(['model.shop.dim_a', 'model.shop.dim_b'])
    expect(first).toMatchObject({ changed: [], removed: [], metadata: { project_name: 'shop' } })
    expect(first.nodes['model.shop.dim_b']!.depends_on).toEqual({ nodes: ['model.shop.dim_a'] })
    write('models/dim_a.sql', model("(1, 'a'), (2, 'b')"))
    expect(await dbt.parse(ignore)).toMatchObject({ changed: ['model.shop.dim_a'] })
    expect(await dbt.parse(ignore)).toMatchObject({ changed: [] })
    expect(await dbt.list(['--select', 'dim_a+'])).toEqual(['model.shop.dim_a', 'model.shop.dim_b'])
  })

  it('says what dbt says of a project that it can’t read, and goes on', async () => {
    write('models/dim_c.sql', '{{ nope( }}')
    const error = await dbt.parse(ignore).catch(caught => caught)
    expect(error).toMatchObject({ code: 'DBT_FAILED' })
    expect(error.why).toContain('dim_c.sql')
    write('models/dim_c.sql', 'select 1 as id')
    expect(await dbt.parse(ignore)).toMatchObject({ changed: ['model.shop.dim_c'] })
  })

  it('keeps the table that a build replaces, where it is asked to', async () => {
    const { query, rows } = warehouse
    await dbt.parse(ignore)
    const first = await dbt.build(['build', '--select', 'dim_a+'], {}, ignore)
    expect(first).toMatchObject({ success: true, kept: [] })
    await first.written
    write('models/dim_a.sql', model("(1, 'a'), (2, 'b'), (3, 'c')"))
    await dbt.parse(ignore)
    const built = await dbt.build(['build', '--select', 'dim_a'], { 'std.dim_a': await metadataOf('dim_a') }, ignore)
    expect(built).toMatchObject({ success: true, kept: ['std.dim_a__bkp'] })
    expect(built.compiled['model.shop.dim_a']).toContain("(3, 'c')")
    expect(await rows('select count(*) from std.dim_a__bkp')).toEqual([['2']])
    expect(await rows('select count(*) from std.dim_a')).toEqual([['3']])
    await built.written
    // A backup that was left behind is deleted as ever: it is not the table as it was.
    await dbt.build(['build', '--select', 'dim_a'], { 'std.dim_a': await metadataOf('dim_a') }, ignore)
    expect(await rows('select count(*) from std.dim_a__bkp')).toEqual([['3']])
    expect(await dbt.build(['build', '--select', 'dim_a'], {}, ignore)).toMatchObject({ success: true, kept: [] })
    await expect(query('select * from std.dim_a__bkp')).rejects.toThrow(/does not exist/)
  })

  it('has failed nodes as a result', async () => {
    write('models/dim_a.sql', "{{ config(materialized='view') }} select nope from std.dim_a")
    await dbt.parse(ignore)
    const built = await dbt.build(['build', '--select', 'dim_a'], {}, ignore)
    expect(built.success).toBe(false)
    expect(built.nodes[0]).toMatchObject({ name: 'dim_a', status: 'error' })
  })

  it('rejects when it dies, and after', async () => {
    const building = dbt.build(['build'], {}, () => dbt.kill())
    await expect(building).rejects.toMatchObject({ code: 'DBT_KILLED' })
    expect(dbt.running).toBe(false)
    await expect(dbt.parse(ignore)).rejects.toMatchObject({ code: 'DBT_KILLED' })
  })
})
