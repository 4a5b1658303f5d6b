import { describe, expect, it } from 'vitest'
import { lint, unknownNames } from '../../../src/lib/layers/lint.js'
import { lintConfig } from '../../../src/lib/layers/lint-config.js'
import { lintWarnings } from '../../../src/lib/layers/lint-for-build.js'
import { type LintProject, lintProject } from '../../../src/lib/layers/lint-model.js'
import { renderAs } from '../../../src/lib/layers/render/formats.js'
import { corpusModels, corpusProject } from './corpus-project.js'

const corpus = corpusModels()
const all = { models: [], layers: [] }
const defaults = lintConfig.parse(undefined)

/** The project of one model of the corpus. */
function projectOf(path: string): LintProject {
  return corpusProject(corpus.find(found => found.path === path)!.model)
}

const wrong = projectOf('stg-no-join/left-join')

describe('lint', () => {
  it('counts errors and warnings, sorted by place', () => {
    const result = lint(wrong, defaults, all)
    expect(result).toMatchObject({ models: 1, errors: 1, warnings: 0 })
    expect(result.findings[0]).toMatchObject({ rule: 'stg-no-join', model: 'stg_this_model', line: 6, column: 11 })
  })

  it('takes severities from mdw.yml', () => {
    const settings = lintConfig.parse({ rules: { 'stg-no-join': 'warning' } })
    expect(lint(wrong, settings, all)).toMatchObject({ errors: 0, warnings: 1 })
    expect(lint(wrong, lintConfig.parse({ rules: { 'stg-no-join': 'off' } }), all).findings).toEqual([])
  })

  it('allows exceptions with a reason, and reports those that nothing needs', () => {
    const exceptions = [
      { rule: 'stg-no-join', model: 'stg_this_model', reason: 'delivered in two halves' },
      { rule: 'naming', model: 'stg_this_model', reason: 'known by that name' },
    ]
    const result = lint(wrong, lintConfig.parse({ exceptions }), all)
    expect(result.allowed).toMatchObject([{ rule: 'stg-no-join', reason: 'delivered in two halves' }])
    expect(result.findings).toMatchObject([{ rule: 'unused-exception', severity: 'warning', file: 'mdw.yml' }])
    // A part of the models says nothing about the others' exceptions.
    const part = { models: ['stg_this_model'], layers: [] }
    expect(lint(wrong, lintConfig.parse({ exceptions }), part).findings).toEqual([])
  })

  it('wants a reason, and rules that exist', () => {
    const parse = (exception: object) => lintConfig.safeParse({ exceptions: [exception] }).success
    expect(parse({ rule: 'naming', model: 'a', reason: 'old' })).toBe(true)
    expect(parse({ rule: 'naming', model: 'a', reason: ' ' })).toBe(false)
    expect(parse({ rule: 'naming', model: 'a' })).toBe(false)
    expect(parse({ rule: 'name', model: 'a', reason: 'old' })).toBe(false)
    expect(lintConfig.safeParse({ naming: { stg: '(' } }).success).toBe(false)
  })

  it('selects by name, file and layer, and knows unknown names', () => {
    const count = (models: string[], layers: 'std'[] = []) => lint(wrong, defaults, { models, layers }).models
    expect(count(['stg_this_model'])).toBe(1)
    expect(count(['corpus/stg-no-join/left-join.sql'])).toBe(1)
    expect(count(['./left-join.sql'])).toBe(1)
    expect(count([], ['std'])).toBe(0)
    expect(unknownNames(wrong.models, { models: ['stg_this_model', 'b'], layers: [] })).toEqual(['b'])
  })

  it('takes names and materializations from mdw.yml', () => {
    const settings = lintConfig.parse({ naming: { stg: '^src_' }, materializations: { std: ['incremental', 'table'] } })
    expect(lint(projectOf('naming/right-dim'), settings, all).findings).toEqual([])
    expect(lint(projectOf('materialization/std-incremental'), settings, all).findings).toEqual([])
    expect(lint(projectOf('stg-no-join/right-in-list'), settings, all).findings).toMatchObject([{ rule: 'naming' }])
  })

  it('knows the layers’ databases under a prefix', () => {
    const { model } = corpus.find(({ path }) => path === 'cur-no-raw-ref/undeclared-raw-table')!
    const compiled = 'select a, b as partition from dev_raw.some_table'
    const found = (prefix: string) => lint(lintProject([{ ...model, compiled }], [], prefix), defaults, all).findings
    expect(found('dev_')).toMatchObject([{ rule: 'cur-no-raw-ref' }])
    expect(found('')).toEqual([])
  })

  it('has its own message for what dbt could not compile', () => {
    const [model] = wrong.models
    const failed = [{ id: model!.id, message: 'Compilation Error: no such macro' }] as never
    const project = { ...wrong, models: [{ ...model!, compiled: null }] }
    expect(lint(project, defaults, all, failed).findings).toMatchObject([{ rule: 'dbt-compile', severity: 'error' }])
  })

  it('checks 300 models in a few seconds', () => {
    const models = Array.from({ length: 300 }, (_, index) => corpus[index % corpus.length]!.model)
    const result = lint({ ...wrong, models }, defaults, all)
    expect(result.models).toBe(300)
    expect(result.seconds).toBeLessThan(5)
  })
})

describe('lint output', () => {
  const exceptions = [{ rule: 'naming', model: 'sales', reason: 'known by that name' }]
  const project = projectOf('naming/std-without-prefix')
  const result = lint(wrong, defaults, all)
  const allowed = lint(project, lintConfig.parse({ exceptions }), all)

  it('text explains each rule once', () => {
    const text = renderAs('text', { ...result, findings: [...result.findings, ...result.findings] }, '1.0.0')
    expect(text).toContain('  6:11  error  stg_this_model joins tables (left join)  stg-no-join')
    expect(text.match(/why: /g)).toHaveLength(1)
    expect(text).toContain('1 model: 1 error, 0 warnings in ')
    expect(renderAs('text', allowed, '1.0.0')).toContain('allowed: sales may break naming: known by that name')
  })

  it('github escapes what its commands are made of', () => {
    const [finding] = result.findings
    const odd = { ...result, findings: [{ ...finding!, file: 'a,b:c.sql', message: '100%\nsure' }] }
    expect(renderAs('github', odd, '1.0.0')).toMatch(
      /^::error file=a%2Cb%3Ac\.sql,line=6,col=11,title=stg-no-join::stg_this_model 100%25%0Asure%0A/,
    )
  })

  it('sarif has rules, results, and exceptions as suppressed results', () => {
    const log = JSON.parse(renderAs('sarif', result, '1.0.0'))
    expect(log.version).toBe('2.1.0')
    expect(log.runs[0].tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['stg-no-join'])
    expect(log.runs[0].results[0]).toMatchObject({
      ruleId: 'stg-no-join',
      ruleIndex: 0,
      level: 'error',
      locations: [{ physicalLocation: { region: { startLine: 6, startColumn: 11 } } }],
    })
    const suppressed = JSON.parse(renderAs('sarif', allowed, '1.0.0')).runs[0].results
    expect(suppressed).toMatchObject([{ suppressions: [{ kind: 'external', justification: 'known by that name' }] }])
  })

  it('of a build is a few lines', () => {
    const many = { ...result, findings: Array.from({ length: 7 }, () => result.findings[0]!) }
    expect(lintWarnings(many)).toHaveLength(6)
    expect(lintWarnings(many).at(-1)).toBe('2 more findings of lint: `mdw lint` shows all.')
    expect(lintWarnings(undefined)).toEqual([])
  })
})
