import { resolve } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { defaultLocalEnvironment, type EnvironmentConfig, type ProjectConfig } from './config.js'
import { loadConfig } from './load-config.js'
import { CONFIG_FILE, findProjectRoot, type ProjectPaths, projectPaths } from './paths.js'

export interface Project {
  config: ProjectConfig
  paths: ProjectPaths
  /** Absolute. */
  dbtFolder: string
  /** Absolute. */
  dataFolder: string
}

/** The project that `from` (a folder) is in. */
export function openProject(from: string = process.cwd()): Project {
  const root = findProjectRoot(from)
  if (root === undefined) {
    throw new MdwError({
      code: 'NO_PROJECT',
      message: `There is no ${CONFIG_FILE} in ${resolve(from)} or a folder above it.`,
      why: 'mdw works in a project: a folder with an mdw.yml and a dbt project.',
      actions: ['Change to the project’s folder and run the command again.'],
      exitCode: ExitCode.usage,
    })
  }
  const config = loadConfig(resolve(root, CONFIG_FILE))
  return {
    config,
    paths: projectPaths(root),
    dbtFolder: resolve(root, config.dbt),
    dataFolder: resolve(root, config.data),
  }
}

export interface NamedEnvironment {
  name: string
  config: EnvironmentConfig
}

/** The environment a command works on: `--env`, else MDW_ENV, else the file's default. `local` always exists. */
export function selectEnvironment(config: ProjectConfig, flag?: string): NamedEnvironment {
  const name = flag ?? (process.env.MDW_ENV || config.default_environment)
  const found = config.environments[name] ?? (name === 'local' ? defaultLocalEnvironment() : undefined)
  if (found !== undefined) return { name, config: found }
  const known = [...new Set(['local', ...Object.keys(config.environments)])]
  throw new MdwError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `There is no environment "${name}" in ${CONFIG_FILE}.`,
    why: `Known environments: ${known.join(', ')}.`,
    actions: [`Use one of them with --env, or add "${name}" under environments: in ${CONFIG_FILE}.`],
    exitCode: ExitCode.usage,
    data: { known },
  })
}
