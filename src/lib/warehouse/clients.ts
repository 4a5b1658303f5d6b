import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import type { Credentials, Environment } from '../project/environment.js'
import { requestHandler } from './request-handler.js'
import { roleCredentials } from './role-credentials.js'

export interface AwsClients {
  athena: AthenaClient
  glue: GlueClient
  s3: S3Client
  sts: STSClient
}

/** Tries of one call, the first included: throttled ones wait longer each time, up to 20 s (AWS SDKs, "Retry behavior"). */
const ATTEMPTS = { aws: 10, otherEndpoint: 5 }
/** STS is asked before anything else, and nothing throttles it: who has no network is told so soon. */
const STS_ATTEMPTS = 3

/** The SDK would print its own advice among the command's output, as that a profile goes before keys of the shell. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The clients of an environment. Without an endpoint and key pair these are plain AWS clients: one path for both. */
export function awsClients(environment: Environment): AwsClients {
  const { role, profile, credentials } = environment
  const common = commonSettings(environment)
  const forSts = process.env.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: STS_ATTEMPTS }
  const own = {
    ...common,
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  }
  const assumed = role && roleCredentials(new STSClient({ ...own, ...forSts }), role)
  const settings = assumed === undefined ? own : { ...common, credentials: assumed }
  return {
    athena: new AthenaClient(settings),
    glue: new GlueClient(settings),
    // A custom endpoint has no virtual-host names (bucket.127.0.0.1).
    s3: new S3Client({ ...settings, forcePathStyle: environment.endpoint !== undefined }),
    sts: new STSClient({ ...settings, ...forSts }),
  }
}

function commonSettings({ region, endpoint }: Environment) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK reads the user's own choice itself, where there is one.
    ...(process.env.AWS_RETRY_MODE ? {} : { retryMode: 'adaptive' }),
    ...(process.env.AWS_MAX_ATTEMPTS
      ? {}
      : { maxAttempts: endpoint === undefined ? ATTEMPTS.aws : ATTEMPTS.otherEndpoint }),
    logger: SILENT,
    requestHandler: requestHandler(endpoint),
  }
}

/** What the clients sign with now: key pair, role or chain. */
export function currentCredentials({ sts }: AwsClients): Promise<Credentials> {
  return sts.config.credentials()
}

export function destroyClients(clients: AwsClients): void {
  for (const client of Object.values(clients)) client.destroy()
}
