import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './finding.js'

export interface FileFix {
  /** Relative to the project's root. */
  file: string
  /** What is set in config(), by name. */
  set: Record<string, string>
  before: string
  after: string
}

/** What --fix would do to the files of these findings. Nothing is written. */
export function planFixes(root: string, findings: Finding[]): FileFix[] {
  const wanted = new Map<string, Record<string, string>>()
  for (const { file, set } of findings) if (set !== undefined) wanted.set(file, { ...wanted.get(file), ...set })
  return [...wanted].flatMap(([file, set]) => {
    const before = readFileSync(join(root, file), 'utf8')
    const after = withSettings(before, set)
    return after === undefined ? [] : [{ file, set, before, after }]
  })
}

export function writeFixes(root: string, fixes: FileFix[]): void {
  for (const { file, after } of fixes) writeFileSync(join(root, file), after)
}

/**
 * The model's text with these settings in its config(), which overrides dbt_project.yml and the model's YAML.
 * Undefined where the text is not plain enough to change by machine: two config() calls, or a setting computed by Jinja.
 */
export function withSettings(source: string, set: Record<string, string>): string | undefined {
  const calls = [...source.matchAll(/\{\{-?\s*config\s*\(/g)]
  if (calls.length > 1) return undefined
  if (calls.length === 0) {
    const settings = Object.entries(set).map(([name, value]) => `${name}=${value}`)
    const newline = source.includes('\r\n') ? '\r\n' : '\n'
    return `{{ config(${settings.join(', ')}) }}${newline}${newline}${source}`
  }
  const start = calls[0]!.index + calls[0]![0].length
  const end = source.indexOf('}}', start)
  if (end < 0) return undefined
  let settings = source.slice(start, end)
  for (const [name, value] of Object.entries(set)) {
    const present = new RegExp(`(^|[\\s,(])(${name}\\s*=\\s*)('[^']*'|"[^"]*"|true|false)(?=\\s*[,)])`, 'i')
    if (present.test(settings)) settings = settings.replace(present, (_, gap, key) => `${gap}${key}${value}`)
    else if (new RegExp(`(^|[\\s,(])${name}\\s*=`).test(settings)) return undefined
    else settings = inserted(settings, `${name}=${value}`)
  }
  return source.slice(0, start) + settings + source.slice(end)
}

/** Puts a setting first, in the layout of the ones that are there. */
function inserted(settings: string, setting: string): string {
  const [, gap, rest] = /^(\s*)([\s\S]*)$/.exec(settings)!
  if (rest!.startsWith(')')) return `${gap}${setting}${rest}`
  return gap!.includes('\n') ? `${gap}${setting},${gap}${rest}` : `${gap}${setting}, ${rest}`
}
