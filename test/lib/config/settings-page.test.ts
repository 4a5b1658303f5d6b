import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { settingsPage } from '../../../src/lib/config/settings-page.js'
import { packageRoot } from '../../../src/lib/project/paths.js'
import { settings } from '../../../src/lib/project/settings.js'

it('is docs/settings.md: `npm run docs:generate` after a change of a setting', () => {
  expect(readFileSync(join(packageRoot, 'docs', 'settings.md'), 'utf8')).toBe(settingsPage())
})

it('has a description for every setting', () => {
  expect(
    settings()
      .filter(({ description }) => !/^.*[.]$/.test(description))
      .map(({ key }) => key),
  ).toEqual([])
})
