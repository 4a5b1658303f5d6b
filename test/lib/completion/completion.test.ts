import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { complete } from '../../../src/lib/completion/complete.js'
import { ARGUMENT_KINDS, FLAG_EXCEPTIONS, FLAG_KINDS } from '../../../src/lib/completion/kinds.js'
import { readManifest } from '../../../src/lib/completion/manifest.js'
import { SCRIPTS } from '../../../src/lib/completion/shells.js'
import { packageRoot } from '../../../src/lib/project/paths.js'
import { ProjectNames } from '../../../src/lib/project/project-names.js'
import { cliEnvironment } from '../../support/cli.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const manifest = readManifest()

function project(): string {
  const folder = temporaryFolder()
  const write = (file: string, text = '') => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  write('mdw.yml', 'name: shop\ndbt: warehouse\nenvironments:\n  dev: {kind: aws}\n  local: {port: 7000}\nlint: {\n')
  write(
    'warehouse/models/raw/raw.yml',
    'sources:\n  - name: raw\n    tables:\n      - name: sales\n      - name: shops\n',
  )
  write('warehouse/models/stg/stg_sales.sql')
  write('warehouse/models/std/sub/dim_shop.sql')
  write('warehouse/models/cur/fct_sales.sql')
  write('warehouse/models/cur/_cur.yml')
  write('warehouse/seeds/regions.csv')
  write('.mdw/runs/20261129T003326819176Z-7d30afc5-a222-4f3f-966c-33931d9b7e87.json', '{}')
  return folder
}

function proposed(line: string, folder: string): string[] {
  const { candidates, paths } = complete(manifest, line.split(' '), new ProjectNames(folder))
  return [...candidates.map(({ value }) => value), ...(paths === undefined ? [] : [`:${paths}`])]
}

describe('completion', () => {
  it.each([
    ['bui', ['build']],
    ['local st', ['start', 'status', 'stop']],
    ['help local fault ', ['add', 'clear', 'list']],
    ['runs s', ['show']],
    ['build --fu', ['--full-refresh']],
    ['build --layer cur --lay', ['--layer']],
    ['build --empty --emp', []],
    ['compact --no-', ['--no-vacuum']],
    ['build --layer s', ['stg', 'std']],
    ['build -l c', ['cur']],
    ['build --layer=c', ['--layer=cur']],
    ['build --select ', ['dim_shop', 'fct_sales', 'stg_sales', 'regions']],
    ['build --select +f', ['+fct_sales']],
    ['status --env ', ['dev', 'local']],
    ['down --purge --confirm lo', ['local']],
    ['travel ', ['dim_shop', 'std.dim_shop', 'fct_sales', 'cur.fct_sales']],
    ['travel fct_sales ', []],
    ['compact fct_sales std.', ['std.dim_shop']],
    ['upload sales s', ['sales', 'shops']],
    ['show -o c', ['csv']],
    ['lint stg_sales fct', ['fct_sales']],
    ['runs show ', ['last', '7d30afc5']],
    ['config re', ['region']],
    ['config lint.n', ['lint.naming.stg', 'lint.naming.std', 'lint.naming.cur']],
    ['query -f ', [':files']],
    ['upload --from ', [':files']],
    ['diff fct_sales --from ', []],
    ['init ', [':folders']],
    ['completion ', ['bash', 'fish', 'zsh']],
    ['nonsense ', []],
  ])('of "mdw %s"', (line, expected) => {
    expect(proposed(line, project()).sort()).toEqual([...expected].sort())
  })

  it('has no names outside a project, and says what commands and topics do', () => {
    const folder = temporaryFolder()
    expect(proposed('build --select ', folder)).toEqual([])
    expect(proposed('status --env ', folder)).toEqual(['local'])
    const { candidates } = complete(manifest, [''], new ProjectNames(folder))
    expect(candidates.filter(({ description }) => !description)).toEqual([])
  })

  it('knows only commands and flags that exist', () => {
    const flags = Object.values(manifest.commands).flatMap(command => Object.keys(command.flags))
    expect(flags).toEqual(expect.arrayContaining(Object.keys(FLAG_KINDS)))
    const commands = Object.keys(manifest.commands)
    expect(commands).toEqual(expect.arrayContaining([...Object.keys(ARGUMENT_KINDS), ...Object.keys(FLAG_EXCEPTIONS)]))
  })
})

describe('the script for bash', () => {
  /** What Tab would show after the words, which bash breaks at `=`. */
  async function atTab(mdw: string, words: string[], cwd: string): Promise<string[]> {
    const program = `${SCRIPTS.bash}
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }
      _mdw; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await execa('bash', ['-c', program, 'bash', mdw, ...words], {
      cwd,
      env: cliEnvironment(),
      extendEnv: false,
    })
    return stdout.split('\n').filter(line => line !== '')
  }
  const clone = join(packageRoot, 'bin', 'mdw')

  it('asks the mdw that is typed', async () => {
    const folder = project()
    expect(await atTab(clone, ['travel', 'cur.'], folder)).toEqual(['cur.fct_sales'])
    expect(await atTab(clone, ['status', '--env', '=', 'd'], folder)).toEqual(['dev'])
    expect(await atTab(clone, ['status', '--env', '='], folder)).toEqual(['local', 'dev'])
    expect(await atTab(clone, ['init', 'ware'], folder)).toEqual(['warehouse'])
  })

  it('says nothing where mdw can’t be run', async () => {
    expect(await atTab('mdw-that-is-nowhere', ['build', '--'], temporaryFolder())).toEqual([])
  })
})
