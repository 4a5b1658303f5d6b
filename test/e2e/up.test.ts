import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/lib/project/paths.js'
import { cliEntry, cliEnvironment, mdw } from '../support/cli.js'
import { freePort, writeSampleProject } from '../support/cli-project.js'
import { clientPython } from '../support/client-python.js'

const MINUTES = 60_000
let folder: string
let port: number

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-up-')))
  port = (await writeSampleProject(folder)).port
})

afterAll(async () => {
  await mdw(['down'], folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

interface UpDocument {
  endpoint: string
  steps: { id: string; outcome: string }[]
  build: { counts: Record<string, number> } | null
  tables: { layer: string; database: string; name: string; kind: string; rows: number | null; files: number | null }[]
  next: { command: string }[]
}

/** Runs `mdw up` and expects it to end green. */
async function up(...flags: string[]): Promise<UpDocument> {
  const result = await mdw(['up', '--json', ...flags], folder)
  expect(result.exitCode, result.stdout.slice(-4000)).toBe(0)
  return JSON.parse(result.stdout)
}

async function rowsOf(sql: string): Promise<(string | null)[][]> {
  const result = await mdw(['query', sql, '--json'], folder)
  expect(result.exitCode, result.stdout).toBe(0)
  return JSON.parse(result.stdout).rows
}

/** What the whole warehouse holds, by table: to compare one way of building with another. */
async function contents(): Promise<Record<string, string | null>> {
  await mdw(['local', 'start'], folder)
  const { tables } = JSON.parse((await mdw(['status', '--json'], folder)).stdout) as UpDocument
  const built = tables.filter(({ layer }) => layer === 'std' || layer === 'cur')
  const counts = built.map(({ database, name }) => `select '${database}.${name}', count(*) from ${database}.${name}`)
  return Object.fromEntries((await rowsOf(counts.join(' union all '))) as [string, string][])
}

function lakehousePid(): number {
  return JSON.parse(readFileSync(join(folder, '.mdw', 'lakehouse', 'locator.json'), 'utf8')).pid
}

/** Runs a command and does something to it once its output shows that it has come that far. */
async function during(
  args: string[],
  sign: RegExp,
  act: (pid: number) => void,
): Promise<{ exitCode: number | null; stderr: string }> {
  const child = spawn(process.execPath, [cliEntry, ...args], {
    cwd: folder,
    env: cliEnvironment() as NodeJS.ProcessEnv,
  })
  let stderr = ''
  let acted = false
  child.stderr.on('data', chunk => {
    stderr += chunk
    if (acted || !sign.test(stderr)) return
    acted = true
    act(child.pid!)
  })
  child.stdout.resume()
  const exitCode = await new Promise<number | null>(resolve => child.on('close', resolve))
  expect(acted, stderr).toBe(true)
  return { exitCode, stderr }
}

describe('mdw up', () => {
  it(
    'makes the whole warehouse from nothing',
    async () => {
      const result = await up()
      expect(result.endpoint).toBe(`http://127.0.0.1:${port}`)
      expect(result.build?.counts).toMatchObject({ failed: 0, skipped: 0 })
      const named = (layer: string) => result.tables.filter(table => table.layer === layer)
      expect(named('raw')).toHaveLength(7)
      expect(named('raw').find(({ name }) => name === 'sales')).toMatchObject({ kind: 'csv', rows: 50_000, files: 1 })
      expect(named('stg').map(({ kind }) => kind)).toEqual(Array(7).fill('view'))
      for (const table of [...named('std'), ...named('cur')]) expect(table.kind).toBe('iceberg')
      expect(named('cur').length).toBeGreaterThanOrEqual(4)
      for (const table of named('cur')) expect(table.rows, table.name).toBeGreaterThan(0)
    },
    5 * MINUTES,
  )

  it('does nothing again when nothing changed', async () => {
    const { steps, build } = await up()
    expect(build).toBeNull()
    const done = steps.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
    expect(done).toEqual(['requirements', 'summary'])
  })

  it('prints three next commands that work as printed', async () => {
    const { next } = await up()
    expect(next).toHaveLength(3)
    for (const { command } of next.filter(({ command }) => !command.includes(' build '))) {
      const [, ...args] = command.match(/"[^"]*"|\S+/g)!.map(part => part.replaceAll('"', ''))
      expect((await mdw(args, folder)).exitCode, command).toBe(0)
    }
  })

  it(
    'makes tables that PyIceberg reads as mdw query does, through Glue and through the REST catalog',
    async () => {
      const python = await clientPython()
      await mdw(['local', 'start'], folder)
      const { tables } = JSON.parse((await mdw(['status', '--json'], folder)).stdout) as UpDocument
      const icebergs = tables.filter(({ kind }) => kind === 'iceberg')
      const queried = join(folder, 'queried')
      mkdirSync(queried)
      for (const { database, name } of icebergs) {
        const { stdout } = await mdw(['query', `select * from ${database}.${name}`, '--limit', '0', '--json'], folder)
        writeFileSync(join(queried, `${database}.${name}.json`), stdout)
      }
      const script = join(packageRoot, 'test', 'e2e', 'compare_with_pyiceberg.py')
      const result = await mdw(['local', 'exec', '--', python, script, queried], folder)
      expect(result.exitCode, result.stderr).toBe(0)
      const compared = result.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      expect(compared).toEqual(
        icebergs
          .map(({ database, name, rows }) => ({ table: `${database}.${name}`, rows, different: { glue: 0, rest: 0 } }))
          .sort((a, b) => (a.table < b.table ? -1 : 1)),
      )
    },
    5 * MINUTES,
  )

  it('keeps the data when the lakehouse is stopped, and starts it where a command needs it', async () => {
    const before = await contents()
    expect((await mdw(['down'], folder)).exitCode).toBe(0)
    const status = await mdw(['local', 'status'], folder)
    expect(status).toMatchObject({ exitCode: 4, stdout: 'stopped\n' })
    expect(await contents()).toEqual(before)
  })

  it(
    'is rebuilt by the user’s own dbt with the same result',
    async () => {
      const before = await contents()
      const dbt = ['dbt', 'build', '--project-dir', 'dbt', '--profiles-dir', 'dbt', '--full-refresh']
      const result = await mdw(['local', 'exec', '--', ...dbt], folder)
      expect(result.exitCode, result.stdout.slice(-4000)).toBe(0)
      expect(await contents()).toEqual(before)
    },
    5 * MINUTES,
  )

  it(
    'survives kill -9 of the lakehouse in the middle of a build',
    async () => {
      const before = await contents()
      const broken = await during(['up', '--rebuild'], /Build and test …/, () => {
        setTimeout(() => process.kill(lakehousePid(), 'SIGKILL'), 4000)
      })
      expect(broken.exitCode).not.toBe(0)
      const { build } = await up()
      expect(build?.counts.failed).toBe(0)
      expect(await contents()).toEqual(before)
    },
    5 * MINUTES,
  )

  it(
    'stops in order on Ctrl-C, and continues when run again',
    async () => {
      const stopped = await during(['up', '--rebuild'], /Build and test …/, pid => {
        setTimeout(() => process.kill(pid, 'SIGINT'), 4000)
      })
      expect(stopped.exitCode, stopped.stderr).toBe(130)
      expect(stopped.stderr).toContain('Run the same command again')
      expect((await up()).build?.counts.failed).toBe(0)
    },
    5 * MINUTES,
  )
})

describe('mdw build', () => {
  it(
    'shows a failing model with dbt’s message and its compiled SQL, and counts the rest',
    async () => {
      const model = join(folder, 'dbt', 'models', 'stg', 'stg_countries.sql')
      const text = readFileSync(model, 'utf8')
      writeFileSync(model, text.replace(/select/i, 'select no_such_column,'))
      try {
        const result = await mdw(['build', '--select', 'stg_countries+'], folder)
        expect(result.exitCode).toBe(1)
        expect(result.stderr).toMatch(/COLUMN_NOT_FOUND: line \d+:\d+/)
        expect(result.stderr).toContain('dbt/target/compiled/grocery/models/stg/stg_countries.sql')
        expect(result.stderr).toMatch(/\d+ skipped/)
        const json = await mdw(['build', '--select', 'stg_countries', '--json'], folder)
        expect(json).toMatchObject({ exitCode: 1, stderr: '' })
        expect(JSON.parse(json.stdout).error).toMatchObject({ code: 'NODES_FAILED', data: { success: false } })
      } finally {
        writeFileSync(model, text)
      }
      expect((await mdw(['build', '--select', 'stg_countries'], folder)).exitCode).toBe(0)
    },
    2 * MINUTES,
  )

  it('fails with exit code 1 for a failing test, and says how many rows failed', async () => {
    const test = join(folder, 'dbt', 'tests', 'no_countries.sql')
    writeFileSync(test, "select * from {{ ref('stg_countries') }}")
    try {
      const result = await mdw(['test', '--select', 'no_countries'], folder)
      expect(result.exitCode).toBe(1)
      expect(result.stderr).toMatch(/Got \d+ results, configured to fail if != 0/)
    } finally {
      rmSync(test)
    }
  })

  it('says what dbt says when the project cannot be read', async () => {
    const model = join(folder, 'dbt', 'models', 'stg', 'broken.sql')
    writeFileSync(model, "select * from {{ ref('nowhere') }}")
    try {
      const result = await mdw(['build'], folder)
      expect(result.exitCode).toBe(1)
      expect(result.stderr).toContain("depends on a node named 'nowhere' which was not found")
    } finally {
      rmSync(model)
    }
  })

  it('builds one layer', async () => {
    const result = await mdw(['build', '--layer', 'stg', '--json'], folder)
    expect(result.exitCode, result.stdout.slice(-3000)).toBe(0)
    const { nodes } = JSON.parse(result.stdout)
    const models = nodes.filter((node: { resourceType: string }) => node.resourceType === 'model')
    expect(models.map((node: { schema: string }) => node.schema)).toEqual(Array(7).fill('stg'))
  })
})

describe('mdw query', () => {
  it('prints a table, CSV and JSON', async () => {
    const sql = 'select countryid, countryname from raw.countries order by cast(countryid as integer) limit 2'
    const csv = await mdw(['query', sql, '-o', 'csv'], folder)
    expect(csv.stdout.split('\n')[0]).toBe('"countryid","countryname"')
    expect(csv.stdout.trim().split('\n')).toHaveLength(3)
    const json = await mdw(['query', sql, '-o', 'json'], folder)
    expect(JSON.parse(json.stdout)).toHaveLength(2)
    expect((await mdw(['query', sql], folder)).stdout).toMatch(/2 rows, [\d.]+ s, .* scanned/)
  })

  it('pages through results of any size', async () => {
    const rows = await mdw(['query', 'select salesid from raw.sales', '--limit', '0', '-o', 'csv'], folder)
    expect(rows.stdout.trim().split('\n')).toHaveLength(50_001)
    const some = await mdw(['query', 'select salesid from raw.sales', '--limit', '2500', '--json'], folder)
    expect(JSON.parse(some.stdout)).toMatchObject({ complete: false })
    expect(JSON.parse(some.stdout).rows).toHaveLength(2500)
  })

  it('passes Athena’s refusal on, with exit code 1', async () => {
    const result = await mdw(['query', 'select nope from raw.sales'], folder)
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toContain("COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved")
  })
})

describe('mdw docs', () => {
  it(
    'writes the documentation site and serves it until Ctrl-C',
    async () => {
      const generated = await mdw(['docs', 'generate', '--json'], folder)
      expect(generated.exitCode, generated.stdout).toBe(0)
      expect(readFileSync(JSON.parse(generated.stdout).file, 'utf8')).toContain('<html')
      const docsPort = await freePort()
      const child = spawn(process.execPath, [cliEntry, 'docs', 'serve', '--port', String(docsPort)], {
        cwd: folder,
        env: cliEnvironment() as NodeJS.ProcessEnv,
      })
      const ended = new Promise<number | null>(resolve => child.on('close', resolve))
      await new Promise(resolve => child.stdout.once('data', resolve))
      const url = `http://127.0.0.1:${docsPort}`
      const catalog = (await (await fetch(`${url}/catalog.json`)).json()) as { nodes: Record<string, unknown> }
      expect(Object.keys(catalog.nodes)).toContain('model.grocery.fct_daily_sales')
      expect((await fetch(`${url}/../dbt_project.yml`)).status).toBe(404)
      child.kill('SIGINT')
      expect(await ended).toBe(0)
    },
    2 * MINUTES,
  )
})

describe('mdw upload', () => {
  it('refuses a file with another header than the source definition’s', async () => {
    const file = join(folder, 'data', 'raw', 'countries.csv')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('CountryName', 'Name'))
    try {
      const result = await mdw(['upload', 'countries'], folder)
      expect(result.exitCode).not.toBe(0)
      expect(result.stderr).toContain('CountryName')
      expect(result.stderr).toContain('countries.csv')
    } finally {
      writeFileSync(file, text)
    }
  })
})

describe('the lakehouse process', () => {
  it('takes a free port when its own is taken, and says so', async () => {
    await mdw(['down'], folder)
    const { createServer } = await import('node:net')
    const other = createServer().listen(port, '127.0.0.1')
    try {
      const result = await mdw(['local', 'start'], folder)
      expect(result.exitCode).toBe(0)
      expect(result.stderr).toContain(`port ${port} is taken`)
      expect(result.stdout).not.toContain(`:${port}\n`)
    } finally {
      other.close()
    }
  })

  it('is found again after kill -9 of itself, its stale files notwithstanding', async () => {
    const before = lakehousePid()
    process.kill(before, 'SIGKILL')
    await sleep(100)
    expect((await rowsOf('select 1'))[0]).toEqual(['1'])
    expect(lakehousePid()).not.toBe(before)
  })

  it('gives any client its variables', async () => {
    const { stdout } = await mdw(['status', '-o', 'env'], folder)
    expect(stdout).toMatch(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m)
    expect(stdout).toMatch(/^unset AWS_PROFILE$/m)
  })
})
