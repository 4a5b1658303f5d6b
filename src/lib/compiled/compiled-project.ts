import { join } from 'node:path'
import { withLock } from '../project/lock.js'
import { compile } from '../toolchain/dbt/compile.js'
import { dbtProject } from '../toolchain/dbt/environment.js'
import { type DbtEvent, FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import { readManifest } from '../toolchain/dbt/manifest.js'
import type { Progress } from '../ui/reporter.js'
import type { Connection } from '../warehouse/connection.js'
import { existingTables } from './existing-tables.js'
import { COMPILED_TYPES, type CompiledManifest, isVolatile, ownNodes } from './manifest.js'
import { type ModelKeys, modelKeys } from './model-keys.js'
import { fingerprintOf, type ProjectFiles, readProjectFiles } from './project-files.js'
import { type CompiledStore, readStore, writeStore } from './store.js'

export interface CompileWish {
  /** Only this node is needed; without it every model and snapshot. */
  name?: string
  /** Compile although nothing changed. */
  again?: boolean
  onEvent: (event: DbtEvent) => void
  signal?: AbortSignal
}

export interface CompiledProject {
  manifest: CompiledManifest
  /** By unique id; none for what dbt could not compile, and for Python models. */
  sql: ReadonlyMap<string, string>
  failed: NodeResult[]
}

/** The folder of the manifest that the compiled SQL is of. */
export function compiledTarget({ project, environment }: Pick<Connection, 'project' | 'environment'>): string {
  return join(folderOf(project, environment.name), 'target')
}

/**
 * The project's compiled SQL. dbt is started only for what changed since it was compiled last: its start, and the
 * hundreds of other models, are most of the time of a lint or a look at one model.
 */
export async function compiledProject(
  connection: Connection,
  wish: CompileWish,
  progress: Progress,
): Promise<CompiledProject> {
  const { project, environment } = connection
  const onWait = () => progress.update('waiting for another mdw that compiles')
  const lock = join(project.paths.state, 'compiled.lock')
  const store = join(folderOf(project, environment.name), 'sql.json')
  return withLock(lock, { signal: wish.signal, onWait }, () => compiledUnderLock(connection, store, wish, progress))
}

async function compiledUnderLock(
  connection: Connection,
  storeFile: string,
  wish: CompileWish,
  progress: Progress,
): Promise<CompiledProject> {
  const target = compiledTarget(connection)
  const files = readProjectFiles(connection.project.dbtFolder, dbtProject(connection).env)
  const project = fingerprintOf(files)
  const store = readStore(storeFile)
  const known = readManifest<CompiledManifest>(target)
  const selected =
    known === undefined ? everything(wish) : await staleNodes(connection, known, files, store, project, wish)
  if (known !== undefined && selected.length === 0) return { manifest: known, sql: sqlOf(store), failed: [] }
  progress.update('compiling')
  const nodes = await compile(connection, { target, select: selected, ...wish }, progress)
  const manifest = readManifest<CompiledManifest>(target)!
  const { keys } = await keysOf(connection, manifest, files)
  const failed = nodes.filter(({ status }) => FAILED.has(status))
  const next = { ...store, project, models: modelsAfter(manifest, keys, store, failed) }
  writeStore(storeFile, next)
  return { manifest, sql: sqlOf(next), failed }
}

/** The manifest has the SQL of what was compiled just now, and of nothing else. */
function modelsAfter(
  manifest: CompiledManifest,
  keys: ModelKeys['keys'],
  before: CompiledStore,
  failed: NodeResult[],
): CompiledStore['models'] {
  const models = { ...before.models }
  for (const id of [...Object.keys(models), ...failed.map(node => node.id)]) {
    if (manifest.nodes[id]?.compiled_code == null && (!keys.has(id) || failed.some(node => node.id === id))) {
      delete models[id]
    }
  }
  for (const [id, { resource_type: type, language, compiled_code: code }] of Object.entries(manifest.nodes)) {
    if (code == null || !COMPILED_TYPES.has(type)) continue
    models[id] = { key: keys.get(id) ?? '', sql: language === 'python' ? null : code }
  }
  return models
}

/** dbt's selection of what must be compiled; empty where nothing must. */
async function staleNodes(
  connection: Connection,
  manifest: CompiledManifest,
  files: ProjectFiles,
  store: CompiledStore,
  project: string,
  wish: CompileWish,
): Promise<string[]> {
  if (wish.again) return everything(wish)
  const { keys, added } = await keysOf(connection, manifest, files, wish.name)
  const isStale = (id: string) => store.models[id]?.key !== keys.get(id)
  if (wish.name !== undefined) {
    const [found] = ownNodes(manifest).filter(([, { name }]) => name === wish.name)
    if (found === undefined) return store.project === project && !isPackaged(manifest, wish.name) ? [] : [wish.name]
    return isStale(found[0]) || isVolatile(manifest, found[1]) ? [wish.name] : []
  }
  const own = ownNodes(manifest).filter(([, node]) => node.resource_type !== 'analysis')
  const stale = own.filter(([id]) => isStale(id)).map(([, { original_file_path: path }]) => path)
  const paths = [...new Set([...stale.filter(path => files.hashes.has(path)), ...added])]
  // A test, a seed or a text changed, or a model is gone: dbt writes the manifest anew with any one model.
  if (paths.length === 0 && store.project !== project) {
    paths.push(
      ...own
        .map(([, { original_file_path: path }]) => path)
        .filter(path => files.hashes.has(path))
        .slice(0, 1),
    )
  }
  // A space or comma would be dbt's union or intersection, and a star a pattern.
  if (paths.length > own.length / 2 || !paths.every(path => /^[\w./-]+\.sql$/.test(path))) return everything(wish)
  return paths.map(path => `path:${path}`)
}

function everything({ name }: CompileWish): string[] {
  return name === undefined ? ['resource_type:model', 'resource_type:snapshot'] : [name]
}

function isPackaged({ nodes }: CompiledManifest, wanted: string): boolean {
  return Object.values(nodes).some(({ name, resource_type: type }) => name === wanted && type === 'model')
}

async function keysOf(
  connection: Connection,
  manifest: CompiledManifest,
  files: ProjectFiles,
  name?: string,
): Promise<ModelKeys> {
  const asked = ownNodes(manifest).map(([, node]) => node)
  const exists = await existingTables(
    connection,
    asked.filter(node => node.config?.materialized === 'incremental' && (name === undefined || node.name === name)),
  )
  return modelKeys(manifest, files, exists)
}

function sqlOf({ models }: CompiledStore): Map<string, string> {
  return new Map(Object.entries(models).flatMap(([id, { sql }]) => (sql === null ? [] : [[id, sql]])))
}

function folderOf({ paths }: Connection['project'], environment: string): string {
  return join(paths.state, 'compiled', environment)
}
