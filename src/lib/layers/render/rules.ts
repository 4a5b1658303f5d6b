import { outColours } from '../../ui/colours.js'
import { renderTable } from '../../ui/table.js'
import type { LintSettings } from '../lint-config.js'
import { rules } from '../rules.js'

/** Every rule with the severity it has in this project. */
export function ruleTable(settings: LintSettings): string {
  const columns = ['Rule', 'Layer', 'Severity', 'What it asks for'].map(title => ({ title }))
  const rows = Object.values(rules).map(({ id, layers, severity, summary }) => [
    id,
    layers.filter(layer => layer !== null).join(' ') || 'none',
    settings.rules[id] ?? severity,
    summary,
  ])
  return renderTable(columns, rows, outColours)
}
