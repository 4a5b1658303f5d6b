import { expect, it } from 'vitest'
import { onlyReads } from '../../../src/lib/warehouse/read-statement.js'
import { mdw, writeProject } from '../../support/cli.js'
import { freePort } from '../../support/cli-project.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

it.each([
  ['select 1', true],
  ['-- today\n/* all */ (WITH x as (select 1) select * from x)', true],
  ['describe cur.t', true],
  ['explain select 1', true],
  ['explain analyze insert into t select 1', false],
  ['delete from cur.t', false],
  ['-- select\ndrop table cur.t', false],
  ["unload (select 1) to 's3://b/' with (format = 'PARQUET')", false],
  ['selection', false],
])('%j', (sql, reads) => {
  expect(onlyReads(sql)).toBe(reads)
})

it('a statement that may change something wants a protected environment’s name', async () => {
  const folder = temporaryFolder()
  writeProject(folder, `name: shop\nenvironments:\n  local: {protected: true, port: ${await freePort()}}\n`)
  try {
    const asked = await mdw(['query', 'delete from cur.t'], folder)
    expect(asked).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('--confirm local') })
    // No workgroup is there yet: that far it comes.
    const confirmed = await mdw(['query', 'delete from cur.t', '--confirm', 'local', '--json'], folder)
    expect(JSON.parse(confirmed.stdout)).toMatchObject({ environment: 'local', error: { code: 'NOT_SET_UP' } })
    expect((await mdw(['query', 'select 1', '--json'], folder)).stdout).toContain('NOT_SET_UP')
  } finally {
    await mdw(['local', 'stop'], folder)
  }
})
