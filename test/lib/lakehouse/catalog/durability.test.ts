import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openCatalog } from '../../../../src/lib/lakehouse/catalog/lmdb-catalog.js'

const writer = fileURLToPath(new URL('acknowledging-writer.mjs', import.meta.url))

/** Runs the writer until it acknowledged `enough` tables, kills it in the middle of its work, and returns their names. */
async function killedWriter(dir: string, enough: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  for await (const chunk of child.stdout) {
    output += chunk
    if (output.split('\n').length > enough) child.kill('SIGKILL')
  }
  expect(child.signalCode ?? (await new Promise(done => child.once('exit', (_, signal) => done(signal))))).toBe(
    'SIGKILL',
  )
  return output.split('\n').slice(0, -1)
}

it('keeps every acknowledged write through kill -9, whole and readable', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mdw-durability-'))
  const acknowledged: string[] = []
  for (const enough of [1, 20, 57]) {
    acknowledged.push(...(await killedWriter(dir, enough)))
    const catalog = openCatalog(dir)
    const kept = catalog.tables('std').map(({ name }) => name)
    expect(kept).toEqual(expect.arrayContaining(acknowledged))
    // At most the one write that was under way is there beyond those, per run.
    expect(kept.length - acknowledged.length).toBeLessThanOrEqual(3)
    for (const name of acknowledged) expect(catalog.partition('std', name, [name])?.values).toEqual([name])
    catalog.close()
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(78)
  rmSync(dir, { recursive: true })
})
