import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Written by dbt itself, or by `mdw deps` from files that are among those below. */
const NOT_SOURCES = new Set(['target', 'logs', 'dbt_packages', '.user.yml', '.git'])

/** Every file that a dbt project is made of, with its path in it, always in the same order. */
export function* dbtFiles(folder: string, below = ''): Generator<{ path: string; bytes: Buffer }> {
  const entries = readdirSync(join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (below === '' && NOT_SOURCES.has(entry.name)) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* dbtFiles(folder, path)
    else if (entry.isFile()) yield { path, bytes: readFileSync(join(folder, path)) }
  }
}
