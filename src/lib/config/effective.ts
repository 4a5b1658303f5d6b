import { resolve } from 'node:path'
import { type SetBy, withEnvironmentVariables, withProjectVariables } from '../project/apply-variables.js'
import { type ConfigFile, readConfig } from '../project/load-config.js'
import { CONFIG_FILE, projectPaths, userCache } from '../project/paths.js'
import {
  chosenEnvironment,
  environmentNames,
  projectRoot,
  selectEnvironment,
  writtenEnvironment,
} from '../project/project.js'
import { withoutSecrets } from '../project/secrets.js'
import { ENVIRONMENT, settings } from '../project/settings.js'
import { valueAt } from '../project/value-at.js'
import { misspelledVariables } from './misspelled.js'
import type { Origin } from './origin.js'

/** One setting as commands see it. */
export interface EffectiveSetting {
  key: string
  /** Null where nothing gives it one. */
  value: unknown
  origin: Origin
}

export interface EffectiveConfig {
  /** The project's mdw.yml. */
  file: string
  /** The environment that commands work on; the shell's variables change this one alone. */
  environment: string
  /** Of the project, of every environment and of this machine. */
  settings: EffectiveSetting[]
  /** Variables of the shell that have no effect, with what to do about them. */
  warnings: string[]
}

/** Every setting of the project that `from` is in, as a command with this --env sees it. */
export function effectiveConfig(from: string, flag?: string, shell: NodeJS.ProcessEnv = process.env): EffectiveConfig {
  const root = projectRoot(from)
  const path = resolve(root, CONFIG_FILE)
  const file = readConfig(path)
  const { config, setBy } = withProjectVariables(file.config, shell)
  const { name, config: selected } = selectEnvironment(config, flag, shell)
  const { by } = chosenEnvironment(config, flag, shell)
  const project = settings().filter(({ key }) => !key.startsWith(ENVIRONMENT))
  const environment: Record<typeof by, Origin> = {
    flag: { from: 'flag', name: '--env' },
    variable: { from: 'variable', name: 'MDW_ENV' },
    file: originIn(file, ['default_environment'], name),
  }
  return {
    file: path,
    environment: name,
    settings: [
      { key: 'environment', value: name, origin: environment[by] },
      ...project.map(({ key }) => one(file, key.split('.'), valueAt(config, key.split('.')), setBy[key])),
      ...environmentNames(config).flatMap(each => ofEnvironment(file, each, each === name ? shell : {}, shell)),
      ...machineSettings(root, shell),
    ],
    warnings: misspelledVariables(selected.kind, name, shell),
  }
}

/** Variables of AWS that its clients take where an environment of kind aws leaves the setting out. */
const INHERITED: Record<string, string> = { endpoint: 'AWS_ENDPOINT_URL', profile: 'AWS_PROFILE' }

function ofEnvironment(file: ConfigFile, name: string, own: NodeJS.ProcessEnv, shell: NodeJS.ProcessEnv) {
  const { config, setBy } = withEnvironmentVariables(writtenEnvironment(file.config, name)!, own)
  return settings()
    .filter(({ key, kind }) => kind === config.kind && key.startsWith(ENVIRONMENT))
    .map(({ key }) => {
      const path = key.slice(ENVIRONMENT.length + 1).split('.')
      const value = valueAt(config, path)
      const inherited = value === undefined ? INHERITED[path.join('.')] : undefined
      const given = inherited === undefined ? undefined : shell[inherited] || undefined
      const variable = given === undefined ? setBy[path.join('.')] : inherited
      return one(file, ['environments', name, ...path], value ?? given, variable)
    })
}

function machineSettings(root: string, shell: NodeJS.ProcessEnv): EffectiveSetting[] {
  const all: [string, string, unknown][] = [
    ['python', 'MDW_PYTHON', shell.MDW_PYTHON || undefined],
    ['venv', 'MDW_VENV', projectPaths(root).venv],
    ['cache_dir', 'MDW_CACHE_DIR', userCache()],
  ]
  return all.map(([key, name, value]) => ({
    key,
    value: value ?? null,
    origin: shell[name] ? { from: 'variable', name } : { from: value === undefined ? 'unset' : 'default' },
  }))
}

function one(file: ConfigFile, path: string[], value: unknown, variable: SetBy[string] | undefined): EffectiveSetting {
  const origin: Origin = variable === undefined ? originIn(file, path, value) : { from: 'variable', name: variable }
  return { key: path.join('.'), value: withoutSecrets(value, path.at(-1)) ?? null, origin }
}

function originIn({ file, document }: ConfigFile, path: string[], value: unknown): Origin {
  if (document.has(path)) return { from: 'file', file, ...document.keyPlace(path) }
  return { from: value === undefined ? 'unset' : 'default' }
}
