import type { Database, Partition, StorageDescriptor, Table } from '../catalog/model.js'
import type { GlueContext } from './operation.js'

/** What Glue adds to the stored things when it shows them, in camelCase. */

export const openPermissions = [
  { principal: { dataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, permissions: ['ALL'] },
]

export const databaseEntity = (database: Database, { config }: GlueContext) => ({
  createTableDefaultPermissions: openPermissions,
  ...database,
  catalogId: config.accountId,
})

export const tableEntity = (table: Table, { config }: GlueContext) => ({
  retention: 0,
  ...table,
  storageDescriptor: storageEntity(table.storageDescriptor),
  createdBy: `arn:aws:iam::${config.accountId}:root`,
  isRegisteredWithLakeFormation: false,
  catalogId: config.accountId,
})

export const partitionEntity = (partition: Partition, table: Table, { config }: GlueContext) => {
  const { columnStatistics: _, ...shown } = partition
  return {
    ...shown,
    databaseName: table.databaseName,
    tableName: table.name,
    storageDescriptor: storageEntity(partition.storageDescriptor),
    catalogId: config.accountId,
  }
}

/** Glue fills these in when a descriptor leaves them out. */
const storageEntity = (storage: StorageDescriptor | undefined) =>
  storage && {
    ...storage,
    compressed: storage.compressed ?? false,
    numberOfBuckets: storage.numberOfBuckets ?? 0,
    sortColumns: storage.sortColumns ?? [],
    storedAsSubDirectories: storage.storedAsSubDirectories ?? false,
  }
