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
    const { config } = parseConfig('name: shop\n', 'mdw.yml')
    expect(config).toMatchObject({ name: 'shop', dbt: 'dbt', data: 'data/raw', threads: 4, environments: {} })
  })

  it('takes local without a kind and AWS environments with one', () => {
    const { config } = parseConfig(
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

  it('knows anchors, aliases and merge keys', () => {
    const { config } = parseConfig(
      'name: shop\nenvironments:\n  dev: &dev {kind: aws, region: eu-west-1, bucket: my-dev}\n  ci: {<<: *dev, bucket: my-ci}\n  old: *dev\n',
      'mdw.yml',
    )
    expect(config.environments).toMatchObject({
      ci: { region: 'eu-west-1', bucket: 'my-ci' },
      old: { bucket: 'my-dev' },
    })
  })

  it.each([
    ['name: shop\nthread: 4\n', ['2:1 thread: is not a setting that mdw knows; did you mean threads?']],
    ['dbt: here\n', ['1:1 name: is missing']],
    ['name: shop\nthreads: many\n', ['2:1 threads: must be a number']],
    ['name: shop\nthreads: "4"\n', ['2:1 threads: must be a number: write 4 without quotes']],
    ['name: shop\nthreads: 99\n', ['2:1 threads: must be at most 64']],
    ['name: shop\nthreads: 2.5\n', ['2:1 threads: must be a whole number']],
    ['name: shop\nlint:\n', ['2:1 lint: is empty: give it a value, or remove the line']],
    ['name: shop\nenvironments:\n', ['2:1 environments: is empty: give it a value, or remove the line']],
    ['name: shop\nenvironments: [dev]\n', ['2:1 environments: must be a block of settings']],
    [
      'name: shop\ncost: {budget: {bytes: many}}\n',
      ['2:17 cost.budget.bytes: must be a size like "500 MB" or "2 TB", or a number of bytes'],
    ],
    [
      'name: shop\ndefault_environment: dve\nenvironments: {dev: {kind: local}}\n',
      ['2:1 default_environment: names no environment of this file; did you mean dev?'],
    ],
    [
      'name: shop\nenvironments:\n  dev: {kind: aws, region: eu-west-1, bucket: shop-dev,\n    external_id: shop-7}\n',
      ['4:5 environments.dev.external_id: has no meaning without role_arn'],
    ],
    [
      'name: shop\nregion: eu-west-1\n',
      ['2:1 region: is not a setting that mdw knows here: it belongs under environments.<name>'],
    ],
    [
      'name: shop\nlint: {rules: {namin: off}}\n',
      ['2:16 lint.rules.namin: is not a setting that mdw knows; did you mean naming?'],
    ],
  ])('says where %j is wrong', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it.each([
    [
      'dev: {region: eu-west-1}',
      ['3:3 environments.dev.kind: is missing: write kind: aws, or kind: local for another embedded lakehouse'],
    ],
    ['dev: {kind: asw}', ['3:9 environments.dev.kind: must be one of local, aws; did you mean aws?']],
    ['dev: {kind: aws, region: eu-west-1}', ['3:3 environments.dev.bucket: is missing']],
    ['dev: {kind: aws, region: no, bucket: abc}', ['3:20 environments.dev.region: must be a region, like "eu-west-1"']],
    [
      'dev: {kind: aws, region: eu-west-1, bucket: abc, account_id: 012345678901}',
      ['3:52 environments.dev.account_id: must be text: write "012345678901"'],
    ],
    ['dev: {kind: aws, region: eu-west-1, bucket: 2024}', ['3:39 environments.dev.bucket: must be text: write "2024"']],
    [
      'dev: {kind: aws, region: eu-west-1, bucket: abc, port: 80}',
      ['3:52 environments.dev.port: is a setting of environments of kind local only'],
    ],
    [
      'dev: {kind: aws, region: eu-west-1, bucket: abc, endpoint: "localhost:80"}',
      ['3:52 environments.dev.endpoint: must be a URL that begins with http:// or https://'],
    ],
    ['dev:', ['3:3 environments.dev: is empty: give it a value, or remove the line']],
    [
      'Dev: {kind: aws, region: eu-west-1, bucket: abc}',
      ['3:3 environments.Dev: must be lower case: a-z, 0-9 and "-"'],
    ],
    ['local: {port: 99999}', ['3:11 environments.local.port: must be at most 65535']],
    [
      'local: {wrokgroup: a, lint: {}}',
      [
        '3:11 environments.local.wrokgroup: is not a setting that mdw knows; did you mean workgroup?',
        '3:25 environments.local.lint: is not a setting that mdw knows here: it belongs at the top',
      ],
    ],
  ])('says where the environment %j is wrong', (environment, problems) => {
    expect(problemsOf(`name: shop\nenvironments:\n  ${environment}\n`)).toEqual(problems)
  })

  it.each([
    ['', ['1:1 has no settings; name: my-project is the least']],
    ['# nothing\n', ['1:1 has no settings; name: my-project is the least']],
    ['- a\n', ['1:1 is a list, and should be settings, like name: my-project']],
    ['shop\n', ['1:1 is text, and should be settings, like name: my-project']],
    ['\ufeffname: shop\nthreads: 0\n', ['2:1 threads: must be at least 1']],
    ['name: shop\r\n\r\nthreads: 0\r\n', ['3:1 threads: must be at least 1']],
    ['name: shop\nenvironments:\n\tlocal: {}\n', ['3:1 is indented with a tab; YAML wants spaces']],
    ['name: a\ncost:\n  usd_per_tb: 5\n  usd_per_tb: 6\n', ['4:3 usd_per_tb is given twice']],
    ['name: *nope\n', ['1:7 *nope: there is no &nope before it']],
    ['name: shop\ndata: &a [*a]\n', ['2:11 *a is part of itself']],
    ['name: shop\nthreads:4\n', ['2:1 has no ": ", a colon and a space, after its name']],
    ['name: a\n---\nname: b\n', ['2:1 begins a second document; only one is read']],
    ['? [a]\n: b\n', ['1:3 has a list or a block as a name']],
  ])('says where %j is not the YAML that is wanted', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it('reports several problems at once, in the order of the file', () => {
    expect(problemsOf('name: shop\ndbt: [a\n')[0]).toMatch(/^3:1 /)
    expect(problemsOf('x: 1\nname: UPPER\nthreads: 0\n').map(problem => problem[0])).toEqual(['1', '2', '3'])
  })

  it('does not run out of memory or stack', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`
    const bomb = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c')
    expect(problemsOf(bomb)).toEqual([expect.stringContaining('Excessive alias count')])
    expect(problemsOf('['.repeat(20_000))).toHaveLength(1)
  })
})
