import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mdw, writeProject } from '../support/cli.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe('mdw local, against a running lakehouse', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mdw-fault-'))
  const local = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await mdw(['local', ...args, '--json'], folder)
    return { exitCode, stderr, document: JSON.parse(stdout) }
  }

  beforeAll(async () => {
    writeProject(folder, 'name: shop\nenvironments:\n  local: {port: 7493, limits_off: [query-length]}\n')
    expect((await local('start')).exitCode).toBe(0)
  })
  afterAll(async () => {
    await mdw(['local', 'stop'], folder)
    rmSync(folder, { recursive: true, force: true })
  })

  it('adds, lists and clears faults', async () => {
    const added = await local('fault', 'add', 'slow-query', '--times', '2', '--match', 'orders', '--delay', '3s')
    expect(added.document).toMatchObject({ kind: 'SLOW_QUERY', times: 2, match: 'orders', delayMillis: 3000 })
    expect((await local('fault', 'list')).document.faults).toEqual([added.document])
    const text = await mdw(['local', 'fault', 'list'], folder)
    expect(text.stdout).toContain('SLOW_QUERY')
    expect((await local('fault', 'clear')).document.removed).toHaveLength(1)
    expect((await local('fault', 'list')).document.faults).toEqual([])
    const unknown = await local('fault', 'add', 'earthquake')
    expect(unknown).toMatchObject({ exitCode: 2, document: { error: { code: 'USAGE' } } })
  })

  it('lists the functions of SQL with what is missing and why', async () => {
    const { functions } = (await local('gaps', '--sql')).document
    const named = (name: string) => functions.find((entry: { name: string }) => entry.name === name)
    expect(named('date_trunc')).toMatchObject({ group: 'date and time', supported: true })
    expect(named('st_area')).toMatchObject({ supported: false, reason: 'geometry types are not supported' })
    expect((await mdw(['local', 'gaps', '--sql'], folder)).stdout).toMatch(/functions are supported, \d+ are not/)
  })

  it('shows the limits that are off', async () => {
    const { stdout } = await mdw(['status'], folder)
    expect(stdout).toMatch(/Limits off\s+query-length/)
  })
})

describe('mdw.yml', () => {
  it('takes limits by names that exist only', async () => {
    const folder = temporaryFolder()
    writeProject(folder, 'name: shop\nenvironments:\n  local:\n    limits_off: [query-size]\n')
    const { exitCode, stderr } = await mdw(['status'], folder)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('query-length')
  })
})
