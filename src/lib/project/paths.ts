import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const CONFIG_FILE = 'mdw.yml'

/** The installed package's own root: its bin/, dist/, python/ and package.json. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

/** The nearest folder at or above `from` with an mdw.yml. */
export function findProjectRoot(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** Where a project's state is. All paths are absolute. */
export interface ProjectPaths {
  root: string
  /** `.mdw`: the objects, the catalog, the Python environment. Nothing in it is kept in version control. */
  state: string
  lakehouse: string
  venv: string
  /** Records of finished steps, so that repeating a command is cheap. */
  steps: string
  /** What builds leave for the next one to compare with. */
  work: string
  /** What dbt's runs built, for the history of tables. */
  runs: string
}

export function projectPaths(root: string): ProjectPaths {
  const state = join(root, '.mdw')
  return {
    root,
    state,
    lakehouse: join(state, 'lakehouse'),
    // One environment may serve many projects (CI does that): all of them pin the same versions.
    venv: process.env.MDW_VENV ? resolve(process.env.MDW_VENV) : join(state, 'venv'),
    steps: join(state, 'steps'),
    work: state,
    runs: join(state, 'runs'),
  }
}

/** The user's cache for what projects share: the uv tool, downloaded dbt packages. */
export function userCache(): string {
  if (process.env.MDW_CACHE_DIR) return resolve(process.env.MDW_CACHE_DIR)
  const base = process.env.XDG_CACHE_HOME
  return join(base ? resolve(base) : join(homedir(), '.cache'), 'mdw')
}
