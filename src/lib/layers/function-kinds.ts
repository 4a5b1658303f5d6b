import { functionCatalog } from '../lakehouse/sql/functions/catalog.js'
import { unsupportedReason } from '../lakehouse/sql/functions/unsupported.js'
import type { FunctionCall } from './syntax.js'

/** Aggregates that Athena has and the table of functions has only by name. */
const SKETCH_AGGREGATES = [
  ...['approx_set', 'merge', 'qdigest_agg', 'tdigest_agg', 'make_set_digest', 'merge_set_digest'],
  ...['convex_hull_agg', 'geometry_union_agg', 'learn_classifier', 'learn_regressor'],
]

const kinds = new Map<string, 'scalar' | 'aggregate' | 'window'>()
for (const { name, kind } of functionCatalog()) {
  // A name of several kinds counts as what it is without OVER: the aggregate.
  if (kind === 'aggregate' || !kinds.has(name))
    kinds.set(name, kind === 'aggregate' || kind === 'window' ? kind : 'scalar')
}
for (const name of SKETCH_AGGREGATES) kinds.set(name, 'aggregate')
// Forms of the grammar that the parser reads as calls and the catalog lists under longer names.
for (const name of ['position', 'substring', 'trim', 'normalize', 'if', 'coalesce', 'nullif', 'try', 'grouping']) {
  if (!kinds.has(name)) kinds.set(name, 'scalar')
}

export function functionName(call: FunctionCall): string {
  return call.name.parts.at(-1)!.name.toLowerCase()
}

/** What kind of function Athena has under this name; undefined where it has none. */
export function functionKind(name: string): 'scalar' | 'aggregate' | 'window' | undefined {
  return kinds.get(name) ?? (unsupportedReason(name) === undefined ? undefined : 'scalar')
}

export function functionNames(): string[] {
  return [...kinds.keys()]
}
