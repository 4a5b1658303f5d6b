/**
 * The Glue Data Catalog over the catalog of record.
 *
 * Gaps: one catalog, the account's own (no nested, federated or shared catalogs, no resource links, no multi-dialect
 * views, no schema registry, no governed tables); Lake Formation permissions are open to everybody; partition indexes
 * are kept but not needed; statistics are kept as given, whole numbers above 2^53 lose their last digits; Iceberg
 * tables can be made with OpenTableFormatInput but not altered with UpdateOpenTableFormatInput. What Glue does beside its catalog (crawlers, jobs, data quality, …) is refused by name.
 */
import type { CatalogStore } from '../catalog/model.js'
import type { LakehouseConfig } from '../config.js'
import { jsonService } from '../http/aws-json.js'
import type { Service } from '../http/service.js'
import type { IcebergCatalog } from '../iceberg/iceberg-catalog.js'
import { catalogFailure } from './errors.js'
import type { GlueContext, GlueOperation } from './operation.js'
import { accountOperations } from './operations/account.js'
import { columnStatisticsOperations } from './operations/column-statistics.js'
import { databaseOperations } from './operations/databases.js'
import { functionOperations } from './operations/functions.js'
import { partitionIndexOperations } from './operations/partition-indexes.js'
import { partitionOperations } from './operations/partitions.js'
import { searchOperations } from './operations/search.js'
import { tableVersionOperations } from './operations/table-versions.js'
import { tableOperations } from './operations/tables.js'
import { tagOperations } from './operations/tags.js'
import { refusedOperations } from './refused-operations.js'

const supported: Record<string, GlueOperation> = {
  ...databaseOperations,
  ...tableOperations,
  ...tableVersionOperations,
  ...partitionOperations,
  ...partitionIndexOperations,
  ...columnStatisticsOperations,
  ...searchOperations,
  ...functionOperations,
  ...tagOperations,
  ...accountOperations,
}

export function glueService(
  catalog: CatalogStore,
  config: Pick<LakehouseConfig, 'accountId' | 'region'>,
  iceberg: Pick<IcebergCatalog, 'create'>,
): Service {
  const context: GlueContext = { catalog, config, iceberg }
  return jsonService({
    name: 'Glue',
    targetPrefix: 'AWSGlue',
    operations: Object.fromEntries(Object.entries(supported).map(([name, bind]) => [name, bind(context)])),
    refused: refusedOperations,
    mapError: catalogFailure,
  })
}
