import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/lib/project/load-config.js'
import { movedBy, projectAt, refuseMoved } from '../../../src/lib/project/moved.js'
import { openProject, selectEnvironment } from '../../../src/lib/project/project.js'
import { innerMark, userVariable } from '../../../src/lib/project/variables.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const aws = (more: string) => `{kind: aws, region: eu-west-1, ${more}}`
const { config } = parseConfig(
  `name: shop
environments:
  dev: ${aws('bucket: shop-dev, prefix: dev_, profile: sandbox')}
  near: ${aws('bucket: shop-near, prefix: near_, profile: live')}
  far: ${aws('bucket: shop-far, account_id: "111111111111"')}
  prod: ${aws('bucket: shop-prod, profile: live, account_id: "222222222222", protected: true')}
  kept: {kind: local, prefix: kept_, protected: true, bucket: kept}
`,
  'mdw.yml',
)

const select = (name: string, shell: NodeJS.ProcessEnv) => selectEnvironment(config, name, shell)
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message), exitCode: 2 })

describe('variables of the project', () => {
  function open(shell: NodeJS.ProcessEnv) {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mdw.yml'), 'name: shop\nthreads: 2\ndbt: transform\n')
    return { folder, project: openProject(folder, shell) }
  }

  it('win over mdw.yml, and empty ones do not', () => {
    const { folder, project } = open({ MDW_THREADS: '8', MDW_DATA: 'other', MDW_DBT: '' })
    expect(project.config.threads).toBe(8)
    expect(project.dataFolder).toBe(join(folder, 'other'))
    expect(project.dbtFolder).toBe(join(folder, 'transform'))
  })

  it('are checked as mdw.yml is', () => {
    expect(() => open({ MDW_THREADS: 'many' })).toThrow(refusal('VARIABLE_INVALID', /^MDW_THREADS must be a number\.$/))
    expect(() => open({ MDW_THREADS: '65' })).toThrow(refusal('VARIABLE_INVALID', /^MDW_THREADS must be at most 64\.$/))
    expect(() => open({ MDW_THREADS: '-1' })).toThrow(refusal('VARIABLE_INVALID', /^MDW_THREADS must be at least 1\.$/))
  })
})

describe('variables of an environment', () => {
  it('go for the one that is worked on, where its kind has the setting', () => {
    const shell = { MDW_REGION: 'us-east-2', MDW_PORT: '9000', MDW_PROFILE: 'me' }
    expect(select('dev', shell).config).toMatchObject({ region: 'us-east-2', profile: 'me', bucket: 'shop-dev' })
    expect(select('dev', shell).config).not.toHaveProperty('port')
    expect(select('local', shell).config).toMatchObject({ region: 'us-east-2', port: 9000 })
    expect(select('local', shell).config).not.toHaveProperty('profile')
    expect(config.environments.dev).toMatchObject({ region: 'eu-west-1' })
  })

  it('are checked as mdw.yml is, all at once', () => {
    const shell = { MDW_BUCKET: 'NO', MDW_PREFIX: 'dev', MDW_ENDPOINT: 'localhost:80' }
    expect(() => select('dev', shell)).toThrow(
      expect.objectContaining({
        code: 'VARIABLE_INVALID',
        why: expect.stringMatching(
          /^MDW_BUCKET must be a bucket name.*\nMDW_PREFIX must be.*\nMDW_ENDPOINT must be a URL/,
        ),
      }),
    )
  })

  it('are told where they make it another place, without passwords', () => {
    const moved = select('dev', {
      MDW_ENDPOINT: 'https://me:pw@s3.example.com',
      MDW_BUCKET: 'shop-dev',
      MDW_PREFIX: 'x_',
    })
    expect(movedBy(moved)).toEqual(['MDW_PREFIX=x_', 'MDW_ENDPOINT=https://(hidden)@s3.example.com'])
    expect(movedBy(select('local', { MDW_PORT: '9000' }))).toEqual([])
  })

  it('keep the records of another place apart, and Terraform out of it', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mdw.yml'), 'name: shop\n')
    const project = openProject(folder, {})
    const here = select('dev', {})
    const there = select('dev', { MDW_PREFIX: 'x_' })
    expect(projectAt(project, here)).toEqual(project)
    const apart = projectAt(project, there).paths
    expect(apart.steps).not.toBe(project.paths.steps)
    expect(apart.work).not.toBe(project.paths.work)
    expect(apart).toEqual(projectAt(project, there).paths)
    expect(projectAt(project, select('dev', { MDW_PREFIX: 'y_' })).paths.work).not.toBe(apart.work)
    // The same databases: what is in them is the same for whoever asks, and wherever new files go.
    expect(projectAt(project, select('dev', { MDW_PROFILE: 'me', MDW_BUCKET: 'elsewhere' }))).toEqual(project)
    // `down --purge` deletes that folder with the data.
    expect(projectAt(project, select('local', {})).paths.work).toBe(project.paths.steps)
    expect(projectAt(project, select('local', { MDW_PREFIX: 'x_' })).paths.work).toContain(project.paths.steps)
    expect(() => refuseMoved(here)).not.toThrow()
    expect(() => refuseMoved(select('dev', { MDW_PROFILE: 'me' }))).not.toThrow()
    expect(() => refuseMoved(there)).toThrow(refusal('ENVIRONMENT_MOVED', /^MDW_PREFIX would make Terraform replace/))
  })

  it('override neither protected nor account_id', () => {
    const shell = { MDW_PROTECTED: 'false', MDW_ACCOUNT_ID: '333333333333' }
    expect(select('prod', shell).config).toMatchObject({ protected: true, account_id: '222222222222' })
  })

  it.each([
    ['MDW_BUCKET', 'shop-x'],
    ['MDW_PREFIX', 'x_'],
    ['MDW_REGION', 'us-east-1'],
    ['MDW_WORKGROUP', 'other'],
    ['MDW_ENDPOINT', 'http://127.0.0.1:1'],
  ])('do not move a protected environment: %s', (name, value) => {
    expect(() => select('prod', { [name]: value })).toThrow(
      refusal('PROTECTED_PLACE', /would move prod, which is protected/),
    )
  })

  it('may say who works on a protected environment, or what mdw.yml says anyway', () => {
    const shell = { MDW_PROFILE: 'ci', MDW_BUCKET: 'shop-prod' }
    expect(select('prod', shell).config).toMatchObject({ profile: 'ci', bucket: 'shop-prod' })
  })

  it.each([
    ['dev', { MDW_BUCKET: 'shop-prod' }, 'prod'],
    ['local', { MDW_BUCKET: 'kept' }, 'kept'],
    ['local', { MDW_PREFIX: 'kept_' }, 'kept'],
  ])('do not lead %s to protected data by %j', (name, shell, to) => {
    expect(() => select(name, shell)).toThrow(
      refusal('PROTECTED_PLACE', new RegExp(`lead ${name} to the data of ${to},`)),
    )
  })

  it('do not lead to protected databases in the account of another profile', () => {
    const { config } = parseConfig(
      `name: shop
environments:
  dev: ${aws('bucket: shop-dev, profile: sandbox')}
  sure: ${aws('bucket: shop-sure, profile: sandbox, account_id: "111111111111"')}
  prod: ${aws('bucket: shop-prod, profile: live, protected: true')}
  far: ${aws('bucket: shop-far, account_id: "222222222222", protected: true')}
`,
      'mdw.yml',
    )
    const shell = { MDW_PROFILE: 'live' }
    expect(() => selectEnvironment(config, 'dev', shell)).toThrow(
      refusal('PROTECTED_PLACE', /^MDW_PROFILE would lead dev/),
    )
    expect(() => selectEnvironment(config, 'dev', { MDW_PROFILE: 'me' })).not.toThrow()
    expect(() => selectEnvironment(config, 'dev', { MDW_REGION: 'eu-west-3' })).not.toThrow()
    const role = { MDW_ROLE_ARN: 'arn:aws:iam::222222222222:role/dbt' }
    expect(() => selectEnvironment(config, 'dev', role)).toThrow(
      refusal('PROTECTED_PLACE', /^MDW_ROLE_ARN would lead dev to the data of far/),
    )
    expect(() => selectEnvironment(config, 'sure', role)).not.toThrow()
  })
})

describe('an mdw inside another one', () => {
  const set = { MDW_ENV: 'local', MDW_REGION: 'us-east-1', MDW_THREADS: '4', MDW_WORK_GROUP: 'mdw' }
  const inside = (shell: NodeJS.ProcessEnv) => ({ ...shell, ...set, ...innerMark(set, shell) })

  it('takes the user’s variables and not those that were set for dbt', () => {
    const shell = inside({ MDW_BUCKET: 'mine' })
    expect(userVariable('MDW_REGION', shell)).toBeUndefined()
    expect(userVariable('MDW_THREADS', shell)).toBeUndefined()
    expect(userVariable('MDW_BUCKET', shell)).toBe('mine')
    expect(userVariable('MDW_REGION', { ...shell, MDW_REGION: 'eu-west-1' })).toBe('eu-west-1')
    expect(select('dev', shell).config.region).toBe('eu-west-1')
  })

  it('knows those that the user had set before, and its own again one level deeper', () => {
    expect(userVariable('MDW_THREADS', inside({ MDW_THREADS: '4' }))).toBe('4')
    const deeper = inside(inside({ MDW_THREADS: '4' }))
    expect(userVariable('MDW_THREADS', deeper)).toBe('4')
    expect(userVariable('MDW_REGION', deeper)).toBeUndefined()
  })
})
