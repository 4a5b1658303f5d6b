import type { Layer } from '../../project/environment.js'
import { dependencyLayers } from '../dependencies.js'
import type { Rule } from '../rule.js'

const READS: Record<Layer, readonly Layer[]> = {
  raw: [],
  stg: ['raw'],
  std: ['stg', 'std'],
  // Raw is cur-no-raw-ref's.
  cur: ['raw', 'std', 'cur'],
}

export const layerOrder: Rule = {
  id: 'layer-order',
  layers: ['stg', 'std', 'cur'],
  severity: 'error',
  summary:
    'Data flows raw → stg → std → cur: stg reads raw, std reads stg, std and seeds, cur reads std, cur and seeds.',
  why: 'A shortcut or a step back makes two answers to one question possible, and cycles of layers that no schedule can build.',
  fix: 'Read the layer before: add the model that is missing there.',
  check: subject => {
    const layer = subject.model.layer!
    return dependencyLayers(subject)
      .filter(({ layer: read, kind, through }) => {
        if (read === null || (kind === 'seed' && layer !== 'stg')) return false
        // What a model outside of the layers reads is that model's own matter, but for raw.
        return through === undefined && !READS[layer].includes(read)
      })
      .map(({ layer: read, name, kind, at }) => ({
        message: `reads ${read === 'raw' ? 'raw table' : `${read} ${kind}`} ${name}; ${layer} reads ${allowed(layer)}`,
        at,
      }))
  },
}

function allowed(layer: Layer): string {
  return { raw: 'nothing', stg: 'only raw', std: 'only stg, std and seeds', cur: 'only std, cur and seeds' }[layer]
}
