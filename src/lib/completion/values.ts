import type { ProjectNames } from '../project/project-names.js'
import { ARGUMENT_KINDS, FLAG_EXCEPTIONS, FLAG_KINDS, type Kind } from './kinds.js'
import type { ManifestCommand, ManifestFlag } from './manifest.js'
import { settingNames } from './setting-names.js'

export interface Candidate {
  value: string
  description?: string
}

export interface Completion {
  candidates: Candidate[]
  /** The shell proposes paths itself. */
  paths?: 'files' | 'folders'
}

export function flagValues(id: string, flag: ManifestFlag, current: string, names: ProjectNames): Completion {
  const exceptions = FLAG_EXCEPTIONS[id] ?? {}
  const kind = Object.hasOwn(exceptions, flag.name) ? exceptions[flag.name] : FLAG_KINDS[flag.name]
  return values(flag.options, kind, current, names)
}

/** `position` counts the arguments before this one. */
export function argumentValues(
  id: string,
  command: ManifestCommand,
  position: number,
  current: string,
  names: ProjectNames,
): Completion {
  const more = command.strict === false
  const declared = Object.values(command.args)
  const argument = declared[more ? Math.min(position, declared.length - 1) : position]
  if (argument === undefined && !more) return { candidates: [] }
  return values(argument?.options, ARGUMENT_KINDS[id], current, names)
}

function values(
  options: string[] | undefined,
  kind: Kind | undefined,
  current: string,
  names: ProjectNames,
): Completion {
  if (options !== undefined)
    return {
      candidates: startingWith(
        current,
        options.map(value => ({ value })),
      ),
    }
  if (kind === undefined) return { candidates: [] }
  if (kind === 'files' || kind === 'folders') return { candidates: [], paths: kind }
  const known = {
    environments: () => names.environments(),
    models: () => names.models(),
    tables: () => names.tables(),
    'raw-tables': () => names.rawTables(),
    runs: () => names.runs(),
    settings: settingNames,
  }[kind]()
  // dbt's graph operators may stand before a name: +model, 2+model, @model.
  const operator = kind === 'models' ? (/^(\d*\+|@)/.exec(current)?.[0] ?? '') : ''
  return {
    candidates: startingWith(
      current,
      known.map(value => ({ value: operator + value })),
    ),
  }
}

export function startingWith(text: string, candidates: Candidate[]): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(text))
}
