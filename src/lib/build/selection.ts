import type { Layer } from '../project/environment.js'

export interface Selection {
  layers: Layer[]
  select: string[]
  exclude: string[]
  /** Also everything that the selected nodes depend on. */
  upstream: boolean
  /** Also everything that depends on the selected nodes. */
  downstream: boolean
}

/** dbt's flags for a selection. `--layer` and `--select` together mean the nodes that are in both. */
export function selectionArguments(selection: Selection): string[] {
  const layers = selection.layers.map(layerSelector)
  const chosen = selection.select.length === 0 ? layers : selection.select.map(graphOperators(selection))
  const terms =
    selection.select.length === 0
      ? chosen.map(graphOperators(selection))
      : chosen.flatMap(term => (layers.length === 0 ? [term] : layers.map(layer => `${term},${layer}`)))
  return [
    ...(terms.length === 0 ? [] : ['--select', ...terms]),
    ...(selection.exclude.length === 0 ? [] : ['--exclude', ...selection.exclude]),
  ]
}

/** The raw layer has sources and no models; the others are the nodes configured into the layer's schema. */
function layerSelector(layer: Layer): string {
  return layer === 'raw' ? 'source:*' : `config.schema:${layer}`
}

function graphOperators({ upstream, downstream }: Selection): (term: string) => string {
  return term => `${upstream ? '+' : ''}${term}${downstream ? '+' : ''}`
}
