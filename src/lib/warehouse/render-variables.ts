import type { Environment } from '../project/environment.js'
import { clientVariables } from './client-variables.js'

export const VARIABLE_FORMATS = ['env', 'json'] as const
export type VariableFormat = (typeof VARIABLE_FORMATS)[number]

/** The client variables as shell statements or as a JSON object. */
export function renderVariables(
  environment: Environment,
  format: VariableFormat,
): { text: string; document: Record<string, unknown> } {
  const { set, unset } = clientVariables(environment)
  const document = { set, unset }
  if (format === 'json') return { text: `${JSON.stringify(set, null, 2)}\n`, document }
  const lines = [
    ...unset.map(name => `unset ${name}`),
    ...Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`),
  ]
  return { text: lines.map(line => `${line}\n`).join(''), document }
}

/** For a POSIX shell: single quotes keep everything but themselves. */
function quote(value: string): string {
  return /^[\w./:@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
