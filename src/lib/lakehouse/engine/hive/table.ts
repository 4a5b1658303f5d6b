import type { Table } from '../../catalog/model.js'
import type { RelationName, ResolvedRelation } from '../../sql/resolver.js'
import { quoteIdentifier, quoteString, storedDuckdbType } from '../../sql/types/duckdb-type.js'
import type { RelationSource } from '../resolver.js'
import { isOpenCsv, openCsvFormat } from './open-csv-serde.js'
import { gluePartitions, type PartitionFiles } from './partitions.js'
import { isProjected, projectedPartitions, projectionRoot } from './projection.js'
import { hiveColumns, hiveScan } from './relation.js'
import { fromHiveType } from './types.js'

/** A Hive table: its files as they are now, below its own or its partitions' locations. */
export function hiveRelation(source: RelationSource, name: RelationName, table: Table): ResolvedRelation {
  const partitions = readable(source, table, partitionFiles(source, table))
  const bytes = partitions.flatMap(({ files }) => files).reduce((sum, file) => sum + file.size, 0)
  source.noteScan(`${name.schema}.${name.name}`, bytes)
  return {
    kind: 'table',
    name,
    format: 'hive',
    columns: hiveColumns(table),
    from: hiveScan(table, partitions, source.objectsRoot),
  }
}

function readable(source: RelationSource, table: Table, partitions: PartitionFiles[]): PartitionFiles[] {
  if (!isOpenCsv(table.storageDescriptor)) return partitions
  const format = openCsvFormat({ ...table.parameters, ...table.storageDescriptor?.serdeInfo?.parameters })
  const all = source.readableCsv(
    partitions.flatMap(({ files }) => files),
    format,
  )
  let next = 0
  return partitions.map(({ values, files }) => {
    const start = next
    next += files.length
    return { values, files: all.slice(start, next) }
  })
}

function partitionFiles(source: RelationSource, table: Table): PartitionFiles[] {
  const location = table.storageDescriptor?.location ?? ''
  if (table.partitionKeys.length === 0) return [{ values: [], files: source.dataFiles([location])[0]! }]
  if (isProjected(table)) return projectedPartitions(table, source.dataFiles([projectionRoot(table)])[0]!)
  const partitions = gluePartitions(source.catalog, table)
  const files = source.dataFiles(partitions.map(partition => partition.location))
  return partitions.map(({ values }, i) => ({ values, files: files[i]! }))
}

/** `"t$partitions"`: the values of each partition that Glue has. */
export function hivePartitionsRelation(
  source: RelationSource,
  name: RelationName,
  table: Table,
): ResolvedRelation | undefined {
  if (table.partitionKeys.length === 0) return undefined
  const columns = table.partitionKeys.map(key => ({ name: key.name.toLowerCase(), type: fromHiveType(key.type) }))
  const names = columns.map(column => quoteIdentifier(column.name)).join(', ')
  const rows = gluePartitions(source.catalog, table).map(
    ({ values }) => `(${values.map(value => (value === null ? 'NULL' : quoteString(value))).join(', ')})`,
  )
  const typed = columns.map(
    ({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${storedDuckdbType(type)}) AS ${quoteIdentifier(name)}`,
  )
  const values =
    rows.length > 0 ? `(VALUES ${rows.join(', ')})` : `(SELECT ${columns.map(() => 'NULL').join(', ')} WHERE false)`
  return {
    kind: 'table',
    name,
    format: 'system',
    columns,
    from: `(SELECT ${typed.join(', ')} FROM ${values} AS _p(${names}))`,
  }
}
