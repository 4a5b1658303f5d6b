import { delimiter, join } from 'node:path'
import { type Environment, resultLocation } from '../../project/environment.js'
import type { Connection } from '../../warehouse/connection.js'

/** Settings that would send a client somewhere else than the environment says. */
const MISLEADING = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  ...['ATHENA', 'GLUE', 'S3', 'STS', 'LAKEFORMATION'].map(service => `AWS_ENDPOINT_URL_${service}`),
]

export interface ClientVariables {
  set: Record<string, string>
  unset: string[]
}

/** The variables with which any AWS client reaches the environment. */
export function clientVariables(environment: Environment): ClientVariables {
  const { endpoint, credentials, region } = environment
  const set: Record<string, string> = { AWS_REGION: region, AWS_DEFAULT_REGION: region }
  if (environment.profile !== undefined && credentials === undefined) set.AWS_PROFILE = environment.profile
  if (endpoint !== undefined) set.AWS_ENDPOINT_URL = endpoint
  if (credentials === undefined) return { set, unset: [] }
  set.AWS_ACCESS_KEY_ID = credentials.accessKeyId
  set.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey
  // Without it boto3 waits for a metadata service that a laptop does not have.
  set.AWS_EC2_METADATA_DISABLED = 'true'
  return { set, unset: endpoint === undefined ? [] : MISLEADING }
}

/** What the project's profiles.yml and macros read. */
export function profileVariables(environment: Environment, threads: number): Record<string, string> {
  return {
    MDW_ENV: environment.name,
    MDW_REGION: environment.region,
    MDW_WORK_GROUP: environment.workgroup,
    MDW_S3_STAGING_DIR: resultLocation(environment),
    MDW_S3_DATA_DIR: `s3://${environment.bucket}/`,
    MDW_SCHEMA_PREFIX: environment.prefix,
    MDW_THREADS: String(threads),
    // A local statement fails for a reason, not by chance, and answers in milliseconds. AWS keeps dbt-athena's defaults.
    ...(environment.kind === 'local'
      ? { MDW_NUM_RETRIES: '0', MDW_NUM_BOTO3_RETRIES: '1', MDW_POLL_INTERVAL: '0.02' }
      : {}),
  }
}

export interface DbtProject {
  projectFolder: string
  venv: string
  env: NodeJS.ProcessEnv
}

/** How dbt is run on a connection's project: where, by which Python, and with which variables. */
export function dbtProject(
  { project, environment }: Pick<Connection, 'project' | 'environment'>,
  threads: number = project.config.threads,
): DbtProject {
  const { venv } = project.paths
  return { projectFolder: project.dbtFolder, venv, env: childEnvironment(environment, threads, venv) }
}

/** The process of dbt in a project's folder: its profile is there, and it tells nobody of its use. */
export function dbtVariables({ projectFolder, env }: Pick<DbtProject, 'projectFolder' | 'env'>): NodeJS.ProcessEnv {
  return { DBT_PROFILES_DIR: projectFolder, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', ...env }
}

/** The whole environment of dbt, or of any other program that works on the warehouse. */
export function childEnvironment(environment: Environment, threads: number, venv: string): NodeJS.ProcessEnv {
  const { set, unset } = clientVariables(environment)
  const variables: NodeJS.ProcessEnv = { ...process.env }
  for (const name of unset) delete variables[name]
  Object.assign(variables, set, profileVariables(environment, threads))
  variables.PATH = [join(venv, 'bin'), process.env.PATH].filter(Boolean).join(delimiter)
  if (environment.kind === 'local') {
    // A proxy must not get to see the loopback address.
    for (const name of ['NO_PROXY', 'no_proxy']) {
      variables[name] = [process.env[name], '127.0.0.1'].filter(Boolean).join(',')
    }
  }
  return variables
}
