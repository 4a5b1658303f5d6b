import { describe, expect, it } from 'vitest'
import { MdwError } from '../../../src/lib/errors.js'
import { parseConfig } from '../../../src/lib/project/load-config.js'

function problemsOf(text: string): string[] {
  try {
    parseConfig(text, 'mdw.yml')
  } catch (error) {
    if (!(error instanceof MdwError)) throw error
    expect(error.exitCode).toBe(2)
    const problems = error.data?.problems as { line: number; column: number; text: string }[]
    return problems.map(problem => `${problem.line}:${problem.column} ${problem.text}`)
  }
  return []
}

describe('mdw.yml', () => {
  it('needs nothing but a name', () => {
    const config = parseConfig('name: shop\n', 'mdw.yml')
    expect(config).toMatchObject({ name: 'shop', dbt: 'dbt', data: 'data/raw', threads: 4, environments: {} })
  })

  it('takes local without a kind and AWS environments with one', () => {
    const config = parseConfig(
      'name: shop\nenvironments:\n  local: {port: 9000}\n  dev: {kind: aws, region: eu-west-1, bucket: my-dev, prefix: dev_}\n',
      'mdw.yml',
    )
    expect(config.environments.local).toMatchObject({ kind: 'local', port: 9000, bucket: 'mdw-local' })
    expect(config.environments.dev).toMatchObject({
      kind: 'aws',
      prefix: 'dev_',
      workgroup: 'primary',
      protected: false,
    })
  })

  it.each([
    ['name: shop\nthread: 4\n', ['2:1 thread: is not a setting that mdw knows']],
    ['dbt: here\n', ['1:1 name: is missing']],
    ['name: shop\nthreads: many\n', ['2:1 threads: Invalid input: expected number, received string']],
    [
      'name: shop\nenvironments:\n  dev: {region: x}\n',
      ['3:3 environments.dev.kind: must be kind: aws (or kind: local, for another embedded lakehouse)'],
    ],
    ['name: shop\nenvironments:\n  dev:\n    kind: aws\n    region: x\n', ['3:3 environments.dev.bucket: is missing']],
    [
      'name: shop\nenvironments:\n  local:\n    port: 99999\n',
      ['4:5 environments.local.port: Too big: expected number to be <=65535'],
    ],
    [
      'name: shop\nenvironments:\n  Dev: {kind: aws, region: x, bucket: abc}\n',
      ['3:3 environments.Dev: must be lower case: a-z, 0-9 and "-"'],
    ],
  ])('says where %j is wrong', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it('reports text that is no YAML with its place, and several problems at once', () => {
    expect(problemsOf('name: shop\ndbt: [a\n')[0]).toMatch(/^3:1 /)
    expect(problemsOf('name: UPPER\nx: 1\nthreads: 0\n')).toHaveLength(3)
  })
})
