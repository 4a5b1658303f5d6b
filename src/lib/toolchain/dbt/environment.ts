import { delimiter, join } from 'node:path'
import { type Environment, resultLocation } from '../../project/environment.js'
import { isLoopback, loopbackWithoutProxy } from '../../project/network-proxy.js'
import { innerMark } from '../../project/variables.js'
import { clientVariables } from '../../warehouse/client-variables.js'
import type { Connection } from '../../warehouse/connection.js'

/** What the project's profiles.yml and macros read. */
function profileVariables(environment: Environment, threads: number): Record<string, string> {
  return {
    MDW_ENV: environment.name,
    MDW_REGION: environment.region,
    MDW_WORK_GROUP: environment.workgroup,
    MDW_S3_STAGING_DIR: resultLocation(environment),
    MDW_S3_DATA_DIR: `s3://${environment.bucket}/`,
    MDW_SCHEMA_PREFIX: environment.prefix,
    MDW_THREADS: String(threads),
    ...(environment.kind === 'local' ? LOCAL_PACE : AWS_PACE),
  }
}

/** A local statement fails for a reason, not by chance, and answers in milliseconds. */
const LOCAL_PACE = { MDW_NUM_RETRIES: '0', MDW_NUM_BOTO3_RETRIES: '1', MDW_POLL_INTERVAL: '0.02' }

/**
 * Calls are tried again often: throttling is the rule where many threads share an account's quota. Statements are not:
 * dbt-athena runs a failed one again whatever the reason, and each run is paid for.
 */
const AWS_PACE = {
  MDW_NUM_RETRIES: '1',
  MDW_NUM_BOTO3_RETRIES: '10',
  MDW_POLL_INTERVAL: '1',
  AWS_RETRY_MODE: process.env.AWS_RETRY_MODE || 'adaptive',
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
  const profile = profileVariables(environment, threads)
  Object.assign(variables, set, profile, innerMark(profile))
  variables.PATH = [join(venv, 'bin'), process.env.PATH].filter(Boolean).join(delimiter)
  const { endpoint, credentialServer } = environment
  if (credentialServer !== undefined || (endpoint !== undefined && isLoopback(new URL(endpoint).hostname))) {
    Object.assign(variables, loopbackWithoutProxy())
  }
  return variables
}
