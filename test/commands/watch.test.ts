import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, selectEnvironment } from '../../src/lib/project/project.js'
import { connect } from '../../src/lib/warehouse/connection.js'
import { provision } from '../../src/lib/warehouse/provision/provision.js'
import { listTables } from '../../src/lib/warehouse/tables.js'
import { cliEntry, cliEnvironment, mdw, writeProject } from '../support/cli.js'
import { freePort } from '../support/cli-project.js'
import { dbtVenv } from '../support/dbt-python.js'
import { recordingProgress } from '../support/progress.js'
import { dimA, writeSmallProject } from '../support/small-project.js'

let root: string
let project: ReturnType<typeof writeSmallProject>

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-watch-')))
  const local = `port: ${await freePort()}`
  writeProject(
    root,
    `name: shop\nenvironments:\n  local: {${local}}\n  shared: {kind: local, ${local}, protected: true}\n`,
  )
  project = writeSmallProject(join(root, 'dbt'))
})
afterAll(async () => {
  await mdw(['local', 'stop'], root)
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

/** A connection to the project's lakehouse, which the first call starts and sets up. */
async function connection() {
  const opened = openProject(root)
  opened.paths.venv = await dbtVenv()
  const { progress } = recordingProgress()
  const made = await connect(opened, selectEnvironment(opened.config, 'local'), progress)
  await provision({ environment: made.environment, clients: made.clients, sources: [] })
  return made
}

function start(args: string[]): { child: ChildProcess; until(text: string): Promise<void>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [cliEntry, 'watch', ...args], { cwd: root, env: cliEnvironment() })
  const output = { stdout: '', stderr: '' }
  let told = () => {}
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', line => {
      output[name] += `${line}\n`
      told()
    })
  }
  const ended = new Promise<Ended>(resolve => child.once('close', exitCode => resolve({ exitCode, ...output })))
  const until = async (text: string) => {
    while (!`${output.stdout}${output.stderr}`.includes(text)) {
      await new Promise<void>(resolve => {
        told = resolve
      })
    }
  }
  return { child, until, ended }
}

interface Ended {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Each starts the command line, the lakehouse and dbt. */
describe('mdw watch', { timeout: 180_000 }, () => {
  it('prints each round, and ends with Ctrl-C: nothing of its own is left', async () => {
    const { clients } = await connection()
    const { child, until, ended } = start([])
    await until('Watching 4 models in local. Ctrl-C ends it.')
    project.save('models/dim_a.sql', dimA("(1, 'a')"))
    await until('std.dim_a: new, 1 row')
    project.save('models/dim_a.sql', dimA("(1, 'b')"))
    await until('succeeded: 3 built, 2 tests passed')
    // Perhaps while it compares rows.
    child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await ended
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('✔ std.dim_a table, 1 row')
    expect(stdout).toContain('1 model below not built: fct_t')
    const names = (await listTables(clients.glue, 'std')).map(table => table.Name)
    expect(names.filter(name => name?.includes('__'))).toEqual([])
  })

  it('with --once --json is one document, and fails as the round does', async () => {
    await connection()
    const { ended } = start(['--once', '--json', '--depth', '0', '--no-diff', '--debug'])
    // Nothing is printed before the end: a save that comes too early is followed by others.
    const again = setInterval(() => project.save('models/dim_a.sql', `${dimA('(1, nope)')}-- ${Date.now()}`), 2000)
    const { exitCode, stdout } = await ended.finally(() => clearInterval(again))
    expect(exitCode).toBe(1)
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ environment: 'local' })
    expect(document.rounds.at(-1)).toMatchObject({ outcome: 'failed', changed: ['dim_a'], tables: [] })
  })

  it('refuses what makes no sense, and a protected environment without its name', async () => {
    const depth = await mdw(['watch', '--depth', 'deep'], root)
    expect(depth).toMatchObject({ exitCode: 2, stdout: '' })
    expect(depth.stderr).toContain('"deep" is no depth')
    const refused = await mdw(['watch', '--env', 'shared'], root)
    expect(refused.exitCode).toBe(6)
    expect(refused.stderr).toContain('Add --confirm shared')
  })
})
