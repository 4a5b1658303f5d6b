import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mdw, writeProject } from '../support/cli.js'
import { freePort } from '../support/cli-project.js'
import { type SampleProject, sampleProject } from '../support/sample-project.js'

describe('mdw show on the sample', () => {
  let project: SampleProject
  beforeAll(async () => {
    project = sampleProject()
    writeProject(project.root, `name: grocery\nenvironments:\n  local:\n    port: ${await freePort()}\n`)
  })
  afterAll(async () => {
    await mdw(['local', 'stop'], project.root)
    project.remove()
  })

  it('prints compiled SQL of a model that is not built', async () => {
    const { exitCode, stdout, stderr } = await mdw(['show', 'stg_cities', '--compiled'], project.root)
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/as city_id,[\s\S]*"raw"\."cities"/)
    expect(stdout).not.toContain('{{')
  })

  it('names the nearest model for a misspelled one, and takes no selection for a model', async () => {
    const misspelled = await mdw(['show', 'std_sale'], project.root)
    expect(misspelled.exitCode).toBe(2)
    expect(misspelled.stderr).toContain('Did you mean std_sales?')
    const pattern = await mdw(['show', 'std_*'], project.root)
    expect(pattern.exitCode).toBe(2)
    expect(pattern.stderr).toContain('There is no model std_*')
  })
})
