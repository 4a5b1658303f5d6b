import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { effectiveConfig } from '../../../src/lib/config/effective.js'
import { findSetting } from '../../../src/lib/config/find-setting.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

function effective(shell: NodeJS.ProcessEnv = {}, flag?: string) {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'mdw.yml'),
    `name: shop
threads: 2
lint: {rules: {naming: off}, exceptions: [{rule: naming, model: a, reason: old}]}
environments:
  dev: &dev
    kind: aws
    region: eu-west-1
    bucket: shop-dev
    endpoint: https://me:pw@s3.example.com
    terraform: {variables: {db_password: hunter2, size: 3}}
  ci:
    <<: *dev
    bucket: shop-ci
`,
  )
  const config = effectiveConfig(folder, flag, shell)
  return { config, at: (key: string) => findSetting(config, key), file: join(folder, 'mdw.yml') }
}

it('says where each value comes from', () => {
  const { at, file } = effective({ MDW_DATA: 'raw', MDW_PREFIX: 'x_' }, 'dev')
  expect(at('environment')).toMatchObject({ value: 'dev', origin: { from: 'flag', name: '--env' } })
  expect(at('threads')).toMatchObject({ value: 2, origin: { from: 'file', file, line: 2, column: 1 } })
  expect(at('dbt')).toMatchObject({ value: 'dbt', origin: { from: 'default' } })
  expect(at('data')).toMatchObject({ value: 'raw', origin: { from: 'variable', name: 'MDW_DATA' } })
  expect(at('profile')).toMatchObject({ value: null, origin: { from: 'unset' } })
  expect(at('prefix')).toMatchObject({ key: 'environments.dev.prefix', value: 'x_', origin: { name: 'MDW_PREFIX' } })
  expect(at('environments.ci.prefix')).toMatchObject({ value: '', origin: { from: 'default' } })
  expect(at('environments.local.port')).toMatchObject({ value: 7480, origin: { from: 'default' } })
})

it('finds what a merge key brings where it is written', () => {
  const { at } = effective({ MDW_ENV: 'ci' })
  expect(at('environment')).toMatchObject({ value: 'ci', origin: { from: 'variable', name: 'MDW_ENV' } })
  expect(at('region')).toMatchObject({ key: 'environments.ci.region', origin: { line: 7, column: 5 } })
  expect(at('bucket')).toMatchObject({ value: 'shop-ci', origin: { line: 13, column: 5 } })
})

it('gives blocks, lists and parts of them', () => {
  const { at } = effective()
  expect(at('lint.rules.naming').value).toBe('off')
  expect(at('lint.exceptions.0.reason').value).toBe('old')
  expect(at('environments.ci')).toMatchObject({ value: { kind: 'aws', bucket: 'shop-ci', protected: false } })
  expect(at('lint').settings!.map(({ key }) => key)).toContain('lint.naming.stg')
})

it('takes what AWS clients take from the shell where mdw.yml has no profile or endpoint', () => {
  const { at } = effective({ AWS_PROFILE: 'me', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'dev')
  expect(at('profile')).toMatchObject({ value: 'me', origin: { from: 'variable', name: 'AWS_PROFILE' } })
  expect(at('endpoint').origin).toMatchObject({ from: 'file' })
})

it('hides secrets, also those that are asked for by name', () => {
  const { config, at } = effective({}, 'dev')
  expect(at('terraform.variables')).toMatchObject({ value: { db_password: '(hidden)', size: 3 } })
  expect(at('terraform.variables.db_password').value).toBe('(hidden)')
  expect(at('endpoint').value).toBe('https://(hidden)@s3.example.com')
  expect(JSON.stringify(config)).not.toMatch(/hunter2|pw@/)
})

it.each([
  ['thraeds', 'Did you mean `mdw config threads`?'],
  ['regoin', 'Did you mean `mdw config region`?'],
  ['environments.dve.region', 'Did you mean `mdw config environments.dev.region`?'],
])('suggests the setting that was meant by %s', (key, action) => {
  expect(() => effective({}, 'dev').at(key)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_SETTING', exitCode: 2, actions: expect.arrayContaining([action]) }),
  )
})

it('says which kind of environment has a setting that this one has not', () => {
  expect(() => effective({}, 'dev').at('port')).toThrow(
    expect.objectContaining({ why: 'Environments of kind local have it; dev is none.' }),
  )
  expect(() => effective({}, 'dev').at('constructor')).toThrow(expect.objectContaining({ code: 'UNKNOWN_SETTING' }))
})

it('tells of variables that do nothing', () => {
  const shell = { MDW_TREADS: '4', MDW_PORT: '1', MDW_WORK_GROUP: 'x', MDW_OTHER_THING: 'y', MDW_COMMAND: './mdw' }
  expect(effective(shell, 'dev').config.warnings).toEqual([
    'MDW_PORT has no effect: dev is of kind aws, which has no port.',
    'MDW_TREADS is not known to mdw; did you mean MDW_THREADS?',
    'MDW_WORK_GROUP has no effect: mdw sets it for dbt. MDW_WORKGROUP is the one for you.',
  ])
})
