import { posix } from 'node:path'
import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import { type CompiledManifest, ownNodes } from './manifest.js'
import { fingerprintOf, hashOf, type ProjectFiles } from './project-files.js'

export interface ModelKeys {
  /** What a node's SQL depends on, as a hash, by unique id: with the same key it compiles to the same SQL. */
  keys: ReadonlyMap<string, string>
  /** SQL files that the manifest does not know, in folders that have models. */
  added: string[]
}

/**
 * What each node is compiled from: its own file; those of the models it reads, whose config() may rename their tables,
 * and through ephemeral ones, whose SQL becomes part of its own; and every file that may say something to all: macros,
 * properties, dbt_project.yml. `exists` tells of the table of an incremental model whether it is there.
 */
export function modelKeys(
  manifest: CompiledManifest,
  files: ProjectFiles,
  exists: (node: ManifestNode) => boolean,
): ModelKeys {
  const own = ownNodes(manifest)
  const modelFiles = new Set(own.flatMap(([, { original_file_path: path }]) => (isSql(path) ? [path] : [])))
  const folders = new Set([...modelFiles].map(topFolder))
  const others = new Set(Object.values(manifest.macros).map(macro => macro.original_file_path))
  const tests = Object.values(manifest.nodes).filter(({ resource_type: type }) => type === 'test')
  const silent = new Set(tests.map(test => test.original_file_path).filter(isSql))
  const added: string[] = []
  const shared: [string, string][] = []
  for (const [path, hash] of files.hashes) {
    if (modelFiles.has(path) || silent.has(path) || /\.(csv|md)$/.test(path)) continue
    if (isSql(path) && folders.has(topFolder(path)) && !others.has(path)) added.push(path)
    else shared.push([path, hash])
  }
  const common = hashOf(JSON.stringify([files.surroundings, shared.sort()]))
  const everything = fingerprintOf(files)
  const fileOf = ({ original_file_path: path }: ManifestNode) => files.hashes.get(path) ?? null
  const read = (node: ManifestNode): unknown[] =>
    (node.depends_on?.nodes ?? []).map(id => {
      const parent = manifest.nodes[id]
      if (parent === undefined) return id
      return [id, fileOf(parent), parent.config?.materialized === 'ephemeral' ? read(parent) : null]
    })
  const keyOf = (node: ManifestNode) => {
    const incremental = node.config?.materialized === 'incremental' ? exists(node) : null
    // A model that walks the project's graph is compiled from all of it.
    const graph = /\bgraph\s*\./.test(node.raw_code ?? '') ? everything : null
    return hashOf(JSON.stringify([common, fileOf(node), read(node), incremental, graph]))
  }
  return { keys: new Map(own.map(([id, node]) => [id, keyOf(node)])), added }
}

function isSql(path: string): boolean {
  return path.endsWith('.sql')
}

function topFolder(path: string): string {
  return posix.normalize(path).split('/')[0]!
}
