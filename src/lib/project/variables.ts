import type { AwsEnvironmentConfig, LocalEnvironmentConfig, ProjectConfig } from './config.js'

/** Variables of the shell that stand for a setting of the whole project. */
export const PROJECT_VARIABLES = {
  MDW_DBT: 'dbt',
  MDW_DATA: 'data',
  MDW_THREADS: 'threads',
} as const satisfies Record<string, keyof ProjectConfig>

/**
 * Variables that stand for a setting of the environment a command works on, where its kind has that setting. `protected`
 * and `account_id` have none: they guard against exactly such mistakes.
 */
export const ENVIRONMENT_VARIABLES = {
  MDW_REGION: 'region',
  MDW_BUCKET: 'bucket',
  MDW_PREFIX: 'prefix',
  MDW_WORKGROUP: 'workgroup',
  MDW_PORT: 'port',
  MDW_PROFILE: 'profile',
  MDW_ROLE_ARN: 'role_arn',
  MDW_ENDPOINT: 'endpoint',
} as const satisfies Record<string, keyof LocalEnvironmentConfig | keyof AwsEnvironmentConfig>

/** Variables that are no setting of mdw.yml: they are about the shell or the machine, not about the project. */
export const OTHER_VARIABLES = {
  MDW_ENV: 'The environment to work on, where --env names none.',
  MDW_PYTHON: 'The Python to make the project’s Python environment with; without it the first fitting one on the PATH.',
  MDW_VENV: 'A Python environment that several projects share, instead of each project’s .mdw/venv.',
  MDW_CACHE_DIR: 'Folder of what projects share: uv, downloaded dbt packages; $XDG_CACHE_HOME/mdw without it.',
} as const

/** Lists what an mdw around this one set for the programs that it runs, as name=value pairs. */
const INNER = 'MDW_INNER'

/**
 * A variable as the user set it. Empty is not set. What mdw itself set for dbt (MDW_REGION, MDW_THREADS) says where that
 * mdw works: an mdw that such a program starts may work elsewhere.
 */
export function userVariable(name: string, shell: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = shell[name]
  return value === undefined || value === '' || new URLSearchParams(shell[INNER]).get(name) === value
    ? undefined
    : value
}

/** What to add to variables that are set for other programs, so that an mdw among them knows them as such. */
export function innerMark(set: Record<string, string>, shell: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const settings = Object.keys({ ...PROJECT_VARIABLES, ...ENVIRONMENT_VARIABLES })
  const marked = settings.flatMap((name): [string, string][] => {
    const value = set[name]
    return value === undefined || value === userVariable(name, shell) ? [] : [[name, value]]
  })
  return { [INNER]: new URLSearchParams(marked).toString() }
}
