import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mdw, writeProject } from '../support/cli.js'
import { mdwInProcess } from '../support/in-process.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const SHOP = 'name: shop\nenvironments:\n  dev: {kind: aws, region: eu-west-1, bucket: shop-dev}\n'

it('prints one value for scripts, and the whole table for people', async () => {
  const folder = temporaryFolder()
  writeProject(folder, SHOP)
  const one = await mdw(['config', 'region', '--env', 'dev'], folder, { MDW_REGION: 'us-east-2' })
  expect(one).toEqual({ exitCode: 0, stdout: 'us-east-2\n', stderr: '' })
  const unset = await mdwInProcess(['config', 'profile', '--env', 'dev'], folder)
  expect(unset).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  const all = await mdwInProcess(['config'], folder, { MDW_THREADS: '3', MDW_TREADS: '4' })
  expect(all.exitCode).toBe(0)
  expect(all.stderr).toContain('did you mean MDW_THREADS?')
  expect(all.stdout).toMatch(/^threads +3 +MDW_THREADS$/m)
  expect(all.stdout).toMatch(/^name +shop +mdw\.yml:1:1$/m)
  expect(all.stdout).toMatch(/^environments\.local\.port +7480 +default$/m)
  expect(all.stdout).toContain('Other environments: dev')
})

it('has a JSON document with values and origins', async () => {
  const folder = temporaryFolder()
  writeProject(folder, SHOP)
  const { stdout, exitCode } = await mdwInProcess(['config', 'environments.dev.bucket', '--json'], folder)
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    key: 'environments.dev.bucket',
    value: 'shop-dev',
    origin: { from: 'file', file: join(folder, 'mdw.yml'), line: 3, column: 39 },
  })
  const wrong = await mdwInProcess(['config', 'buckt', '--json'], folder)
  expect(wrong).toMatchObject({ exitCode: 2, stderr: '' })
  expect(JSON.parse(wrong.stdout).error).toMatchObject({
    code: 'UNKNOWN_SETTING',
    actions: expect.arrayContaining(['Did you mean `mdw config bucket`?']),
  })
})

it('names a wrong variable, and a file that cannot be read', async () => {
  const folder = temporaryFolder()
  writeProject(folder, SHOP)
  const variable = await mdwInProcess(['config'], folder, { MDW_BUCKET: 'Not_A_Bucket' })
  expect(variable).toMatchObject({ exitCode: 2, stdout: '' })
  expect(variable.stderr).toContain('Error: MDW_BUCKET must be a bucket name')
  writeFileSync(join(folder, 'mdw.yml'), Buffer.from('name: shop\nlint: {\xe9: 1}\n', 'latin1'))
  const bytes = await mdwInProcess(['status'], folder)
  expect(bytes).toMatchObject({ exitCode: 2, stdout: '' })
  expect(bytes.stderr).toContain(`${join(folder, 'mdw.yml')}:2:8 is not UTF-8`)
  const other = temporaryFolder()
  mkdirSync(join(other, 'mdw.yml'))
  const directory = await mdwInProcess(['status'], other)
  expect(directory).toMatchObject({ exitCode: 2, stdout: '' })
  expect(directory.stderr).toContain(`${join(other, 'mdw.yml')} is a folder`)
})

it('takes what is piped in for no argument', async () => {
  const folder = temporaryFolder()
  writeProject(folder, SHOP)
  const { stdout } = await mdw(['config', '--json'], folder, {}, 'threads\n')
  expect(JSON.parse(stdout)).toMatchObject({ environment: 'local', settings: expect.any(Array) })
  const query = await mdw(['query', '-f', '-'], folder, {}, '\n')
  expect(query).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('- is empty.') })
})
