import type { Environment } from '../../project/environment.js'
import type { RawTable } from '../../project/raw-sources.js'
import type { Progress } from '../../ui/reporter.js'
import type { AwsClients } from '../clients.js'
import { provisionBucket } from './bucket.js'
import type { Change } from './change.js'
import { provisionDatabases } from './databases.js'
import { provisionRawTables } from './raw-tables.js'
import { provisionWorkgroup } from './workgroup.js'

export interface ProvisionOptions {
  environment: Environment
  clients: Pick<AwsClients, 's3' | 'glue' | 'athena'>
  sources: RawTable[]
  progress?: Progress
}

/**
 * Brings bucket, databases, workgroup and raw tables to what the project says, through AWS calls alone. Repeating it
 * changes nothing; nothing is ever deleted.
 */
export async function provision(options: ProvisionOptions): Promise<Change[]> {
  const { environment, clients, sources, progress } = options
  progress?.update(`bucket ${environment.bucket}`)
  const bucket = await provisionBucket(clients.s3, environment.bucket, environment.region)
  progress?.update('workgroup and databases')
  const [workgroup, databases] = await Promise.all([
    provisionWorkgroup(clients.athena, environment),
    provisionDatabases(clients.glue, environment),
  ])
  progress?.update('raw tables')
  return [bucket, workgroup, ...databases, ...(await provisionRawTables(clients.glue, environment, sources))]
}
