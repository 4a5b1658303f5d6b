import { nodeSelector } from '../build/selection.js'
import type { ManifestNode } from '../toolchain/dbt/manifest.js'
import type { ParsedProject } from '../toolchain/dbt/resident.js'

export interface RoundPlan {
  /** Ids of the models, seeds and snapshots that were changed, or failed before. */
  changed: string[]
  /** Ids of those and of what depends on them, as deep as was asked for. */
  build: string[]
  /** Ids of tests that are to run though nothing that they test is built. */
  tests: string[]
  /** Ids of what depends on the built ones and is not built. */
  beyond: string[]
}

export interface RoundScope {
  /** How many steps of the graph below the changed nodes are built too. */
  depth: number
  /** Ids that may be built; undefined is all. */
  selected?: ReadonlySet<string>
}

/** What was left from rounds before, by id. */
export interface Unfinished {
  /** Changed since, in a round that came to no build. */
  pending: Iterable<string>
  /** Failed or skipped in a build, which held all that depends on them within the depth: nothing further is built. */
  owed: Iterable<string>
}

/** What a round has to do: pure. */
export function planRound(
  parsed: ParsedProject,
  { pending, owed }: Unfinished,
  { depth, selected }: RoundScope,
): RoundPlan {
  const { nodes } = parsed
  const children = childrenOf(nodes)
  const allowed = (id: string) => selected === undefined || selected.has(id)
  const roots = [...new Set([...parsed.changed, ...pending])]
  const wanted = [...new Set([...roots, ...owed])]
  // A source is no table that dbt builds, and an ephemeral model none at all: who reads them is changed by them.
  const readers = (ids: string[]) =>
    expand(ids, children, id => id in parsed.sources || isEphemeral(nodes[id]))
      .filter(id => id in nodes && !isEphemeral(nodes[id]))
      .filter(allowed)
  const changed = readers(wanted)
  const below = (ids: string[]) => descend(ids, children, id => isEphemeral(nodes[id]))
  const near = below(readers(roots)).flatMap(({ id, level }) => (level <= depth ? [id] : []))
  const build = [...new Set([...near, ...changed])].filter(id => !isEphemeral(nodes[id])).filter(allowed)
  const tests = wanted.filter(id => /^(test|unit_test)\./.test(id)).filter(allowed)
  const further = below(changed).map(({ id }) => id)
  const beyond = further.filter(id => !build.includes(id) && !isEphemeral(nodes[id]))
  return { changed, build, tests, beyond }
}

/** dbt's selection of a plan. Full names: a model may be called like a folder. */
export function roundArguments({ build, tests }: RoundPlan, { nodes }: ParsedProject): string[] {
  return ['--select', ...build.map(id => `fqn:${nodes[id]!.fqn.join('.')}`), ...tests.map(nodeSelector)]
}

function isEphemeral(node: ManifestNode | undefined): boolean {
  return node?.config?.materialized === 'ephemeral'
}

function childrenOf(nodes: ParsedProject['nodes']): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const [id, node] of Object.entries(nodes)) {
    for (const parent of node.depends_on?.nodes ?? []) children.set(parent, [...(children.get(parent) ?? []), id])
  }
  return children
}

/** The ids, and the children of those that `passes` says to look through. */
function expand(ids: string[], children: Map<string, string[]>, passes: (id: string) => boolean): string[] {
  const found = new Set<string>()
  const visit = (id: string) => {
    if (found.has(id)) return
    found.add(id)
    if (passes(id)) for (const child of children.get(id) ?? []) visit(child)
  }
  for (const id of ids) visit(id)
  return [...found]
}

/** The ids and everything below them, with the number of steps down to each. What `isFree` takes is no step. */
function descend(
  ids: string[],
  children: Map<string, string[]>,
  isFree: (id: string) => boolean,
): { id: string; level: number }[] {
  const levels = new Map(ids.map(id => [id, 0]))
  // A map hands out what is added while it is gone through: that is the queue of a breadth-first search.
  for (const [id, level] of levels) {
    for (const child of children.get(id) ?? [])
      if (!levels.has(child)) levels.set(child, level + (isFree(child) ? 0 : 1))
  }
  return [...levels].map(([id, level]) => ({ id, level }))
}
