import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mdw } from '../support/cli.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe('mdw init', () => {
  it('makes a project from nothing, once', async () => {
    const folder = temporaryFolder()
    const made = await mdw(['init', 'shop'], folder)
    expect(made.exitCode, made.stderr).toBe(0)
    expect(made.stdout).toMatch(/Next:\n {2}cd shop\n {2}mdw up\n$/)
    const paths = ['mdw.yml', '.gitignore', '.github/workflows/mdw.yml', 'terraform/dev.tfvars', 'data/raw/orders.csv']
    for (const path of paths) expect(existsSync(join(folder, 'shop', path)), path).toBe(true)

    const again = await mdw(['init'], join(folder, 'shop'))
    expect(again).toMatchObject({ exitCode: 2, stdout: '' })
    expect(again.stderr).toContain('would be overwritten')
    for (const path of paths) expect(again.stderr).toContain(path)
  })

  it('says with --dry-run what it would write and what it found, as text and as JSON', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'in'))
    writeFileSync(join(folder, 'in', 'Plain Items.csv'), '\uFEFFid;size\n1;01\n2;20\n')
    const text = await mdw(['init', 'shop', '--from', 'in', '--dry-run'], folder)
    expect(text.exitCode, text.stderr).toBe(0)
    expect(text.stdout).toContain('plain_items  (Plain Items.csv, 2 rows)')
    expect(text.stdout).toContain('byte order mark: written as UTF-8')
    expect(text.stdout).toContain('dbt/models/stg/stg_plain_items.sql')
    const json = JSON.parse((await mdw(['init', 'shop', '--from', 'in', '--dry-run', '--json'], folder)).stdout)
    expect(json).toMatchObject({ name: 'shop', written: false, tables: [{ table: 'plain_items', rows: 2, key: 'id' }] })
    expect(json.files).toContain('data/raw/plain_items.csv')
    expect(readdirSync(folder)).toEqual(['in'])
  })

  it('names what is wrong with its flags', async () => {
    const folder = temporaryFolder()
    const missing = await mdw(['init', 'shop', '--from', 'nowhere'], folder)
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' })
    expect(missing.stderr).toContain('The folder nowhere could not be read')
    const named = await mdw(['init', 'shop', '--name', 'My Shop'], folder)
    expect(named).toMatchObject({ exitCode: 2, stdout: '' })
    expect(named.stderr).toContain('--name')
    expect(readdirSync(folder)).toEqual([])
  })
})
