import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '../project/project.js'
import { replaceFile } from '../project/replace-file.js'
import { FAILED, type NodeResult } from '../toolchain/dbt/events.js'
import { MANIFEST, readManifest } from '../toolchain/dbt/manifest.js'

/** What is needed of dbt's manifest; the rest of it is kept as it is. */
export interface StateManifest {
  nodes: Record<string, { checksum?: { checksum: string } }>
  unit_tests?: Record<string, unknown>
  child_map?: Record<string, string[]>
}

/** Where dbt's `--state` finds the manifest of what is built in the environment. */
export function stateFolder(project: Project, environment: string): string {
  return join(project.paths.work, 'state', environment)
}

/** Of the manifest of the git ref that was compared with last. */
export function sinceFolder(project: Project, environment: string): string {
  return join(stateFolder(project, environment), 'since')
}

/** The folder of a manifest that is there already. */
export function knownState(project: Project, environment: string, since?: string): string | undefined {
  const folder = since === undefined ? stateFolder(project, environment) : sinceFolder(project, environment)
  return existsSync(join(folder, MANIFEST)) ? folder : undefined
}

/** Writes down what a build brought up to date, so that `--changed` leaves it out the next time. */
export function rememberState(
  project: Project,
  environment: string,
  { nodes, whole, hollow }: { nodes: NodeResult[]; whole: boolean; hollow: boolean },
): void {
  const target = join(project.dbtFolder, 'target')
  const folder = stateFolder(project, environment)
  const built = readManifest<StateManifest>(target)
  if (built === undefined) return
  const done = !hollow && nodes.every(node => isDone(node))
  const text =
    whole && done
      ? readFileSync(join(target, MANIFEST), 'utf8')
      : JSON.stringify(advanceState(readManifest(folder), built, nodes, hollow))
  replaceFile(join(folder, MANIFEST), text)
}

/**
 * The state after a build of some nodes. A node that is not in it is new to dbt, and so changed: that is how a node is
 * kept to be built again when it failed, was skipped, holds a sample, or reads a node that is now another one.
 */
export function advanceState(
  saved: StateManifest | undefined,
  built: StateManifest,
  nodes: NodeResult[],
  hollow: boolean,
): StateManifest {
  const state: StateManifest = saved ?? { ...built, nodes: {}, unit_tests: {} }
  const done = new Set(hollow ? [] : nodes.filter(isDone).map(node => node.id))
  const stale = new Set(nodes.filter(node => !done.has(node.id)).map(node => node.id))
  for (const id of done) {
    if (state.nodes[id]?.checksum?.checksum === built.nodes[id]?.checksum?.checksum) continue
    for (const child of descendants(built, id)) if (!done.has(child)) stale.add(child)
  }
  const next = { ...state, nodes: { ...state.nodes }, unit_tests: { ...state.unit_tests } }
  for (const id of done) {
    if (built.nodes[id] !== undefined) next.nodes[id] = built.nodes[id]
    else if (built.unit_tests?.[id] !== undefined) next.unit_tests[id] = built.unit_tests[id]
  }
  for (const id of stale) {
    delete next.nodes[id]
    delete next.unit_tests[id]
  }
  return next
}

function isDone(node: NodeResult): boolean {
  return !FAILED.has(node.status) && node.status !== 'skipped'
}

function descendants(manifest: StateManifest, id: string): Set<string> {
  const found = new Set<string>()
  const visit = (node: string) => {
    for (const child of manifest.child_map?.[node] ?? []) {
      if (found.has(child)) continue
      found.add(child)
      visit(child)
    }
  }
  visit(id)
  return found
}
