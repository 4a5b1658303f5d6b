/** What a flag's value or an argument is, where the manifest has no list of options for it. */
export type Kind = 'environments' | 'models' | 'tables' | 'raw-tables' | 'runs' | 'settings' | 'files' | 'folders'

/** By flag name, in every command. */
export const FLAG_KINDS: Record<string, Kind> = {
  env: 'environments',
  confirm: 'environments',
  select: 'models',
  exclude: 'models',
  file: 'files',
  from: 'files',
}

/** By command id: flags of this name mean something else there. `undefined`: nothing to propose. */
export const FLAG_EXCEPTIONS: Record<string, Record<string, Kind | undefined>> = {
  diff: { from: undefined },
  init: { from: 'folders' },
}

/** The arguments of commands, by command id. */
export const ARGUMENT_KINDS: Record<string, Kind> = {
  show: 'models',
  lint: 'models',
  travel: 'tables',
  history: 'tables',
  diff: 'tables',
  restore: 'tables',
  compact: 'tables',
  upload: 'raw-tables',
  'runs:show': 'runs',
  config: 'settings',
  exec: 'files',
  'local:exec': 'files',
  init: 'folders',
}
