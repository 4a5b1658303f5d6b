import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Macro {
  parameters: string[]
  body: string
}

/** Stands in the SQL for the raw table, for another relation, and for what only dbt can tell. */
export const Placeholder = { source: '__source__', relation: '__relation__', unknown: '__jinja__' } as const

const DEPTH = 4
const MACRO = /\{%-?\s*macro\s+(\w+)\s*\(([^)]*)\)\s*-?%\}([\s\S]*?)\{%-?\s*endmacro\s*-?%\}/g
const COMMENT = /\{#[\s\S]*?#\}/g
const CALL = /^(\w+)\s*\(([\s\S]*)\)$/
const ARGUMENT = /'([^']*)'|"([^"]*)"|(-?[0-9.]+)/

/** The project's macros that are plain text around their arguments. */
export function readMacros(dbtFolder: string): Map<string, Macro> {
  const macros = new Map<string, Macro>()
  for (const path of sqlFiles(join(dbtFolder, 'macros'))) {
    const text = readFileSync(path, 'utf8').replace(COMMENT, '')
    for (const [, name, parameters, body] of text.matchAll(MACRO)) {
      if (/\{%/.test(body!) || parameters!.includes('=')) continue
      const names = parameters!.split(',').map(parameter => parameter.trim())
      macros.set(name!, { parameters: names.filter(parameter => parameter !== ''), body: body!.trim() })
    }
  }
  return macros
}

/**
 * A model's SQL without Jinja, as far as that can be had without dbt: sources and refs become placeholders, the project's
 * plain macros their text. Undefined where statements decide on the SQL.
 */
export function expandJinja(sql: string, table: string, macros: ReadonlyMap<string, Macro>): string | undefined {
  const text = sql.replace(COMMENT, '')
  return /\{%/.test(text) ? undefined : expand(text, table, macros, DEPTH)
}

function expand(sql: string, table: string, macros: ReadonlyMap<string, Macro>, depth: number): string {
  return sql.replace(/\{\{-?([\s\S]*?)-?\}\}/g, (_, inner: string) => {
    const [, name, list] = CALL.exec(inner.trim()) ?? []
    const values = list === undefined ? undefined : argumentsOf(list)
    if (name === 'config') return ''
    if (name === 'source') return `"${values?.[1] === table ? Placeholder.source : Placeholder.relation}"`
    if (name === 'ref') return `"${Placeholder.relation}"`
    const macro = name === undefined ? undefined : macros.get(name)
    if (macro === undefined || values?.length !== macro.parameters.length || depth === 0)
      return `"${Placeholder.unknown}"`
    const body = macro.body.replace(/\{\{-?\s*(\w+)\s*-?\}\}/g, (whole, parameter: string) => {
      const index = macro.parameters.indexOf(parameter)
      return index < 0 ? whole : values[index]!
    })
    return expand(body, table, macros, depth - 1)
  })
}

/** Literal arguments; undefined where one is anything else. */
function argumentsOf(list: string): string[] | undefined {
  const values: string[] = []
  const rest = list.replace(new RegExp(ARGUMENT, 'g'), (_, single?: string, double?: string, number?: string) => {
    values.push((single ?? double ?? number)!)
    return ''
  })
  return /^[\s,]*$/.test(rest) ? values : undefined
}

/** The SQL files below a folder; none where there is no such folder. */
export function sqlFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.sql'))
      .sort()
      .map(name => join(folder, name))
  } catch {
    return []
  }
}
