import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { AwsEnvironmentConfig, LocalEnvironmentConfig } from '../project/config.js'
import type { Environment } from '../project/environment.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import type { LaunchOptions } from '../toolchain/lakehouse/launch.js'
import { findLakehouse, readCredentials } from '../toolchain/lakehouse/locator.js'
import { startLakehouse } from '../toolchain/lakehouse/start.js'
import { sitePackages } from '../toolchain/python/installed.js'
import type { Progress } from '../ui/reporter.js'
import { type Caller, verifyCaller } from './caller.js'
import { type AwsClients, awsClients, currentCredentials } from './clients.js'
import { serveCredentials } from './credential-server.js'

export interface Connection {
  project: Project
  environment: Environment
  clients: AwsClients
}

/** Connects to an environment. The local lakehouse is started when it is not running: its data is on disk. */
export async function connect(
  project: Project,
  named: NamedEnvironment,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Connection> {
  if (named.config.kind === 'aws') return { project, ...(await connectAws(named.name, named.config, signal)) }
  const environment = await startLocal(project, named.name, named.config, progress, signal)
  return { project, environment, clients: awsClients(environment) }
}

/**
 * An environment on AWS, after STS said who is calling: without that, missing credentials, another account or a dead
 * endpoint would show up later, in the middle of something.
 */
export async function connectAws(
  name: string,
  config: AwsEnvironmentConfig,
  signal?: AbortSignal,
): Promise<{ environment: Environment; clients: AwsClients; caller: Caller }> {
  const environment = awsEnvironment(name, config)
  const clients = awsClients(environment)
  const caller = await verifyCaller(environment, clients.sts, signal)
  if (environment.role === undefined) return { environment, clients, caller }
  const credentialServer = await serveCredentials(() => currentCredentials(clients))
  return { environment: { ...environment, credentialServer }, clients, caller }
}

/** The environment with keys of its own, for programs that mdw does not start: a role's end with the hour. */
export async function withOwnKeys({ environment, clients }: Connection): Promise<Environment> {
  if (environment.role === undefined) return environment
  return { ...environment, credentials: await currentCredentials(clients) }
}

/** The local environment if its lakehouse runs; nothing is started. */
export async function runningLocal(
  project: Project,
  name: string,
  config: LocalEnvironmentConfig,
): Promise<Environment | undefined> {
  const { health, locator } = await findLakehouse(project.paths.lakehouse)
  if (health !== 'running') return undefined
  return localEnvironment(project, name, config, locator!.endpoint)
}

async function startLocal(
  project: Project,
  name: string,
  config: LocalEnvironmentConfig,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Environment> {
  const { endpoint } = await startLakehouse(launchOptions(project, config), progress, signal)
  return localEnvironment(project, name, config, endpoint)
}

/** How the project's lakehouse is started. Throws where the Python environment, and so its extensions, are missing. */
export function launchOptions(project: Project, config: LocalEnvironmentConfig): LaunchOptions {
  const extensionDir = sitePackages(project.paths.venv)
  if (extensionDir === undefined) {
    throw new MdwError({
      code: 'NOT_SET_UP',
      message: 'This project has no Python environment yet.',
      why: 'The local lakehouse takes its Iceberg extension from there.',
      actions: ['Run `mdw up` once: it makes everything that is missing.'],
      exitCode: ExitCode.notReady,
    })
  }
  return {
    stateDir: project.paths.state,
    folder: project.paths.lakehouse,
    port: config.port,
    region: config.region,
    extensionDir,
    limitsOff: config.limits_off,
  }
}

function localEnvironment(
  project: Project,
  name: string,
  config: LocalEnvironmentConfig,
  endpoint: string,
): Environment {
  const credentials = readCredentials(project.paths.lakehouse)
  if (credentials === undefined) {
    throw new MdwError({
      code: 'NO_CREDENTIALS',
      message: 'The lakehouse runs, but its key pair can’t be read.',
      why: `${project.paths.lakehouse}/credentials.json is missing or belongs to another user.`,
      actions: ['Run `mdw local stop`, then `mdw local start`: it makes a new one.'],
      exitCode: ExitCode.notReady,
    })
  }
  const { region, bucket, prefix, workgroup } = config
  return { name, kind: 'local', region, endpoint, credentials, bucket, prefix, workgroup, protected: config.protected }
}

export function awsEnvironment(name: string, config: AwsEnvironmentConfig): Environment {
  const { kind, region, endpoint, profile, bucket, prefix, workgroup } = config
  const { role_arn: arn, external_id: externalId, role_session_name: sessionName = 'mdw' } = config
  // An endpoint from the shell goes for every AWS client, so for this one too.
  const custom = endpoint ?? process.env.AWS_ENDPOINT_URL
  return {
    ...{ name, kind, region, profile, bucket, prefix, workgroup },
    ...(custom ? { endpoint: custom } : {}),
    ...(arn === undefined ? {} : { role: { arn, externalId, sessionName } }),
    accountId: config.account_id,
    protected: config.protected,
  }
}
