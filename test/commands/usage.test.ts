import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mdw, writeProject } from '../support/cli.js'
import { mdwInProcess } from '../support/in-process.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe('the command line', () => {
  it('suggests the command that was meant', async () => {
    const result = await mdw(['biuld'], temporaryFolder())
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.stderr).toContain('Did you mean `mdw build`?')
  })

  it('refuses unknown flags with exit code 2, as text and as JSON', async () => {
    const folder = temporaryFolder()
    const text = await mdw(['status', '--colour'], folder)
    expect(text).toMatchObject({ exitCode: 2, stdout: '' })
    expect(text.stderr).toContain('Nonexistent flag: --colour')
    const json = await mdw(['status', '--colour', '--json'], folder)
    expect(json).toMatchObject({ exitCode: 2, stderr: '' })
    expect(JSON.parse(json.stdout).error).toMatchObject({ code: 'USAGE', exitCode: 2 })
  })

  it('names the environment that it touched, in the documents of failures too', async () => {
    const folder = temporaryFolder()
    const dev = '{kind: aws, region: eu-west-1, bucket: shop-dev, profile: nobody, endpoint: "http://127.0.0.1:9"}'
    writeProject(folder, `name: shop\nenvironments:\n  dev: ${dev}\n`)
    const { stdout } = await mdwInProcess(['gc', '--env', 'dev', '--json'], folder)
    expect(JSON.parse(stdout)).toMatchObject({
      environment: 'dev',
      error: { code: 'AWS_CREDENTIALS', message: expect.stringContaining('environment dev, with profile nobody') },
    })
  })

  it('wants a project, found from any folder in it', async () => {
    const folder = temporaryFolder()
    const outside = await mdwInProcess(['status'], folder)
    expect(outside.exitCode).toBe(2)
    expect(outside.stderr).toContain('There is no mdw.yml in')
    writeProject(folder)
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
    const inside = await mdwInProcess(['status', '--json'], join(folder, 'deep', 'er'))
    expect(inside.exitCode).toBe(0)
    expect(JSON.parse(inside.stdout)).toMatchObject({ environment: 'local', lakehouse: 'stopped', tables: null })
  })

  it('points at the line and column of a wrong setting', async () => {
    const folder = temporaryFolder()
    writeProject(folder, 'name: shop\nthraeds: 8\n')
    const result = await mdwInProcess(['status'], folder)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain(`${join(folder, 'mdw.yml')}:2:1 thraeds: is not a setting that mdw knows`)
  })

  it('names the environments that exist', async () => {
    const folder = temporaryFolder()
    writeProject(folder)
    const result = await mdwInProcess(['status', '--env', 'prod'], folder)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('Known environments: local.')
  })

  it('says what to do when there is no Python', async () => {
    const folder = temporaryFolder()
    writeProject(folder)
    const empty = temporaryFolder()
    const result = await mdwInProcess(['up'], folder, { PATH: empty, MDW_VENV: join(folder, '.mdw', 'venv') })
    expect(result.exitCode).toBe(4)
    expect(result.stderr).toContain('Error: Python was not found')
    expect(result.stderr).toContain('→ Install Python 3.11 or newer')
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  it('reports tools with exit code 4 when one is missing', async () => {
    const folder = temporaryFolder()
    writeProject(folder)
    const result = await mdw(['doctor', '--json'], folder, { PATH: temporaryFolder() })
    expect(result.exitCode).toBe(4)
    const { requirements } = JSON.parse(result.stdout)
    expect(requirements).toContainEqual(expect.objectContaining({ tool: 'python', verdict: 'missing' }))
    expect(requirements).toContainEqual(expect.objectContaining({ tool: 'dbt-core', verdict: 'ok', found: '1.10.23' }))
  })

  it('does not act on AWS where only a local lakehouse makes sense', async () => {
    const folder = temporaryFolder()
    writeProject(folder, 'name: shop\nenvironments:\n  dev: {kind: aws, region: eu-west-1, bucket: shop-dev}\n')
    const result = await mdwInProcess(['local', 'stop', '--env', 'dev'], folder)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('Environment dev is on AWS')
  })
})
