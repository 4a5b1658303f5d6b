import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import type { Environment } from '../project/environment.js'

export interface AwsClients {
  athena: AthenaClient
  glue: GlueClient
  s3: S3Client
  sts: STSClient
}

/** The clients of an environment. Without an endpoint and key pair these are plain AWS clients: one path for both. */
export function awsClients(environment: Environment): AwsClients {
  const settings = {
    region: environment.region,
    ...(environment.endpoint === undefined ? {} : { endpoint: environment.endpoint }),
    ...(environment.credentials === undefined ? {} : { credentials: environment.credentials }),
    ...(environment.profile === undefined ? {} : { profile: environment.profile }),
  }
  return {
    athena: new AthenaClient(settings),
    glue: new GlueClient(settings),
    // A custom endpoint has no virtual-host names (bucket.127.0.0.1).
    s3: new S3Client({ ...settings, forcePathStyle: environment.endpoint !== undefined }),
    sts: new STSClient(settings),
  }
}

export function destroyClients(clients: AwsClients): void {
  for (const client of Object.values(clients)) client.destroy()
}
