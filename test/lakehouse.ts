import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import { type Lakehouse, type LakehouseOptions, startLakehouse } from '../src/lib/lakehouse/server.js'

/** A lakehouse in this process, on a free port and in a folder of its own, with the AWS SDK's clients. */
export interface TestLakehouse extends Lakehouse {
  s3: S3Client
  athena: AthenaClient
  glue: GlueClient
  sts: STSClient
  /** What any AWS SDK client takes to reach it. */
  clientConfig: {
    endpoint: string
    region: string
    credentials: { accessKeyId: string; secretAccessKey: string }
    maxAttempts: number
  }
  /** Stops it and removes its folder. */
  stop(): Promise<void>
}

/**
 * The folder with DuckDB's extensions: `MDW_TEST_EXTENSION_DIR`, else the project's Python environment. Where neither is
 * there, the first query fails and says that `mdw up` installs them.
 */
export function testExtensionDir(): string {
  const given = process.env.MDW_TEST_EXTENSION_DIR
  if (given) return given
  const lib = join(import.meta.dirname, '..', '.mdw', 'venv', 'lib')
  const python = listed(lib).find(name => name.startsWith('python')) ?? 'python3'
  return join(lib, python, 'site-packages')
}

export async function startTestLakehouse(options: Partial<LakehouseOptions> = {}): Promise<TestLakehouse> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'mdw-lake-'))
  const lake = await startLakehouse({ port: 0, extensionDir: testExtensionDir(), ...options, stateDir })
  const { accessKeyId, secretAccessKey } = lake.credentials
  const clientConfig = {
    endpoint: lake.endpoint,
    region: lake.config.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  }
  const clients = {
    s3: new S3Client({ ...clientConfig, forcePathStyle: true }),
    athena: new AthenaClient(clientConfig),
    glue: new GlueClient(clientConfig),
    sts: new STSClient(clientConfig),
  }
  return {
    ...lake,
    ...clients,
    clientConfig,
    async stop() {
      for (const client of Object.values(clients)) client.destroy()
      await lake.close()
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
