import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeProject } from '../support/cli.js'
import { mdwInProcess as mdw } from '../support/in-process.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const PROTECTED = 'name: shop\nenvironments:\n  local: {kind: local, protected: true}\n  lab: {kind: local}\n'

function projectWithData(config?: string): { folder: string; bucket: string } {
  const folder = temporaryFolder()
  writeProject(folder, config)
  const bucket = join(folder, '.mdw', 's3', 'bucket')
  mkdirSync(bucket, { recursive: true })
  return { folder, bucket }
}

describe.each([
  ['down', '--purge'],
  ['local', 'reset'],
])('mdw %s %s', (...command) => {
  it('asks, and deletes nothing where nobody can answer', async () => {
    const { folder, bucket } = projectWithData()
    const asked = await mdw(command, folder)
    expect(asked.exitCode).toBe(6)
    expect(asked.stderr).toContain(join(folder, '.mdw', 's3'))
    expect((await mdw([...command, '--dry-run'], folder)).exitCode).toBe(0)
    expect(existsSync(bucket)).toBe(true)
    const done = await mdw([...command, '--yes', '--json'], folder)
    expect(done.exitCode).toBe(0)
    expect(JSON.parse(done.stdout).deleted).toContain(join(folder, '.mdw', 's3'))
    expect(existsSync(bucket)).toBe(false)
  })

  it('wants the name of a protected environment, also through another one that shares its lakehouse', async () => {
    const { folder, bucket } = projectWithData(PROTECTED)
    for (const flags of [['--yes'], ['--confirm', 'lab', '--env', 'lab']]) {
      const refused = await mdw([...command, ...flags, '--json'], folder)
      expect(refused.exitCode).toBe(6)
      const { error } = JSON.parse(refused.stdout)
      expect(error).toMatchObject({ code: 'NOT_CONFIRMED', exitCode: 6 })
      expect(error.actions[0]).toContain('Add --confirm local')
    }
    expect(existsSync(bucket)).toBe(true)
    expect((await mdw([...command, '--confirm', 'local'], folder)).exitCode).toBe(0)
    expect(existsSync(bucket)).toBe(false)
  })
})

it('takes the flags of --purge only with it', async () => {
  const { folder } = projectWithData()
  for (const flags of [['--yes'], ['--confirm', 'local'], ['--dry-run']]) {
    expect((await mdw(['down', ...flags], folder)).exitCode).toBe(2)
  }
})
