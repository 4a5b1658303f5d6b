import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/lib/layers/finding.js'
import { planFixes, withSettings, writeFixes } from '../../../src/lib/layers/fix.js'

const view = { materialized: "'view'" }

describe('settings written into config()', () => {
  it.each([
    ['select 1', "{{ config(materialized='view') }}\n\nselect 1"],
    ["{{ config(materialized='table') }}\nselect 1", "{{ config(materialized='view') }}\nselect 1"],
    ['{{config( materialized = "table", tags=["a"] )}}', `{{config( materialized = 'view', tags=["a"] )}}`],
    ["{{ config(tags=['a']) }}", "{{ config(materialized='view', tags=['a']) }}"],
    ['{{ config() }}', "{{ config(materialized='view') }}"],
    ["{{\n  config(\n    tags=['a'],\n  )\n}}", "{{\n  config(\n    materialized='view',\n    tags=['a'],\n  )\n}}"],
  ])('%j', (before, after) => {
    expect(withSettings(before, view)).toBe(after)
  })

  it('leaves alone what is computed, or told twice', () => {
    expect(withSettings("{{ config(materialized=var('how')) }}", view)).toBeUndefined()
    expect(withSettings("{{ config(a=1) }}{{ config(materialized='table') }}", view)).toBeUndefined()
  })
})

describe('fixed files', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mdw-fix-'))
    writeFileSync(join(root, 'a.sql'), 'select 1\n')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const finding = (set?: Record<string, string>) => ({ file: 'a.sql', set }) as unknown as Finding

  it('have the settings of all findings, and are written only when asked', () => {
    const fixes = planFixes(root, [finding(view), finding(), finding({ force_batch: 'true' })])
    expect(fixes).toHaveLength(1)
    expect(readFileSync(join(root, 'a.sql'), 'utf8')).toBe('select 1\n')
    writeFixes(root, fixes)
    expect(readFileSync(join(root, 'a.sql'), 'utf8')).toBe(
      "{{ config(materialized='view', force_batch=true) }}\n\nselect 1\n",
    )
  })

  it('are none without anything mechanical', () => {
    expect(planFixes(root, [finding()])).toEqual([])
  })
})
