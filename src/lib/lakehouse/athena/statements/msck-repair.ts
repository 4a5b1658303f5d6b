import { listDataFiles } from '../../engine/hive/files.js'
import { partitionLocation, partitionName, partitionValues } from '../../engine/hive/partitions.js'
import { isIcebergTable } from '../../iceberg/glue-table.js'
import type { MsckRepair } from '../../sql/ast.js'
import { ddlError, requireTable, tableName } from './names.js'
import type { StatementExecutor } from './statement.js'

/** Adds the partitions whose folders are there and Glue does not know; it removes none, as Athena's does not. */
export const msckRepair: StatementExecutor<MsckRepair> = {
  type: 'DDL',
  subtype: 'MSCK_REPAIR_TABLE',
  async run(statement, run) {
    const name = tableName(statement.table, run)
    const table = requireTable(name, run)
    if (isIcebergTable(table) || table.partitionKeys.length === 0)
      throw ddlError(`SemanticException Table ${name.schema}.${name.name} is not a partitioned table`)
    const location = `${(table.storageDescriptor?.location ?? '').replace(/\/+$/, '')}/`
    const found = new Map<string, string[]>()
    for (const file of await listDataFiles(run.objects, location)) {
      const values = partitionValues(table.partitionKeys, file.uri.slice(location.length))
      if (values) found.set(JSON.stringify(values), values)
    }
    const missing = [...found.values()].filter(values => !run.catalog.partition(name.schema, name.name, values))
    run.catalog.createPartitions(
      name.schema,
      name.name,
      missing.map(values => ({
        values,
        storageDescriptor: {
          ...table.storageDescriptor,
          columns: table.storageDescriptor?.columns ?? [],
          location: partitionLocation(table, values),
        },
        parameters: {},
      })),
      { ifNotExists: true },
    )
    const names = missing.map(values => partitionName(table.partitionKeys, values))
    await run.sink.writeText(
      ['result'],
      names.length === 0
        ? []
        : [
            `Partitions not in metastore:\t${names.map(partition => `${name.name}:${partition}`).join('\t')}`,
            ...names.map(partition => `Repair: Added partition to metastore ${name.name}:${partition}`),
          ],
    )
    return {}
  },
}
