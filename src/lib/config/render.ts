import { outColours } from '../ui/colours.js'
import { renderTable } from '../ui/table.js'
import type { EffectiveConfig, EffectiveSetting } from './effective.js'
import { originText } from './origin.js'

/** The settings of the project, of its environment and of this machine, each with where it comes from. */
export function renderConfig(config: EffectiveConfig): string {
  const own = `environments.${config.environment}.`
  const shown = config.settings.filter(({ key }) => !key.startsWith('environments.') || key.startsWith(own))
  const others = [...new Set(config.settings.flatMap(({ key }) => /^environments\.([^.]+)\./.exec(key)?.[1] ?? []))]
  const rest = others.filter(name => name !== config.environment)
  const columns = ['Setting', 'Value', 'From'].map(title => ({ title }))
  const rows = shown.map(({ key, value, origin }) => [key, cell(value), outColours.dim(originText(origin))])
  const more = rest.length === 0 ? '' : `Other environments: ${rest.join(', ')} (\`mdw config --env ${rest[0]}\`)\n`
  return `${renderTable(columns, rows, outColours)}${more}`
}

/** A value alone, for scripts: text as it is, lists and blocks as JSON, nothing where there is none. */
export function renderValue(value: EffectiveSetting['value']): string {
  if (value === null) return ''
  return `${typeof value === 'object' ? JSON.stringify(value) : value}\n`
}

function cell(value: unknown): string {
  if (value === null) return '–'
  return value === '' ? '""' : renderValue(value).trimEnd()
}
