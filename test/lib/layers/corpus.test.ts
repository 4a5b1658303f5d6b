import { describe, expect, it } from 'vitest'
import { checkModels } from '../../../src/lib/layers/check-models.js'
import { lintConfig } from '../../../src/lib/layers/lint-config.js'
import { RULE_IDS } from '../../../src/lib/layers/rule-ids.js'
import { corpusModels, corpusProject } from './corpus-project.js'

const settings = lintConfig.parse(undefined)
const corpus = corpusModels()

describe('lint corpus', () => {
  it.each(corpus)('$path', ({ model, expected, columns }) => {
    const { findings } = checkModels([model], corpusProject(model, columns), settings)
    const lines = new Set(expected.filter(text => text.includes(':')))
    const said = findings.map(({ rule, line }) => (lines.has(`${rule}:${line}`) ? `${rule}:${line}` : rule)).sort()
    expect(said, JSON.stringify(findings, null, 1)).toEqual(expected)
  })

  it.each(RULE_IDS.map(id => ({ id })))('has wrong models for $id, and right ones for those that can be', ({ id }) => {
    const of = corpus.filter(({ path }) => path.startsWith(`${id}/`))
    expect(of.some(({ expected }) => expected.some(text => text.split(':')[0] === id))).toBe(true)
    const always = id === 'raw-no-model' || id === 'layer-known'
    expect(of.some(({ expected }) => expected.length === 0)).toBe(!always)
  })
})
