import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installedPackages, sitePackages } from '../../../../src/lib/toolchain/python/installed.js'
import { extensionsFile, faultOf, requirementsFile, writeStamp } from '../../../../src/lib/toolchain/python/stamp.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

/** A folder that looks as a complete environment does, made of empty files. */
function completeEnvironment(): string {
  const venv = join(temporaryFolder(), 'venv')
  const packages = join(venv, 'lib', 'python3.11', 'site-packages')
  mkdirSync(packages, { recursive: true })
  mkdirSync(join(venv, 'bin'))
  symlinkSync(process.execPath, join(venv, 'bin', 'python'))
  for (const file of [requirementsFile, extensionsFile]) {
    for (const [, name, version] of readFileSync(file, 'utf8').matchAll(/^([\w.-]+)==(\S+)$/gm)) {
      mkdirSync(join(packages, `${name!.replaceAll('-', '_')}-${version}.dist-info`))
    }
  }
  writeStamp(venv)
  return venv
}

describe('the Python environment’s state', () => {
  it('is good when stamped, complete and of the pinned versions', () => {
    const venv = completeEnvironment()
    expect(faultOf(venv)).toBeUndefined()
    expect(installedPackages(venv).get('dbt-core')).toBe('1.10.23')
  })

  it('is found out when it was never finished', () => {
    const venv = completeEnvironment()
    rmSync(join(venv, '.mdw-complete'))
    expect(faultOf(venv)).toBe('half-made')
    expect(faultOf(join(venv, 'nowhere'))).toBe('not made yet')
  })

  it('is found out when its Python was uninstalled', () => {
    const venv = completeEnvironment()
    rmSync(join(venv, 'bin', 'python'))
    symlinkSync('/gone/python3', join(venv, 'bin', 'python'))
    expect(faultOf(venv)).toBe('its Python is gone')
  })

  it('is found out when a package is missing, or the pinned versions changed', () => {
    const venv = completeEnvironment()
    rmSync(join(sitePackages(venv)!, 'dbt_athena-1.9.5.dist-info'), { recursive: true })
    expect(faultOf(venv)).toBe('dbt-athena 1.9.5 is missing')
    writeFileSync(join(venv, '.mdw-complete'), 'of another mdw\n')
    expect(faultOf(venv)).toBe('made for other versions')
  })
})

describe('the pinned extensions', () => {
  it('are of the DuckDB that the lakehouse runs', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    const duckdb = dependencies['@duckdb/node-api'].split('-')[0]
    const versions = [...readFileSync(extensionsFile, 'utf8').matchAll(/==(\S+)/g)].map(match => match[1])
    expect(versions).toEqual([duckdb, duckdb, duckdb])
  })
})
