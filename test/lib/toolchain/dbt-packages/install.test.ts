import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { installDbtPackages } from '../../../../src/lib/toolchain/dbt-packages/install.js'
import { type LoopbackHub, startLoopbackHub } from '../../../../src/lib/toolchain/dbt-packages/loopback-hub.js'
import { packFolder } from '../../../../src/lib/toolchain/dbt-packages/tarball.js'
import { dbtPython } from '../../../support/dbt-python.js'
import { recordingProgress } from '../../../support/progress.js'

// each case starts dbt once to four times
vi.setConfig({ testTimeout: 180_000 })

const UNREACHABLE = 'http://127.0.0.1:9/'
const UTILS = 'packages:\n  - package: dbt-labs/dbt_utils\n    version: [">=1.3.0", "<2.0.0"]\n'

let python: string
let root: string
let project: string
let hubs: (LoopbackHub | Server)[]

beforeAll(async () => {
  python = await dbtPython()
})

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mdw-deps-'))
  project = join(root, 'dbt')
  mkdirSync(project)
  writeFileSync(join(project, 'dbt_project.yml'), 'name: shop\nversion: 1.0.0\nprofile: shop\n')
  vi.stubEnv('MDW_CACHE_DIR', join(root, 'cache'))
  vi.stubEnv('DBT_PACKAGE_HUB_URL', UNREACHABLE)
  hubs = []
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const hub of hubs) await hub.close()
  rmSync(root, { recursive: true, force: true })
})

/** A hub with a package of its own making, so that "the real one" can be told from a stand-in. */
async function hubWith(name: string, versions: string[], requires: { package: string; versions: string[] }[] = []) {
  const project = name.split('/')[1]!
  const folder = join(root, 'made', project)
  mkdirSync(join(folder, 'macros'), { recursive: true })
  writeFileSync(join(folder, 'dbt_project.yml'), `name: ${project}\nversion: 0.1.0\n`)
  writeFileSync(join(folder, 'macros', 'real.sql'), '{% macro real() %}1{% endmacro %}\n')
  if (requires.length > 0) {
    const lines = requires.map(one => `  - package: ${one.package}\n    version: ${JSON.stringify(one.versions)}`)
    writeFileSync(join(folder, 'packages.yml'), `packages:\n${lines.join('\n')}\n`)
  }
  return versions.map(version => ({
    package: name,
    name: project,
    version,
    requires,
    requireDbtVersion: ['>=1.3.0'],
    tarball: () => packFolder(folder, project),
  }))
}

async function useHub(...packages: Awaited<ReturnType<typeof hubWith>>[]) {
  const hub = await startLoopbackHub(packages.flat())
  hubs.push(hub)
  vi.stubEnv('DBT_PACKAGE_HUB_URL', hub.url)
  return hub
}

const ask = (packages: string) => writeFileSync(join(project, 'packages.yml'), packages)
const installed = (path: string) => existsSync(join(project, 'dbt_packages', path))
const lockText = () => readFileSync(join(project, 'package-lock.yml'), 'utf8')

describe('with a hub', () => {
  it('installs what the hub has, locks it, keeps it, and skips the second time', async () => {
    ask(UTILS)
    const inner = await hubWith('acme/inner', ['0.1.0'])
    await useHub(
      await hubWith(
        'dbt-labs/dbt_utils',
        ['1.2.0', '1.3.1', '2.0.0'],
        [{ package: 'acme/inner', versions: ['>=0.1.0'] }],
      ),
      inner,
    )
    const first = await installDbtPackages({ dbtFolder: project, python })
    expect(first).toEqual({ source: 'hub', packages: ['dbt_utils', 'inner'], changed: true })
    expect(installed('dbt_utils/macros/real.sql')).toBe(true)
    expect(lockText()).toContain('version: 1.3.1')

    vi.stubEnv('DBT_PACKAGE_HUB_URL', UNREACHABLE)
    const { progress, skips } = recordingProgress()
    expect(await installDbtPackages({ dbtFolder: project, python, progress })).toMatchObject({ changed: false })
    expect(skips).toEqual(['already there'])

    // another machine's checkout: the lock is there, the packages are not, the network is gone
    rmSync(join(project, 'dbt_packages'), { recursive: true })
    const lock = lockText()
    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ source: 'cache', changed: true })
    expect(installed('inner/dbt_project.yml')).toBe(true)
    expect(lockText()).toBe(lock)

    // and one without a lock
    rmSync(join(project, 'dbt_packages'), { recursive: true })
    rmSync(join(project, 'package-lock.yml'))
    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ source: 'cache' })
    expect(existsSync(join(project, 'package-lock.yml'))).toBe(false)
  })

  it('installs anew when packages.yml changes, and leaves everything as it was when dbt fails', async () => {
    ask('packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.2.0\n')
    await useHub(await hubWith('dbt-labs/dbt_utils', ['1.2.0', '1.3.1']))
    await installDbtPackages({ dbtFolder: project, python })
    ask(UTILS)
    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ changed: true })
    const lock = lockText()
    expect(lock).toContain('version: 1.3.1')
    ask('packages:\n  - package: dbt-labs/dbt_utils\n    version: 9.9.9\n')
    await expect(installDbtPackages({ dbtFolder: project, python })).rejects.toMatchObject({
      code: 'DBT_DEPS_FAILED',
      why: expect.stringContaining('9.9.9'),
    })
    expect(installed('dbt_utils/macros/real.sql')).toBe(true)
    expect(lockText()).toBe(lock)
  })

  it('links local packages, inside the project and beside it', async () => {
    for (const folder of [join(project, 'own', 'inside'), join(root, 'beside')]) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'dbt_project.yml'), `name: ${folder.split('/').at(-1)}\nversion: 1.0.0\n`)
    }
    ask('packages:\n  - local: own/inside\n  - local: ../beside\n')
    const result = await installDbtPackages({ dbtFolder: project, python })
    expect(result.packages).toEqual(['beside', 'inside'])
    expect(readlinkSync(join(project, 'dbt_packages', 'inside'))).toBe(join(project, 'own', 'inside'))
  })
})

describe('without a hub', () => {
  it('uses stand-ins with a warning, touches no lock, and gives way to the real package', async () => {
    ask(UTILS)
    const lock = 'packages:\n  - name: dbt_utils\n    package: dbt-labs/dbt_utils\n    version: 1.3.1\nsha1_hash: x\n'
    writeFileSync(join(project, 'package-lock.yml'), lock)
    const { progress, warnings } = recordingProgress()
    const result = await installDbtPackages({ dbtFolder: project, python, progress })
    expect(result).toEqual({ source: 'stand-ins', packages: ['dbt_utils'], changed: true })
    expect(installed('dbt_utils/STAND-IN.md')).toBe(true)
    expect(warnings).toEqual([expect.stringMatching(/does not answer \(ConnectionError\).*stand-ins/)])
    expect(lockText()).toBe(lock)

    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ changed: false })
    const still = await installDbtPackages({ dbtFolder: project, python, refresh: true })
    expect(still).toMatchObject({ source: 'stand-ins', changed: false })

    await useHub(await hubWith('dbt-labs/dbt_utils', ['1.3.1']))
    expect(await installDbtPackages({ dbtFolder: project, python, refresh: true })).toMatchObject({ source: 'hub' })
    expect(installed('dbt_utils/STAND-IN.md')).toBe(false)
  })

  it('refuses by name what there is no stand-in for, and says why', async () => {
    ask(`${UTILS}  - package: elementary-data/elementary\n    version: 0.16.0\n`)
    mkdirSync(join(project, 'dbt_packages', 'kept'), { recursive: true })
    writeFileSync(join(project, 'dbt_packages', 'kept', 'dbt_project.yml'), 'name: kept\n')
    await expect(installDbtPackages({ dbtFolder: project, python })).rejects.toMatchObject({
      code: 'DBT_HUB_UNREACHABLE',
      exitCode: 4,
      why: expect.stringMatching(/elementary-data\/elementary 0\.16\.0/),
    })
    expect(installed('kept/dbt_project.yml')).toBe(true)
  })

  it('gives up on a hub that takes the connection and says nothing', async () => {
    const silent = createServer(() => {})
    await new Promise<void>(done => silent.listen(0, '127.0.0.1', done))
    hubs.push(silent)
    vi.stubEnv('DBT_PACKAGE_HUB_URL', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`)
    ask(UTILS)
    const started = Date.now()
    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ source: 'stand-ins' })
    expect(Date.now() - started).toBeLessThan(60_000)
    silent.closeAllConnections()
  })

  it('takes up a swap that was killed in the middle', async () => {
    ask(UTILS)
    await installDbtPackages({ dbtFolder: project, python })
    const { renameSync } = await import('node:fs')
    renameSync(join(project, 'dbt_packages'), join(project, 'dbt_packages.previous'))
    expect(await installDbtPackages({ dbtFolder: project, python })).toMatchObject({ changed: false })
    expect(existsSync(join(project, 'dbt_packages.previous'))).toBe(false)
  })
})
