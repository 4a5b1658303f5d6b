import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { statementConcurrency } from '../../../../src/lib/lakehouse/engine/concurrency.js'
import { type Engine, openEngine } from '../../../../src/lib/lakehouse/engine/engine.js'
import { startTestLakehouse, type TestLakehouse, testExtensionDir } from '../../../lakehouse.js'

let lake: TestLakehouse
let engine: Engine
let scratch: string

beforeAll(async () => {
  lake = await startTestLakehouse()
  scratch = mkdtempSync(join(tmpdir(), 'mdw-engine-'))
  engine = open(testExtensionDir())
})

afterAll(async () => {
  engine.close()
  await lake.stop()
  rmSync(scratch, { recursive: true, force: true })
})

function open(extensionDir: string): Engine {
  return openEngine({
    ...lake.config,
    extensionDir,
    scratchDir: scratch,
    objectsDir: join(lake.config.stateDir, 's3'),
    endpoint: () => lake.endpoint,
    prelude: [],
  })
}

const run = (sql: string, signal?: AbortSignal) => engine.use(connection => connection.run(sql), signal)

describe('the wall around queries', () => {
  test.each([
    ['local files', "SELECT * FROM read_text('/etc/hostname')"],
    ['other files', "COPY (SELECT 1) TO '/tmp/mdw-engine-must-not-write.csv'"],
    ['the web', "SELECT * FROM 'http://127.0.0.1:1/x.csv'"],
    ['databases', "ATTACH '/tmp/mdw-engine-must-not-attach.db' AS other"],
    ['extensions', 'INSTALL tpch'],
  ])('keeps out %s', async (_, sql) => {
    await expect(run(sql)).rejects.toThrow(/disabled by configuration/)
  })

  test('cannot be taken down', async () => {
    await expect(run('SET enable_external_access = true')).rejects.toThrow()
    await expect(run("SET allowed_directories = ['/']")).rejects.toThrow(/locked/)
  })

  test('lets the lakehouse’s own folders through', async () => {
    await run(`COPY (SELECT 42 AS a) TO '${scratch}/mine.csv'`)
    expect((await run(`FROM '${scratch}/mine.csv'`)).rows).toEqual([[42n]])
  })
})

test('an interrupt ends a query, and the next one is not troubled by it', async () => {
  const controller = new AbortController()
  const endless = run(
    'SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range + b.range = 7',
    controller.signal,
  )
  setTimeout(() => controller.abort(new Error('stop')), 200)
  await expect(endless).rejects.toThrow()
  expect((await run('SELECT 1')).rows).toEqual([[1]])
  await expect(run('SELECT 1', controller.signal)).rejects.toThrow('stop')
})

test('results come in chunks', async () => {
  const sizes = await engine.use(async connection => {
    const found: number[] = []
    for await (const chunk of connection.chunks('SELECT * FROM range(5000)')) found.push(chunk.rowCount)
    return found
  })
  expect(sizes.length).toBeGreaterThan(1)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(5000)
})

test('a failed transaction leaves nothing', async () => {
  await engine.use(async connection => {
    await connection.run('CREATE TEMP TABLE kept (a integer)')
    const failing = connection.transaction(async () => {
      await connection.run('INSERT INTO kept VALUES (1)')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await connection.run('SELECT count(*) FROM kept')).rows).toEqual([[0n]])
    await connection.run('DROP TABLE kept')
  })
})

test('without its extensions the engine says how to get them', async () => {
  const bare = open('/nonexistent')
  await expect(bare.use(connection => connection.run('SELECT 1'))).rejects.toThrow(/duckdb-extension-httpfs.*mdw up/)
  bare.close()
})

test('some of the pool’s threads stay free for files', () => {
  expect([2, 4, 8, 24, 128].map(threads => statementConcurrency(threads))).toEqual([1, 2, 6, 16, 16])
})
