import type { Layer } from '../project/environment.js'

export interface Selection {
  layers: Layer[]
  select: string[]
  exclude: string[]
  /** Also everything that the selected nodes depend on. */
  upstream: boolean
  /** Also everything that depends on the selected nodes. */
  downstream: boolean
  /** Of the selection, only what differs from the state that dbt compares with, and what depends on that. */
  changed?: boolean
  /** Exactly these nodes, by unique id; the rest of the selection says nothing then. */
  nodes?: string[]
}

/** The whole project. */
export const EVERYTHING: Selection = { layers: [], select: [], exclude: [], upstream: false, downstream: false }

/** dbt: "Node selection, state method": what is new or modified, and everything downstream of it. */
const CHANGED = 'state:modified+'

/** Whether the selection is the whole project. */
export function isWhole({ layers, select, exclude, changed, nodes }: Selection): boolean {
  return layers.length + select.length + exclude.length === 0 && !changed && nodes === undefined
}

/** Whether the selection is everything that is not up to date. */
export function isAllChanged({ changed, ...selection }: Selection): boolean {
  return changed === true && isWhole({ ...selection, changed: false })
}

/**
 * dbt's flags for a selection. `--layer` and `--select` together mean the nodes that are in both, and `changed` leaves
 * of those what is changed.
 */
export function selectionArguments(selection: Selection): string[] {
  // A node's tests are nodes of their own: those that passed need not run again because the node is named.
  if (selection.nodes !== undefined) {
    return ['--select', ...selection.nodes.map(nodeSelector), '--indirect-selection', 'empty']
  }
  const layers = selection.layers.map(layerSelector)
  const chosen = selection.select.length === 0 ? layers : selection.select.map(graphOperators(selection))
  const terms =
    selection.select.length === 0
      ? chosen.map(graphOperators(selection))
      : chosen.flatMap(term => (layers.length === 0 ? [term] : layers.map(layer => `${term},${layer}`)))
  const selected = selection.changed ? onlyChanged(terms) : terms
  return [
    ...(selected.length === 0 ? [] : ['--select', ...selected]),
    ...(selection.exclude.length === 0 ? [] : ['--exclude', ...selection.exclude]),
  ]
}

/** A comma is dbt's intersection. */
function onlyChanged(terms: string[]): string[] {
  return terms.length === 0 ? [CHANGED] : terms.map(term => `${term},${CHANGED}`)
}

/** `model.shop.daily.v2` is `daily.v2`; `test.shop.unique_x.4ab0` is `unique_x`; a unit test's name is its id's end. */
export function nodeSelector(id: string): string {
  const [type, , ...name] = id.split('.')
  if (type === 'test') return name[0]!
  return type === 'unit_test' ? name.at(-1)! : name.join('.')
}

/** The raw layer has sources and no models; the others are the nodes configured into the layer's schema. */
function layerSelector(layer: Layer): string {
  return layer === 'raw' ? 'source:*' : `config.schema:${layer}`
}

function graphOperators({ upstream, downstream }: Selection): (term: string) => string {
  return term => `${upstream ? '+' : ''}${term}${downstream ? '+' : ''}`
}
