import { BatchDeleteTableVersionCommand, type GlueClient } from '@aws-sdk/client-glue'
import { awsFailure } from '../aws-error.js'
import type { Connection } from '../connection.js'
import { ddlName } from '../iceberg/sql-names.js'
import { runQuery } from '../query.js'
import { deletePrefix } from '../s3-objects.js'
import { deleteTable, parseS3Uri } from '../tables.js'
import type { LeftoverPrefix, LeftoverTable, LeftoverVersions } from './leftover.js'

/** Most versions in one BatchDeleteTableVersion. */
const BATCH = 100

type Clients = Pick<Connection, 'clients'>

/** Takes the table out of Glue first: what is left if this is stopped between is an orphan prefix, found next time. */
export async function removeTable(
  { clients }: Clients,
  table: Pick<LeftoverTable, 'database' | 'name' | 'location'>,
): Promise<void> {
  await deleteTable(clients.glue, table.database, table.name)
  if (table.location !== null) await removePrefix({ clients }, { location: table.location })
}

export async function removePrefix(
  { clients }: Clients,
  { location }: Pick<LeftoverPrefix, 'location'>,
): Promise<void> {
  try {
    await deletePrefix(clients.s3, parseS3Uri(location)!)
  } catch (error) {
    throw awsFailure(error, `delete the objects of ${location}`)
  }
}

export async function removeVersions({ clients }: Clients, versions: LeftoverVersions): Promise<void> {
  const { database, name, versionIds } = versions
  for (let start = 0; start < versionIds.length; start += BATCH) {
    await removeBatch(clients.glue, database, name, versionIds.slice(start, start + BATCH))
  }
}

async function removeBatch(glue: GlueClient, DatabaseName: string, TableName: string, VersionIds: string[]) {
  const what = `delete old versions of ${DatabaseName}.${TableName}`
  let errors: { ErrorDetail?: { ErrorCode?: string; ErrorMessage?: string } }[] = []
  try {
    const request = new BatchDeleteTableVersionCommand({ DatabaseName, TableName, VersionIds })
    errors = (await glue.send(request)).Errors ?? []
  } catch (error) {
    throw awsFailure(error, what)
  }
  const real = errors.find(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'EntityNotFoundException')
  if (real === undefined) return
  const { ErrorCode = 'Error', ErrorMessage = '' } = real.ErrorDetail ?? {}
  throw awsFailure(Object.assign(new Error(ErrorMessage), { name: ErrorCode }), what)
}

/** Gives a backup the name of the table that it backs up, as dbt-athena renames Iceberg tables. */
export async function restoreBackup({ clients, environment }: Connection, table: LeftoverTable): Promise<void> {
  const { database, name, of } = table
  const sql = `ALTER TABLE ${ddlName({ database, name })} RENAME TO ${ddlName({ database, name: of })}`
  await runQuery(clients, environment, { sql, database })
}
