import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lakehouse, startLakehouse } from '../../src/lib/lakehouse/server.js'
import type { Environment } from '../../src/lib/project/environment.js'
import { sitePackages } from '../../src/lib/toolchain/python/installed.js'
import { type AwsClients, awsClients, destroyClients } from '../../src/lib/warehouse/clients.js'
import { dbtVenv } from './dbt-python.js'

export interface TestLakehouse {
  lakehouse: Lakehouse
  environment: Environment
  clients: AwsClients
  stop(): Promise<void>
}

/** A lakehouse in this process, over a temporary folder, and an environment that points at it. */
export async function testLakehouse(settings: Partial<Environment> = {}): Promise<TestLakehouse> {
  const stateDir = mkdtempSync(join(tmpdir(), 'mdw-lakehouse-'))
  const lakehouse = await startLakehouse({ stateDir, port: 0, extensionDir: sitePackages(await dbtVenv())! })
  const environment: Environment = {
    name: 'local',
    kind: 'local',
    region: 'us-east-1',
    endpoint: lakehouse.endpoint,
    credentials: lakehouse.credentials,
    bucket: 'mdw-local',
    prefix: '',
    workgroup: 'mdw',
    protected: false,
    ...settings,
  }
  const clients = awsClients(environment)
  return {
    lakehouse,
    environment,
    clients,
    async stop() {
      destroyClients(clients)
      await lakehouse.close()
      rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
