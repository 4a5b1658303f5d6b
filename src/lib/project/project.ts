import { resolve } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { nearest } from '../ui/nearest.js'
import { withEnvironmentVariables, withProjectVariables } from './apply-variables.js'
import { defaultLocalEnvironment, type EnvironmentConfig, type ProjectConfig } from './config.js'
import { guardPlace } from './guard-place.js'
import { readConfig } from './load-config.js'
import { type Move, movesOf } from './moved.js'
import { CONFIG_FILE, findProjectRoot, type ProjectPaths, projectPaths } from './paths.js'

export interface Project {
  /** mdw.yml, with the shell's variables for settings of the project. */
  config: ProjectConfig
  paths: ProjectPaths
  /** Absolute. */
  dbtFolder: string
  /** Absolute. */
  dataFolder: string
}

/** The project that `from` (a folder) is in. */
export function openProject(from: string = process.cwd(), shell: NodeJS.ProcessEnv = process.env): Project {
  const root = projectRoot(from)
  const { config } = withProjectVariables(readConfig(resolve(root, CONFIG_FILE)).config, shell)
  return {
    config,
    paths: projectPaths(root),
    dbtFolder: resolve(root, config.dbt),
    dataFolder: resolve(root, config.data),
  }
}

/** The folder with the mdw.yml that `from` is in. */
export function projectRoot(from: string): string {
  const root = findProjectRoot(from)
  if (root !== undefined) return root
  throw new MdwError({
    code: 'NO_PROJECT',
    message: `There is no ${CONFIG_FILE} in ${resolve(from)} or a folder above it.`,
    why: 'mdw works in a project: a folder with an mdw.yml and a dbt project.',
    actions: ['Change to the project’s folder and run the command again.', 'Or make a project: `mdw init`'],
    exitCode: ExitCode.usage,
  })
}

export interface NamedEnvironment {
  name: string
  config: EnvironmentConfig
  /** Where variables of the shell make it another place than mdw.yml says. */
  moved?: Move[]
}

/** How an environment was chosen: its name, and by what. */
export function chosenEnvironment(config: ProjectConfig, flag?: string, shell = process.env) {
  if (flag !== undefined) return { name: flag, by: 'flag' as const }
  const variable = shell.MDW_ENV
  return variable
    ? { name: variable, by: 'variable' as const }
    : { name: config.default_environment, by: 'file' as const }
}

/**
 * The environment a command works on: `--env`, else MDW_ENV, else the file's default. `local` always exists. Its settings
 * are those of mdw.yml with the shell's variables.
 */
export function selectEnvironment(config: ProjectConfig, flag?: string, shell = process.env): NamedEnvironment {
  const { name, by } = chosenEnvironment(config, flag, shell)
  const written = writtenEnvironment(config, name)
  if (written === undefined) throw unknownEnvironment(config, name, by === 'variable')
  const effective = withEnvironmentVariables(written, shell)
  const moves = movesOf(written, effective.config, effective.setBy)
  guardPlace(config, name, { written, config: effective.config, moves })
  return { name, config: effective.config, ...(moves.length === 0 ? {} : { moved: moves }) }
}

/** An environment as mdw.yml has it. */
export function writtenEnvironment(config: ProjectConfig, name: string): EnvironmentConfig | undefined {
  if (Object.hasOwn(config.environments, name)) return config.environments[name]
  return name === 'local' ? defaultLocalEnvironment() : undefined
}

/** The names that --env takes. */
export function environmentNames(config: ProjectConfig): string[] {
  return [...new Set(['local', ...Object.keys(config.environments)])]
}

function unknownEnvironment(config: ProjectConfig, name: string, fromShell: boolean): MdwError {
  const known = environmentNames(config)
  const guess = nearest(name, known)
  return new MdwError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `There is no environment "${name}" in ${CONFIG_FILE}${fromShell ? ', and MDW_ENV names it' : ''}.`,
    why: `Known environments: ${known.join(', ')}.`,
    actions: [
      ...(guess === undefined ? [] : [`Did you mean --env ${guess}?`]),
      `Use one of them with --env, or add "${name}" under environments: in ${CONFIG_FILE}.`,
    ],
    exitCode: ExitCode.usage,
    data: { known },
  })
}
