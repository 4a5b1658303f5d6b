import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/cli-project.js'
import { mdwInProcess } from '../support/in-process.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { type BadInput, ORDERS, SOURCE } from './bad-inputs/bad-input.js'
import { CSV_FILES } from './bad-inputs/csv-files.js'
import { FLAGS } from './bad-inputs/flags.js'
import { PLACES } from './bad-inputs/places.js'
import { DBT_FILES, MDW_YML } from './bad-inputs/project-files.js'
import { STATEMENTS } from './bad-inputs/statements.js'

// One warehouse for all of them: made from a CSV file, built, and at the end exactly what it was.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'mdw-bad-inputs-')))
const shop = join(root, 'shop')
let built: string

beforeAll(async () => {
  mkdirSync(join(root, 'delivered'))
  writeFileSync(join(root, 'delivered', 'orders.csv'), ORDERS)
  const port = String(await freePort())
  expect(await mdwInProcess(['init', 'shop', '--from', 'delivered', '--port', port], root)).toMatchObject({
    exitCode: 0,
  })
  writeFileSync(join(shop, 'dbt', 'models', 'raw', 'shop.yml'), SOURCE)
  expect(await mdwInProcess(['up'], shop)).toMatchObject({ exitCode: 0 })
  built = await warehouse()
})

afterAll(async () => {
  await mdwInProcess(['local', 'stop'], shop)
  rmSync(root, { recursive: true, force: true })
})

describe.each([
  ['CSV files', CSV_FILES],
  ['mdw.yml', MDW_YML],
  ['the dbt project', DBT_FILES],
  ['flags and arguments', FLAGS],
  ['SQL', STATEMENTS],
  ['the machine', PLACES],
])('%s', (_, inputs) => {
  it.each(inputs)('$input', async ({ args, files, env, where, exitCode, code, says }) => {
    const folder = where === undefined ? shop : temporaryFolder()
    if (where === 'another project') writeFileSync(join(folder, 'mdw.yml'), 'name: shop\n')
    const undo = write(folder, files ?? {})
    try {
      const before = fingerprint(folder, MADE)
      const { stdout, stderr, exitCode: actual } = await mdwInProcess([...args, '--json'], folder, env)
      const { error } = JSON.parse(stdout)
      expect({ exitCode: actual, code: error?.code, stderr }).toEqual({ exitCode, code, stderr: '' })
      const text = [error.message, error.why ?? '', ...error.actions].join('\n')
      for (const phrase of says) expect(text).toContain(phrase)
      expect(error.why ?? error.actions[0], 'says why, or what to do next').toBeTruthy()
      expect(fingerprint(folder, MADE), 'files of the project').toBe(before)
    } finally {
      undo()
    }
    if (where === undefined) expect(await warehouse(), 'objects and tables').toBe(built)
  })
})

/** What builds make anew at any time. */
const MADE = /^(\.mdw|dbt\/(target|logs|dbt_packages))(\/|$)/

/** Everything that the lakehouse keeps but results of queries: objects, and the catalog as `mdw status` sees it. */
async function warehouse(): Promise<string> {
  const { stdout } = await mdwInProcess(['status', '--json'], shop)
  const { tables } = JSON.parse(stdout)
  return `${JSON.stringify(tables)} ${fingerprint(join(shop, '.mdw', 's3', 'mdw-local'), /^athena-results(\/|$)/)}`
}

function fingerprint(folder: string, except: RegExp): string {
  const hash = createHash('sha256')
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  for (const path of paths.sort()) {
    const name = path.slice(folder.length + 1)
    if (!except.test(name)) hash.update(`${name}\0`).update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

/** Writes or deletes files, and returns what takes it back. */
function write(folder: string, files: NonNullable<BadInput['files']>): () => void {
  const undo = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name)
    const was = existsSync(path) ? readFileSync(path) : undefined
    rmSync(path, { force: true })
    if (content !== null) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
    return () => {
      rmSync(path, { recursive: true, force: true })
      if (was !== undefined) writeFileSync(path, was)
    }
  })
  return () => {
    for (const step of undo.reverse()) step()
  }
}
