import { expect, it } from 'vitest'
import { satisfies } from '../../../../src/lib/toolchain/dbt-packages/version-range.js'

it.each([
  ['1.3.0', ['>=1.3.0', '<2.0.0'], true],
  ['2.0.0', ['>=1.3.0', '<2.0.0'], false],
  ['1.10.0', ['>1.9.9'], true],
  ['1.3.0', ['1.3.0'], true],
  ['1.3.0', ['=1.3.1'], false],
  ['1.3.0', ['>=1.0.0,<1.4.0'], true],
  ['2.0.0-b1', ['<2.0.0'], true],
  ['2.0.0', ['>2.0.0-b1'], true],
  ['1.3.0', [], true],
  ['1.3', ['>=1.0.0'], false],
  ['1.3.0', ['main'], false],
])('%s with %j: %s', (version, specifiers, expected) => {
  expect(satisfies(version, specifiers)).toBe(expected)
})
